"""How many messages in ten seconds a conversation and an address may send.

The numbers are far beyond what people do: a school or a police station behind one address has 50
messages a second. REDIS_URL shares the counts among servers; without it, and while Redis is away,
each server counts by itself: nobody is ever refused because Redis is gone.

SESSION_LIMIT=20 ADDRESS_LIMIT=500 (messages in ten seconds) change them.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import time
from collections import Counter
from collections.abc import Mapping, Sequence

from redis.asyncio import Redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

URL_VARIABLE = "REDIS_URL"
DEFAULTS = {"SESSION_LIMIT": 20, "ADDRESS_LIMIT": 500}
WINDOW = 10  # seconds
_PATIENCE = 0.1  # seconds for Redis
_PAUSE = 5.0  # seconds until Redis is tried again
_MOST = 100_000  # keys in memory


def limit(name: str, environment: Mapping[str, str] = os.environ) -> int:
    """One of DEFAULTS, or what the environment says. Raises ValueError if that is no number."""
    value = environment.get(name) or str(DEFAULTS[name])
    if not value.isdecimal() or int(value) < 1:
        raise ValueError(f"{name}={value} 不是次数 → 写一个整数，如 {DEFAULTS[name]}")
    return int(value)


class Counts:
    """How often each key came in this window, in this process."""

    def __init__(self) -> None:
        self._window, self._counts = 0, Counter[str]()

    def add(self, keys: Sequence[str], window: int) -> list[int]:
        if window != self._window or len(self._counts) > _MOST:
            self._window, self._counts = window, Counter()
        self._counts.update(keys)
        return [self._counts[key] for key in keys]


class Limits:
    """Counts a request and says how long it should have waited."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self.session = limit("SESSION_LIMIT", environment)
        self.address = limit("ADDRESS_LIMIT", environment)
        self._here, self._retry_at = Counts(), 0.0
        url = environment.get(URL_VARIABLE)
        quick = {"socket_timeout": _PATIENCE, "socket_connect_timeout": _PATIENCE}
        self._redis: Redis | None = Redis.from_url(url, **quick) if url else None

    async def wait(self, *, conversation: str | None, address: str) -> int | None:
        """Whole seconds until this may be tried again; nothing if it may go on now."""
        limits = {f"a:{address}": self.address} if address else {}
        if conversation is not None:
            limits[f"s:{conversation}"] = self.session
        window, into = divmod(time.time(), WINDOW)
        counts = await self._count([_key(name) for name in limits], int(window))
        over = any(n > most for n, most in zip(counts, limits.values(), strict=True))
        return int(WINDOW - into) + 1 if over else None

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.close()

    async def _count(self, keys: list[str], window: int) -> list[int]:
        here = self._here.add(keys, window)
        if self._redis is None or not keys or time.monotonic() < self._retry_at:
            return here
        try:
            return await self._shared(self._redis, keys, window)
        except (RedisError, OSError, asyncio.TimeoutError) as error:
            self._retry_at = time.monotonic() + _PAUSE
            logger.warning("Redis is away, counting alone: %s", type(error).__name__)
            return here

    @staticmethod
    async def _shared(redis: Redis, keys: list[str], window: int) -> list[int]:
        async with redis.pipeline(transaction=False) as pipe:
            for key in keys:
                pipe.incr(f"limit:{window}:{key}")
                pipe.expire(f"limit:{window}:{key}", 2 * WINDOW)
            return [int(count) for count in (await pipe.execute())[::2]]


def _key(name: str) -> str:
    """An address is personal, and a conversation's id is a secret: neither goes to Redis."""
    return hashlib.sha256(name.encode()).hexdigest()[:24]
