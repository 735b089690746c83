"""The files of the chat page, read once; the numbers in it come from the registry."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path

from bot.content.load import Content
from bot.content.model import Hotline
from bot.store.conversations import hours_to_keep

FOLDER = Path(__file__).resolve().parents[1] / "widget"
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
_CALLS = "<!-- calls: 110, 96110 -->"
_HOURS = "<!-- hours -->"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


@dataclass(frozen=True)
class File:
    """One file as it is sent."""

    body: bytes
    type: str


def files(content: Content) -> dict[str, File]:
    """Address -> file: the page at `/`, all else of the folder under `/widget/`."""
    found = {}
    for path in sorted(FOLDER.iterdir()):
        if path.suffix not in _TYPES:
            continue
        text = path.read_text("utf-8")
        if path.name == "index.html":
            calls = [content.hotlines[key] for key in ("110", "96110")]
            text = text.replace(_CALLS, "\n".join(map(_call, calls)))
            text = text.replace(_HOURS, f"{hours_to_keep():g}")
        address = "/" if path.name == "index.html" else f"/widget/{path.name}"
        found[address] = File(text.encode("utf-8"), f"{_TYPES[path.suffix]}; charset=utf-8")
    return found


def _call(hotline: Hotline) -> str:
    number = escape(hotline.key)
    return f'<a class="call" href="tel:{number}"><b>{number}</b> {escape(hotline.name)}</a>'
