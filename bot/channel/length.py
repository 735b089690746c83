"""A conversation does not become longer than 200 messages: then a new one begins, and says so.

What Rasa reads back with every message grows with the conversation. CONVERSATION_MESSAGES changes
the number.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping

from bot.store.length import messages_in

logger = logging.getLogger(__name__)

VARIABLE, DEFAULT = "CONVERSATION_MESSAGES", 200
_LOOK_EVERY = 10  # messages: other servers write into the same conversation
_REMEMBERED = 50_000  # conversations


def most_messages(environment: Mapping[str, str] = os.environ) -> int:
    """The cap. Raises ValueError if what the environment says is no number."""
    value = environment.get(VARIABLE) or str(DEFAULT)
    if not value.isdecimal() or int(value) < 1:
        raise ValueError(f"{VARIABLE}={value} 不是条数 → 写一个整数，如 {DEFAULT}")
    return int(value)


class Lengths:
    """Counts in memory, and looks into the store now and then, when nobody waits for it."""

    def __init__(self, most: int, count: Callable[[str], int] = messages_in) -> None:
        self._most, self._count = most, count
        self._known: OrderedDict[str, int] = OrderedDict()
        self._heard: dict[str, int] = {}

    def is_full(self, conversation: str) -> bool:
        return self._known.get(conversation, 0) >= self._most

    async def note(self, conversation: str) -> None:
        """One more message was answered in it."""
        heard = self._heard[conversation] = self._heard.get(conversation, 0) + 1
        known = self._known.pop(conversation, None)
        if known is None or heard % _LOOK_EVERY == 0:
            known = await self._stored(conversation, known)
        else:
            known += 1
        self._known[conversation] = known
        if len(self._known) > _REMEMBERED:
            oldest, _ = self._known.popitem(last=False)
            self._heard.pop(oldest, None)

    async def _stored(self, conversation: str, known: int | None) -> int:
        try:
            return await asyncio.to_thread(self._count, conversation)
        except Exception:  # a store that is away has its own alarms; a resident loses nothing
            logger.warning("The length of a conversation could not be read")
            return (known or 0) + 1
