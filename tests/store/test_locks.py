"""One message of a conversation at a time: real Redis, several processes, killed and hanging."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from bot.content.load import ROOT
from bot.store import locks, shared_locks
from bot.store.locks import ConversationLocks
from bot.store.shared_locks import LEASE_SECONDS, Busy, SharedLocks
from tests.redis import RedisServer, server


@pytest.fixture(scope="module")
def running() -> Iterator[RedisServer]:
    with server() as started:
        yield started


@pytest.fixture
def redis(running: RedisServer, monkeypatch: pytest.MonkeyPatch) -> RedisServer:
    monkeypatch.setenv("REDIS_URL", running.url)
    return running


@pytest.fixture(params=["alone", "redis"])
def store(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ConversationLocks:
    monkeypatch.delenv("REDIS_URL", raising=False)
    if request.param == "redis":
        request.getfixturevalue("redis")
    return ConversationLocks()


Resident = subprocess.Popen[str]


def resident(name: str, conversation: str, rounds: int, seconds: float = 0.002) -> Resident:
    """A process that waits for a word before it begins."""
    words = ["-m", "tests.store.one_resident", name, conversation, str(rounds), str(seconds)]
    process = subprocess.Popen(
        [sys.executable, *words],
        cwd=ROOT,
        env=dict(os.environ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert line_of(process) == "ready"
    return process


def line_of(process: Resident) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def go(process: Resident) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def moments(said: str) -> list[tuple[int, int]]:
    """When somebody came in and went out."""
    times = [int(line.split()[2]) for line in said.splitlines()]
    return list(zip(times[::2], times[1::2], strict=True))


def test_no_two_processes_are_inside_at_once_in_400_rounds(redis: RedisServer) -> None:
    residents = [resident(str(n), "one conversation", 100) for n in range(4)]
    for process in residents:
        go(process)
    said = [process.communicate(timeout=60)[0] for process in residents]
    inside = sorted(moment for one in said for moment in moments(one))
    assert len(inside) == 400
    overlaps = [1 for (_, out), (into, _) in itertools.pairwise(inside) if into < out]
    assert overlaps == []


def test_who_comes_first_is_first_across_processes(redis: RedisServer) -> None:
    """Everybody asks again as soon as they are out: a lock that is no line lets one go first.

    They stay inside for a while, so that who was out is in the line again before the others are.
    """
    residents = [resident(str(n), "in order", 20, 0.05) for n in range(3)]
    for process in residents:
        go(process)
    said = [process.communicate(timeout=60)[0] for process in residents]
    inside = sorted((into, n) for n, one in enumerate(said) for into, _ in moments(one))
    names = [n for _, n in inside]
    # While all three are there nobody comes twice before another came once.
    middle = names[6:40]
    assert all(len(set(middle[i : i + 3])) == 3 for i in range(len(middle) - 3)), names


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP])
async def test_a_holder_that_dies_or_hangs_loses_the_lock(
    redis: RedisServer, fault: signal.Signals
) -> None:
    conversation = f"held {fault.name}"
    holder = resident("holder", conversation, 1, 30)
    try:
        go(holder)
        assert " in " in line_of(holder)
        holder.send_signal(fault)
        async with ConversationLocks().lock(conversation):
            pass
    finally:
        holder.kill()
        holder.wait(10)
        holder.communicate()


async def test_a_late_holder_neither_releases_nor_renews_anothers(redis: RedisServer) -> None:
    holder = resident("late", "late", 1, LEASE_SECONDS)
    go(holder)
    assert " in " in line_of(holder)
    holder.send_signal(signal.SIGSTOP)
    async with ConversationLocks().lock("late"):
        holder.send_signal(signal.SIGCONT)
        said = await asyncio.to_thread(holder.communicate, timeout=30)
        assert " out " in said[0]
        with pytest.raises(Busy):
            await held(redis, "late", 1)
    await held(redis, "late", 20)


async def entered(store: ConversationLocks, conversation: str) -> None:
    async with store.lock(conversation):
        pass


async def held(redis: RedisServer, conversation: str, patience: float) -> None:
    async with SharedLocks(redis.url).hold(conversation, patience):
        pass


async def test_a_turn_that_takes_longer_than_its_lease_keeps_the_lock(redis: RedisServer) -> None:
    async with ConversationLocks().lock("long"):
        with pytest.raises(Busy):
            await held(redis, "long", LEASE_SECONDS * 1.5)


async def test_a_turn_that_hangs_in_a_server_that_lives_does_not_keep_it(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_locks, "_RENEWALS", 0)
    async with ConversationLocks().lock("hanging"):
        await held(redis, "hanging", 4 * LEASE_SECONDS)


async def test_who_stands_in_line_without_a_lease_is_passed_over(redis: RedisServer) -> None:
    line, _ = shared_locks._keys("orphan")
    redis.client().rpush(line, "nobody", "nobody")
    await held(redis, "orphan", 20)


async def test_nobody_waits_for_ever_for_another_server(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The turn is taken without the lock: the database decides (test_turns)."""
    monkeypatch.setattr(locks, "WAIT_SECONDS", 0.2)
    async with ConversationLocks().lock("slow"):
        await entered(ConversationLocks(), "slow")


async def test_in_one_process_the_order_is_kept(store: ConversationLocks) -> None:
    order: list[int] = []

    async def take(number: int) -> None:
        async with store.lock("somebody"):
            await asyncio.sleep(0.001)
            order.append(number)

    await asyncio.gather(*(take(number) for number in range(50)))
    assert order == list(range(50))
    assert store._here == store._inside == {}


async def test_others_do_not_wait(store: ConversationLocks) -> None:
    async with store.lock("one"):
        await asyncio.wait_for(entered(store, "another"), 10)


async def test_whoever_gives_up_waiting_leaves_nothing(store: ConversationLocks) -> None:
    async with store.lock("one"):
        waiting = asyncio.ensure_future(entered(store, "one"))
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    await asyncio.wait_for(entered(store, "one"), 10)
    assert store._here == {}


async def test_what_raises_inside_frees_the_lock(store: ConversationLocks) -> None:
    with pytest.raises(KeyError):
        async with store.lock("one"):
            raise KeyError
    await asyncio.wait_for(entered(store, "one"), 10)


async def test_redis_forgets_and_never_knew_who(redis: RedisServer) -> None:
    store, client = ConversationLocks(), redis.client()
    client.flushall()
    async with store.lock("13800138000@secret-session"):
        names = client.keys("*")
        assert len(names) == 2
        assert all(b"secret" not in name and b"138" not in name for name in names)
        assert all(0 < client.pttl(name) <= 2000 * LEASE_SECONDS for name in names)
    assert client.keys("*") == []


@pytest.mark.parametrize("fault", ["killed", "hanging", "empty"])
async def test_without_redis_nobody_is_kept_waiting(
    monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    with server() as own:
        monkeypatch.setenv("REDIS_URL", own.url)
        store = ConversationLocks()
        await entered(store, "one")
        if fault == "empty":  # its scripts are gone too
            own.kill()
            own.start()
        elif fault == "killed":
            own.kill()
        else:
            own.signal(signal.SIGSTOP)
        for _ in range(20):
            await asyncio.wait_for(entered(store, "one"), 5)
        if fault == "killed":
            own.start()
        own.signal(signal.SIGCONT)
        await back(own, store)


async def back(own: RedisServer, store: ConversationLocks) -> None:
    """It is used again after a while."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        async with store.lock("again"):
            if own.client().keys("*"):
                return
        await asyncio.sleep(0.2)
    raise AssertionError("Redis is not used again")
