"""Writes one file that somebody edited elsewhere, if it is still what they began with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.studio.sheets import journal
from bot.studio.sheets.disk import mark, put
from bot.studio.sheets.journal import Busy

_PATIENCE = 5.0  # seconds: another save is over in a few milliseconds

__all__ = ["Busy", "Changed", "mark", "read", "save"]


class Changed(Exception):
    """Somebody else changed the file meanwhile; `now` is what it says (None: it is gone)."""

    def __init__(self, now: bytes | None) -> None:
        super().__init__("the file is not what the edit began with")
        self.now = now


def read(path: Path) -> bytes | None:
    """What the file says; None if there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def save(
    root: Path, name: str, began: str, new: bytes, first: Callable[[], None] = lambda: None
) -> None:
    """The file `name` below `root` says `new`, whole and on the disk, or nothing has changed.

    `began` is the mark of what the edit began with, "" if there was no file. `first` runs before
    anything is written, while nobody else can save: to note who does it. Raises Changed, Busy if
    an import goes on, and OSError.
    """
    with journal.alone(root, _PATIENCE):
        now = read(root / name)
        if mark(now) != began:
            raise Changed(now)
        first()
        put(root / name, new)
