"""Conversations that trainers try: in memory only, each for whoever began it."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from bot.studio.ask import line
from bot.studio.sides import Side
from bot.studio.talk import Memory, Turn, say

PUBLISHED, WORKING = "published", "working"
_MOST, _LONGEST = 100, 60


@dataclass(frozen=True)
class Answered:
    """One side's turn, with what `ask` tells of it, and what said it."""

    turn: Turn
    found: dict[str, Any]
    side: Side


@dataclass(frozen=True)
class Exchange:
    """A message and what each side makes of it."""

    text: str
    sides: dict[str, Answered]

    @property
    def differs(self) -> bool:
        """Whether a resident would notice: other words, numbers or buttons."""
        told = [one.turn.replies for one in self.sides.values()]
        return len(told) > 1 and told[0] != told[1]


@dataclass
class Talk:
    """A conversation with both sides."""

    who: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    exchanges: list[Exchange] = field(default_factory=list)
    memories: dict[str, Memory] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def say(self, sides: dict[str, Side], text: str, named: str | None) -> None:
        """One turn with every side; nothing of it is kept anywhere else."""
        with self.lock:
            answered = {}
            for name, side in sides.items():
                memory = self.memories.get(name, Memory())
                turn = say(side.content, side.understanding, memory, text, named)
                self.memories[name] = turn.memory
                found = line(text, turn.assessment, side.content)
                answered[name] = Answered(turn, found, side)
            self.exchanges.append(Exchange(text, answered))
            del self.exchanges[:-_LONGEST]


class Talks:
    """The last conversations."""

    def __init__(self) -> None:
        self._talks: OrderedDict[str, Talk] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, id_: str, who: str) -> Talk | None:
        """Somebody's own conversation, if it is still there."""
        with self._lock:
            found = self._talks.get(id_)
            return found if found is not None and found.who == who else None

    def begin(self, who: str) -> Talk:
        """A new one."""
        talk = Talk(who)
        with self._lock:
            self._talks[talk.id] = talk
            if len(self._talks) > _MOST:
                self._talks.popitem(last=False)
        return talk
