"""Which content answers: that of the version which this message was given, all the way through.

A server may go over to another version between two messages, never within one: whoever takes a
message pins the content for it (`pinned`), and everything on its way asks `current`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.content.load import Content, load_or_fail


@dataclass(frozen=True)
class Live:
    """A version that answers; `version` is None for the working files.

    `understanding` (bot.understanding) is what it learned from its questions; without one, what
    was trained into the Rasa model understands.
    """

    content: Content
    version: int | None = None
    understanding: Any = None


# Every turn is a task of its own, so one resident's version is not another's.
_pinned: ContextVar[Live | None] = ContextVar("live", default=None)
_published: Live | None = None


def live() -> Live:
    """What answers now: what is pinned for this message, else what is published, else the files.

    Raises bot.content.load.ContentError if nothing is published and a file cannot be used.
    """
    return _pinned.get() or _published or _working()


def current() -> Content:
    """The content of `live`."""
    return live().content


def understanding() -> Any:
    """What understands this message, if it comes from the version; never reads a file."""
    to = _pinned.get() or _published
    return to.understanding if to else None


def go_over(to: Live | None) -> None:
    """From the next message on this version answers; None: the files."""
    global _published
    _published = to


@contextmanager
def pinned(to: Live) -> Iterator[None]:
    """Within this block, and in what it awaits, this version answers."""
    before = _pinned.set(to)
    try:
        yield
    finally:
        _pinned.reset(before)


@lru_cache(maxsize=1)
def _working() -> Live:
    """The files as they were when this process first needed them."""
    return Live(load_or_fail())
