"""A line for each conversation in Redis: who came first holds the lock, across servers.

Each in the line has a lease of its own, which it renews. Whoever is killed or stopped renews
nothing, and is passed over when the lease is up; one that wakes up late can neither renew nor
release what is another's by now. Every step is one script, so Redis does it whole. redis-py's own
Lock is no line: whoever asks next gets it.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

import redis.asyncio as redis
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

LEASE_SECONDS = 3.0
_RENEW_SECONDS = LEASE_SECONDS / 3
_RENEWALS = 8  # then a turn is taken for hanging, though its server is alive
_LEASE = int(LEASE_SECONDS * 1000)
_STEPS = (
    0.005,
    0.01,
    0.02,
    0.04,
)  # seconds between two looks; the last again and again
_ANSWER_SECONDS = 1.0  # for Redis to answer in
_AWAY_SECONDS = 2.0  # Redis is left alone after it failed
_FAILURES = (RedisError, OSError, asyncio.TimeoutError)

# KEYS: the line (a list), the leases (a sorted set by their end). ARGV: who, lease in ms.
_NOW = "local t = redis.call('TIME'); local now = t[1] * 1000 + math.floor(t[2] / 1000)\n"
_KEEP = """
redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], 2 * ARGV[2])
redis.call('PEXPIRE', KEYS[2], 2 * ARGV[2])
"""
_PASS_OVER = """
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
  redis.call('ZREM', KEYS[2], gone)
  redis.call('LREM', KEYS[1], 0, gone)
end
local first = redis.call('LINDEX', KEYS[1], 0)
while first and not redis.call('ZSCORE', KEYS[2], first) do
  redis.call('LPOP', KEYS[1])
  first = redis.call('LINDEX', KEYS[1], 0)
end
"""
_ASK = f"""{_NOW}{_PASS_OVER}
if not redis.call('ZSCORE', KEYS[2], ARGV[1]) then redis.call('RPUSH', KEYS[1], ARGV[1]) end
{_KEEP}
return redis.call('LINDEX', KEYS[1], 0) == ARGV[1] and 1 or 0
"""
_RENEW = f"""{_NOW}{_PASS_OVER}
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[1] then return 0 end
{_KEEP}
return 1
"""
_LEAVE = "redis.call('ZREM', KEYS[2], ARGV[1]); return redis.call('LREM', KEYS[1], 0, ARGV[1])"


class Busy(Exception):
    """Others are in the line before, and do not get ready."""


class SharedLocks:
    """The lines in the Redis at this address."""

    def __init__(self, address: str) -> None:
        self._redis = redis.from_url(
            address, socket_timeout=_ANSWER_SECONDS, socket_connect_timeout=_ANSWER_SECONDS
        )
        scripts = (_ASK, _RENEW, _LEAVE)
        self._ask, self._renew, self._leave = map(self._redis.register_script, scripts)
        self._away_until = 0.0

    @asynccontextmanager
    async def hold(self, conversation: str, patience: float) -> AsyncGenerator[None, None]:
        """Waits for its turn, in seconds `patience` at most. Raises Busy.

        Without Redis nobody waits.
        """
        keys, who = _keys(conversation), uuid.uuid4().hex
        if not await self._wait(keys, who, patience):
            yield
            return
        renewing = asyncio.ensure_future(self._keep(keys, who))
        try:
            yield
        finally:
            renewing.cancel()
            await self._end(keys, who)

    async def _wait(self, keys: list[str], who: str, patience: float) -> bool:
        """Whether the lock is held; false without Redis. Raises Busy."""
        until, step = time.monotonic() + patience, 0
        try:
            if time.monotonic() < self._away_until:
                return False
            while not await self._ask(keys, [who, _LEASE]):
                if time.monotonic() > until:
                    await self._leave(keys, [who])
                    raise Busy
                await asyncio.sleep(_STEPS[min(step, len(_STEPS) - 1)])
                step += 1
        except _FAILURES as error:
            self._failed(error)
            return False
        except asyncio.CancelledError:
            await self._end(keys, who)
            raise
        return True

    async def _end(self, keys: list[str], who: str) -> None:
        try:
            await asyncio.shield(self._leave(keys, [who]))
        except _FAILURES as error:  # the lease ends by itself
            self._failed(error)

    async def _keep(self, keys: list[str], who: str) -> None:
        """Renews the lease of a turn that takes long, until it is over or the lock is lost."""
        with suppress(*_FAILURES):
            for _ in range(_RENEWALS):
                await asyncio.sleep(_RENEW_SECONDS)
                if not await self._renew(keys, [who, _LEASE]):
                    return

    def _failed(self, error: Exception) -> None:
        if time.monotonic() > self._away_until:
            logger.error("No locks from Redis: %s", type(error).__name__)
        self._away_until = time.monotonic() + _AWAY_SECONDS


def _keys(conversation: str) -> list[str]:
    """Names that do not tell the conversation's; in a cluster both are on one server."""
    name = hashlib.sha256(conversation.encode()).hexdigest()[:32]
    return [f"line:{{{name}}}", f"leases:{{{name}}}"]
