"""What is stored together at the end of a turn: the events, and the reply to the message's id.

One transaction for both: a message is either stored with its answer or not at all, and whoever
answers the same message a second time finds that out before the resident sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

Replies = list[dict[str, Any]]


class StoreFailed(Exception):
    """The database did not do it in time; whether it was done is not known."""


class Interleaved(Exception):
    """Another process has stored something in this conversation since it was read."""


class Answered(Exception):
    """This message has been answered meanwhile, by another process; `replies` is what it said."""

    def __init__(self, replies: Replies) -> None:
        super().__init__("answered by another process")
        self.replies = replies


@dataclass
class Turn:
    """A message on its way: its conversation, the client's id for it, what is answered.

    `stored` once it is; `gone` if the conversation has been deleted, so that nothing was kept.
    """

    session: str
    message: str | None = None
    replies: Callable[[], Replies] = list
    stored: bool = False
    gone: bool = False


_TURN: ContextVar[Turn | None] = ContextVar("turn", default=None)


def the_turn(session: str) -> Turn | None:
    """The turn under way in this task, if it is one of this conversation."""
    turn = _TURN.get()
    return turn if turn is not None and turn.session == session else None


@contextmanager
def under_way(turn: Turn) -> Iterator[Turn]:
    """What is stored inside belongs to this turn."""
    before = _TURN.set(turn)
    try:
        yield turn
    finally:
        _TURN.reset(before)
