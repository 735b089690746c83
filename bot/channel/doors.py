"""Who may come in now. Who may not is told so at once, with the numbers to call.

Somebody in need is told by rules what to do, even above a limit: that needs neither Rasa nor the
store.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from typing import TypeVar

from sanic.request import Request

from bot.channel.address import address_of, trusted_proxies
from bot.channel.intake import MAX_CHARACTERS
from bot.channel.limits import Limits
from bot.content.first_aid import first_aid
from bot.content.live import current
from bot.content.render import Reply, message_reply
from bot.content.urgency import is_urgent

logger = logging.getLogger(__name__)

VARIABLE, DEFAULT = "OPEN_REQUESTS", 16
_SOON = (2, 5)  # seconds after which a full server may be asked again; not by all at once
Result = TypeVar("Result")


class Busy(Exception):
    """This request must wait so many seconds; `reason` is for the programmer of the client."""

    def __init__(self, seconds: int, reason: str) -> None:
        super().__init__(reason)
        self.seconds, self.reason = seconds, reason


class Doors:
    """The limits of one server. Raises ValueError if the environment makes no sense."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._proxies = trusted_proxies(environment)
        self._limits = Limits(environment)
        self._most = _most(environment)
        self.open = 0  # messages that are being answered now

    async def knock(self, request: Request, conversation: str | None = None) -> None:
        """Counts a request. Raises Busy if there were too many."""
        address = address_of(request, self._proxies)
        seconds = await self._limits.wait(conversation=conversation, address=address)
        if seconds is not None:
            raise Busy(seconds, "too many requests")

    def look(self) -> None:
        """Raises Busy if too much is being done: asked first, since it costs nothing."""
        if self.open >= self._most:
            raise Busy(random.randint(*_SOON), "this server has too much to do")

    async def within(self, work: Callable[[], Awaitable[Result]]) -> Result:
        """Does it unless too much is being done: what was let in stays quick. Raises Busy.

        It goes on, and counts, when the client hangs up.
        """
        self.look()
        self.open += 1
        task: asyncio.Future[Result] = asyncio.ensure_future(work())
        task.add_done_callback(self._leave)
        return await asyncio.shield(task)

    async def close(self) -> None:
        await self._limits.close()

    def _leave(self, task: asyncio.Future[Result]) -> None:
        self.open -= 1
        if not task.cancelled() and task.exception() is not None:
            logger.debug("A message could not be answered: %s", type(task.exception()).__name__)


@lru_cache(maxsize=1)
def the_doors() -> Doors:
    """Those of this server. Raises ValueError if the environment makes no sense."""
    return Doors()


def in_the_crowd(text: str) -> Reply:
    """What is said at once to whoever cannot be let in: to somebody in need what to do."""
    content = current()
    if is_in_need(text):
        return first_aid(content, text)
    # A version published before there was this sentence has another.
    return message_reply(content, "busy" if "busy" in content.messages else "answer_failed")


def is_in_need(text: str) -> bool:
    """Whether rules find a message urgent; one that is too long is not searched."""
    return len(text) <= MAX_CHARACTERS and is_urgent(text)


def _most(environment: Mapping[str, str]) -> int:
    value = environment.get(VARIABLE) or str(DEFAULT)
    if not value.isdecimal() or int(value) < 1:
        raise ValueError(f"{VARIABLE}={value} 不是个数 → 写一个整数，如 {DEFAULT}")
    return int(value)
