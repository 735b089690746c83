"""One message of a conversation at a time, in the order in which they came.

Within a process by waiting in line; across processes by Redis, where REDIS_URL names one. Without
Redis several processes on one database are safe as well: of two who answer at once one stores its
turn, and the other finds out and does its own anew (bot.store.conversations). That also holds while
Redis is away or a turn hangs, so a lock that cannot be had there costs nobody the answer.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

from bot.store.shared_locks import Busy, SharedLocks

logger = logging.getLogger(__name__)

URL_VARIABLE = "REDIS_URL"
WAIT_SECONDS = 4.0  # for messages before this one; a holder that hangs loses the lock sooner


class ConversationLocks(LockStore):
    """Named in endpoints.yml under `lock_store: type:`."""

    def __init__(self, endpoint_config: EndpointConfig | None = None) -> None:
        address = os.environ.get(URL_VARIABLE)
        self._shared = SharedLocks(address) if address else None
        self._here: dict[str, asyncio.Lock] = {}
        self._inside: dict[str, int] = {}  # who holds or waits, by conversation
        super().__init__()

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = 0, wait_time_in_seconds: float = 0
    ) -> AsyncGenerator[TicketLock, None]:
        """As Rasa's. Raises LockError if the messages before, in this process, take too long."""
        ticket = TicketLock(conversation_id)
        async with self._in_line(conversation_id), AsyncExitStack() as stack:
            if self._shared is not None:
                try:
                    waiting = self._shared.hold(conversation_id, WAIT_SECONDS)
                    await stack.enter_async_context(waiting)
                except Busy:  # one of both will find out that the other stored its turn
                    logger.warning("Another server takes long in a conversation: not waited for")
            yield ticket

    def is_someone_waiting(self, conversation_id: str) -> bool:
        return self._inside.get(conversation_id, 0) > 1

    @asynccontextmanager
    async def _in_line(self, conversation: str) -> AsyncGenerator[None, None]:
        """asyncio's lock is fair; nothing is left of it when nobody holds it or waits."""
        lock = self._here.setdefault(conversation, asyncio.Lock())
        self._inside[conversation] = self._inside.get(conversation, 0) + 1
        try:
            await _within(lock)
            try:
                yield
            finally:
                lock.release()
        finally:
            self._inside[conversation] -= 1
            if not self._inside[conversation]:
                del self._inside[conversation], self._here[conversation]


async def _within(lock: asyncio.Lock) -> None:
    if not lock.locked():  # the usual case, without a timer
        await lock.acquire()
        return
    try:
        await asyncio.wait_for(lock.acquire(), WAIT_SECONDS)
    except asyncio.TimeoutError:
        raise LockError("the messages before this one take too long") from None
