"""Few turns at a time, and whoever needs help this minute before all others.

A turn is mostly a processor's work. Of twenty that are begun together each is answered when nearly
all are; one after the other the first are answered at once, and the last no later. So a few are
worked on (each waits for the store or the action server now and then), and the others stand in
line. Nobody stands there long: a turn may hang with a store that hangs, and others need not.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import lru_cache

FEW = 3
LONGEST = 0.25  # seconds in the line; sixteen messages, as many as are let in, are done before


class Line:
    """Of one server. `inside` counts the turns that are being worked on."""

    def __init__(self, few: int = FEW, longest: float = LONGEST) -> None:
        self._few, self._longest = few, longest
        self._waiting: deque[tuple[str, asyncio.Future[None]]] = deque()
        self.inside = 0

    @asynccontextmanager
    async def turn(self, sender: str, in_need: Callable[[], bool]) -> AsyncGenerator[None, None]:
        """A turn of this conversation, when it is its time; `in_need` is only asked if others are
        before. Nobody overtakes an earlier message of the same conversation.
        """
        if self.inside < self._few or (in_need() and not self._has_before(sender)):
            self.inside += 1
        else:
            await self._stand(sender)
        try:
            yield
        finally:
            self._leave()

    def _has_before(self, sender: str) -> bool:
        return any(whose == sender for whose, _ in self._waiting)

    async def _stand(self, sender: str) -> None:
        """Waits until it is counted as inside."""
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        mine = (sender, called)
        self._waiting.append(mine)
        try:
            await asyncio.wait({called}, timeout=self._longest)
        except asyncio.CancelledError:
            if called.done():
                self._leave()
            else:
                self._waiting.remove(mine)
            raise
        if not called.done():
            self._waiting.remove(mine)
            self.inside += 1

    def _leave(self) -> None:
        self.inside -= 1
        while self._waiting and self.inside < self._few:
            _, called = self._waiting.popleft()
            called.set_result(None)
            self.inside += 1


@lru_cache(maxsize=1)
def the_line() -> Line:
    """That of this server."""
    return Line()
