"""The widget's files as they are sent: read once, with the numbers of the registry inside.

`/widget.js` is what a foreign page loads. The numbers, the texts and the styles are written into
it, so that it can show them when this server no longer answers. All else lies under
`/widget/<version>/`, where it never changes.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from bot.content.card import card
from bot.content.load import Content
from bot.content.render import fill
from bot.store.asked import days_to_keep
from bot.store.ending import hours_to_keep

FOLDER = Path(__file__).resolve().parents[1] / "widget"
SCRIPT, PAGE, WORKER = "embed.js", "index.html", "sw.js"
_PAGE_STYLE = "page.css"
# Where «leave quickly» leads: a page that says nothing of its reader.
EXIT_VARIABLE, HARMLESS = "WIDGET_EXIT", "https://www.weather.com.cn/"
LANGUAGES = ("zh-Hans", "zh-Hant")
_TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
_DATA = "/* data */ null"
# A further try of a browser comes with a number, so that nothing it remembers is in the way.
_VERSIONED = re.compile(r"/widget/[0-9a-f]{12}(?:-\d+)?/")
_STYLE_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_FOREVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"
# Foreign pages show the numbers from the browser's copy while this server is dead; a corrected
# number is there after five minutes at the latest, and at once on our own page.
_SOON = "public, max-age=300, stale-while-revalidate=604800, stale-if-error=604800"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "worker-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types xiaogan-antifraud"
)
HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": _ASK_FIRST,
}
# What a page of another origin must be able to load.
_FOR_ANYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@dataclass(frozen=True)
class File:
    """One file as it is sent, plain and compressed."""

    body: bytes
    type: str
    caching: str = _ASK_FIRST
    more: dict[str, str] = field(default_factory=dict)

    @cached_property
    def zipped(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)

    @cached_property
    def tag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'

    def headers(self) -> dict[str, str]:
        own = {"ETag": self.tag, "Cache-Control": self.caching, "Vary": "Accept-Encoding"}
        return {**HEADERS, **self.more, **own}


class Files:
    """Address -> file: the page at `/`, the script, the service worker, and their parts."""

    def __init__(self, content: Content) -> None:
        sources = _read(FOLDER)
        data = _data(content, sources)
        parts = {name: text for name, text in sources.items() if _stands_alone(name)}
        parts["style.css"] = data["css"]
        said = json.dumps([data, sources], ensure_ascii=False, sort_keys=True)
        self.version = hashlib.sha256(said.encode()).hexdigest()[:12]
        data["version"] = self.version
        base = f"/widget/{self.version}/"
        self._files = {
            f"{base}{name}": _file(name, text, _FOREVER, _FOR_ANYBODY)
            for name, text in sorted(parts.items())
        }
        script = _with_data(sources[SCRIPT], data)
        self._files["/widget.js"] = _file(SCRIPT, script, _SOON, _FOR_ANYBODY)
        style = sources[_PAGE_STYLE].strip()
        policy = _POLICY.replace("style-src 'self'", f"style-src 'self' {_allowing(style)}")
        page = self._page(sources[PAGE], content, base, style)
        self._files["/"] = _file(PAGE, page, more={"Content-Security-Policy": policy})
        worker = {"version": self.version, "files": ["/", "/widget.js", *self._modules(base)]}
        self._files["/sw.js"] = _file(WORKER, _with_data(sources[WORKER], worker))

    def find(self, path: str) -> File | None:
        """The file at this address. A part of another version is answered with today's."""
        found = self._files.get(path)
        if found is None and (old := _VERSIONED.match(path)):
            now = self._files.get(f"/widget/{self.version}/{path[old.end() :]}")
            return now and File(now.body, now.type, _ASK_FIRST, now.more)
        return found

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Address -> bytes, plain and compressed."""
        return {path: (len(f.body), len(f.zipped)) for path, f in self._files.items()}

    def _modules(self, base: str) -> list[str]:
        return [path for path in self._files if path.startswith(base)]

    def _page(self, text: str, content: Content, base: str, style: str) -> str:
        calls = "\n".join(_call(one) for one in card(content)["first"])
        ahead = [p for p in self._modules(base) if p.endswith(".js")]
        loads = "\n  ".join(f'<link rel="modulepreload" href="{path}">' for path in ahead)
        text = fill(content, text.replace("{version}", self.version))
        slots = {"<!-- calls -->": calls, "<!-- preload -->": loads, "/* style */": style}
        for slot, value in slots.items():
            text = text.replace(slot, value)
        return text


def _stands_alone(name: str) -> bool:
    """Whether it is fetched by itself: texts and most styles are written into the script."""
    return name.endswith(".js") and name not in (SCRIPT, WORKER)


def _allowing(style: str) -> str:
    """The source expression under which this inline style, and no other, is applied."""
    digest = hashlib.sha256(style.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _read(folder: Path) -> dict[str, str]:
    """Relative path -> text of every file of the widget."""
    wanted = (p for p in sorted(folder.rglob("*")) if p.suffix in (*_TYPES, ".json"))
    texts = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in wanted}
    return {name: _without_remarks(name, text) for name, text in texts.items()}


def _without_remarks(name: str, text: str) -> str:
    """The file without indentation and whole-line remarks: those are for whoever reads it here."""
    if name.endswith(".css"):
        text = _STYLE_REMARK.sub("", text)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


def _data(content: Content, sources: dict[str, str]) -> dict[str, Any]:
    """What is written into the script."""
    styles = [n for n in sources if n.startswith("components/") and n.endswith(".css")]
    css = "\n".join(sources[name] for name in ("base.css", *styles))
    keeping = {"hours": f"{hours_to_keep():g}", "days": f"{days_to_keep():g}"}
    strings = {
        name: json.loads(fill(content, sources[f"i18n/{name}.json"], **keeping))
        for name in LANGUAGES
    }
    away = os.environ.get(EXIT_VARIABLE) or HARMLESS
    return {"card": card(content), "strings": strings, "css": css, "exit": away}


def _with_data(source: str, data: dict[str, Any]) -> str:
    """The script with its data. Raises ValueError if there is no place for it."""
    if _DATA not in source:
        raise ValueError(f"the script has no {_DATA}")
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return source.replace(_DATA, text)


def _file(
    name: str, text: str, caching: str = _ASK_FIRST, more: dict[str, str] | None = None
) -> File:
    kind = _TYPES[Path(name).suffix]
    return File(text.encode("utf-8"), f"{kind}; charset=utf-8", caching, more or {})


def _call(shown: dict[str, Any]) -> str:
    number, name = escape(shown["number"]), escape(shown["name"])
    return f'<a class="call" href="tel:{number}"><b>{number}</b> {name}</a>'
