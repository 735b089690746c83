"""How much one may send: counted together through a real Redis, alone when that is away."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator

import pytest

from bot.channel import limits as module
from bot.channel.limits import WINDOW, Counts, Limits, limit
from tests import redis


@pytest.fixture(scope="module")
def shared() -> Iterator[redis.RedisServer]:
    with redis.server() as running:
        yield running


@pytest.fixture(autouse=True)
def at_noon(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The clock of the windows, which passes only when told."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(module.time, "time", lambda: now[0])
    return now


@pytest.fixture
async def two(
    shared: redis.RedisServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Limits, Limits]]:
    """Two servers that count together, of which a conversation may ask six things.

    They wait for Redis longer than servers do: a busy machine's is not one that hangs.
    """
    monkeypatch.setattr(module, "_PATIENCE", 2.0)
    shared.client().flushall()
    given = {"REDIS_URL": shared.url, "SESSION_LIMIT": "6", "ADDRESS_LIMIT": "100"}
    made = Limits(given), Limits(given)
    yield made
    for one in made:
        await one.close()


async def passed(limits: Limits, times: int, conversation: str = "a", address: str = "") -> int:
    """How many of so many requests may go on."""
    waits = [await limits.wait(conversation=conversation, address=address) for _ in range(times)]
    return waits.count(None)


async def test_a_conversation_has_its_limit_and_no_other() -> None:
    alone = Limits({"SESSION_LIMIT": "6"})
    assert await passed(alone, 20, "a") == 6
    assert await passed(alone, 20, "b") == 6


async def test_an_address_has_its_limit_whatever_conversations_it_names() -> None:
    alone = Limits({"ADDRESS_LIMIT": "30"})
    went = [await passed(alone, 1, f"c{number}", "198.51.100.1") for number in range(50)]
    assert sum(went) == 30
    assert await passed(alone, 5, "d", "198.51.100.2") == 5
    assert await passed(alone, 5, "e", "") == 5, "without an address none is counted"


async def test_a_school_behind_one_address_is_no_crowd() -> None:
    """Three hundred people who write within ten seconds, one of them every second."""
    city = Limits({})
    went = [await passed(city, 1, f"c{number}", "198.51.100.1") for number in range(300)]
    assert sum(went) == 300
    assert await passed(city, 10, "c1", "198.51.100.1") == 10


async def test_it_is_said_how_long_to_wait(at_noon: list[float]) -> None:
    alone = Limits({"SESSION_LIMIT": "1"})
    at_noon[0] += 3
    await alone.wait(conversation="a", address="")
    wait = await alone.wait(conversation="a", address="")
    assert wait is not None
    assert 0 < wait <= WINDOW
    at_noon[0] += wait
    assert await alone.wait(conversation="a", address="") is None


async def test_servers_count_together(two: tuple[Limits, Limits]) -> None:
    one, other = two
    assert await passed(one, 4) == 4
    assert await passed(other, 4) == 2


async def test_of_many_at_once_as_many_pass_as_may(two: tuple[Limits, Limits]) -> None:
    waits = await asyncio.gather(
        *(limits.wait(conversation="a", address="") for limits in two for _ in range(25))
    )
    assert waits.count(None) == 6


async def test_redis_learns_neither_addresses_nor_conversations(
    two: tuple[Limits, Limits], shared: redis.RedisServer
) -> None:
    await two[0].wait(conversation="chat/conversation", address="198.51.100.1")
    keys = shared.client().keys()
    assert len(keys) == 2
    assert not any(b"198" in key or b"chat" in key for key in keys)
    assert all(0 < shared.client().ttl(key) <= 2 * WINDOW for key in keys)


async def test_killed_redis_refuses_nobody_and_is_found_again(
    two: tuple[Limits, Limits], shared: redis.RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    monkeypatch.setattr(module, "_PAUSE", 0.0)
    assert await passed(one, 6) == 6
    shared.kill()
    try:
        assert await passed(other, 10) == 6, "each counts by itself"
    finally:
        shared.start()
    for each in two:
        await passed(each, 1, "finds that its old connection is gone")
    assert await passed(one, 4, "b") == 4
    assert await passed(other, 4, "b") == 2


async def test_hanging_redis_costs_a_moment_once(
    two: tuple[Limits, Limits], shared: redis.RedisServer
) -> None:
    one, _ = two
    assert await passed(one, 1) == 1
    shared.signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert await passed(one, 10) == 5, "what was counted before still counts"
        assert time.monotonic() - began < module._PAUSE, "not once for every message"
    finally:
        shared.signal(signal.SIGCONT)


async def test_redis_that_was_never_there_refuses_nobody() -> None:
    alone = Limits({"REDIS_URL": "redis://127.0.0.1:1/0"})
    assert await passed(alone, 10) == 10


def test_memory_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST", 100)
    counts = Counts()
    for number in range(1000):
        counts.add([str(number)], 1)
    assert len(counts._counts) <= 101
    assert counts.add(["x"], 2) == [1], "another window, other counts"


@pytest.mark.parametrize("odd", ["0", "-1", "many", "1.5", "10/minute"])
def test_what_is_no_number_is_said(odd: str) -> None:
    with pytest.raises(ValueError, match="SESSION_LIMIT"):
        limit("SESSION_LIMIT", {"SESSION_LIMIT": odd})
