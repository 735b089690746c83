"""Texts that are being edited and not saved yet: nothing that was typed is lost.

A text is kept under its hash, so that an edit can name what it began with. A draft says whose
unsaved text of which file is which. Both lie beside the database, never among the content.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.studio.sheets.disk import mark

_MARK = re.compile(r"[0-9a-f]{64}")
_DAYS, _DAY = 30, 24 * 3600


@dataclass(frozen=True)
class Draft:
    """An unsaved text: `began` and `text` are marks of what it began with and of itself.

    `file` is the path that it is to be saved as; `at` is China's clock.
    """

    file: str
    began: str
    text: str
    at: str


class Drafts:
    """The texts and drafts in a folder, which is made when it is needed."""

    def __init__(self, folder: Path) -> None:
        self._texts, self._drafts = folder / "texts", folder / "drafts"

    def keep(self, raw: bytes) -> str:
        """Keeps a text; its mark."""
        name = mark(raw)
        path = self._texts / name
        if path.exists():
            with contextlib.suppress(OSError):
                os.utime(path)  # still in use
        else:
            _put(path, raw)
        return name

    def raw(self, name: str) -> bytes | None:
        """The text with this mark, if it is still kept; "" names no file at all."""
        if not _MARK.fullmatch(name):
            return None
        try:
            return (self._texts / name).read_bytes()
        except FileNotFoundError:
            return None

    def put(self, who: str, draft: Draft) -> None:
        """Remembers a draft, in place of an earlier one of the same file."""
        _put(self._path(who, draft.file), json.dumps(asdict(draft)).encode())

    def get(self, who: str, file: str) -> Draft | None:
        """Somebody's draft of a file, if its text is still kept."""
        try:
            draft = Draft(**json.loads(self._path(who, file).read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return None
        return draft if self._has(draft.text) else None

    def of(self, who: str) -> list[Draft]:
        """All of somebody's drafts, the latest first."""
        files = self._drafts.glob(f"{_name(who)}.*.json") if self._drafts.exists() else ()
        found = []
        for path in files:
            with contextlib.suppress(FileNotFoundError, ValueError, TypeError):
                found.append(Draft(**json.loads(path.read_bytes())))
        kept = [draft for draft in found if self._has(draft.text)]
        return sorted(kept, key=lambda draft: draft.at, reverse=True)

    def drop(self, who: str, file: str) -> None:
        """Forgets a draft; its text goes with time."""
        self._path(who, file).unlink(missing_ok=True)

    def tidy(self, days: float = _DAYS) -> None:
        """Deletes what nobody has used for so long."""
        before = time.time() - days * _DAY
        for folder in (self._texts, self._drafts):
            for path in folder.glob("*") if folder.exists() else ():
                with contextlib.suppress(FileNotFoundError):
                    if path.stat().st_mtime < before:
                        path.unlink()

    def _has(self, name: str) -> bool:
        return bool(_MARK.fullmatch(name)) and (self._texts / name).exists()

    def _path(self, who: str, file: str) -> Path:
        return self._drafts / f"{_name(who)}.{_name(file)}.json"


def _name(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _put(path: Path, raw: bytes) -> None:
    """Whole or not at all; several may do it at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.part")
    partial.write_bytes(raw)
    os.replace(partial, path)
