"""Keeps what was asked, for the trainers, once the answer is out; a failure costs no answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from difflib import SequenceMatcher
from functools import partial
from typing import Any

from bot.channel.intake import Incoming
from bot.content.clock import here
from bot.content.load import Content
from bot.content.masking import mask
from bot.content.text import normalise
from bot.store.asked import Asked, AskedStore
from bot.store.patience import patiently
from bot.store.turns import StoreFailed

logger = logging.getLogger(__name__)

# Nearly the same words (0 to 1) within so many seconds: the first answer did not help.
ALIKE, WITHIN_SECONDS = 0.5, 90.0
_COMPARED = 200  # characters
_REMEMBERED = 10_000  # conversations, in memory only


class Recorder:
    """Writes beside the conversation; nothing of it is awaited by a resident."""

    def __init__(self, store: AskedStore) -> None:
        self._store = store
        self._last: OrderedDict[str, tuple[float, str, str]] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()

    def note(
        self, incoming: Incoming, content: Content, told: dict[str, Any], began: float
    ) -> None:
        """`told` is what the turn found out: `message`, `assessment`, `version`."""
        assessment = told.get("assessment")
        if not assessment or incoming.is_empty:
            return
        nearest = assessment.get("nearest") or [{}]
        asked = Asked(
            message=told["message"],
            day=here().date().isoformat(),
            text=mask(incoming.text, frozenset(content.hotlines)),
            topic=assessment.get("topic"),
            nearest=nearest[0].get("topic"),
            outcome=assessment.get("outcome", ""),
            confidence=float(assessment.get("confidence") or 0),
            urgent=bool(assessment.get("urgent")),
            version=told.get("version"),
            milliseconds=round((time.monotonic() - began) * 1000),
        )
        again = self._again(incoming, asked.message)
        task = asyncio.ensure_future(self._kept(asked, again))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self) -> None:
        """Waits for what is still being written."""
        await asyncio.gather(*self._tasks)

    async def _kept(self, asked: Asked, again: str | None) -> None:
        try:
            await patiently(self._store.engine, partial(self._store.keep, asked))
            if again is not None:
                await patiently(self._store.engine, partial(self._store.mark_rephrased, again))
        except StoreFailed as error:
            logger.error("A question could not be kept: %s", error)

    def _again(self, incoming: Incoming, message: str) -> str | None:
        """The id of the question before, if this one says nearly the same in other words."""
        text, now = normalise(incoming.text), time.monotonic()
        before = self._last.pop(incoming.sender, None)
        self._last[incoming.sender] = (now, message, text)
        if len(self._last) > _REMEMBERED:
            self._last.popitem(last=False)
        if before is None or incoming.topic or now - before[0] > WITHIN_SECONDS:
            return None
        alike = SequenceMatcher(None, before[2][:_COMPARED], text[:_COMPARED]).ratio()
        return before[1] if ALIKE <= alike < 1 else None
