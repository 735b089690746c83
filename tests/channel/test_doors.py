"""How many messages at once, how long a conversation, who may use other channels."""

from __future__ import annotations

import asyncio

import pytest

from bot.channel.access import access, is_production
from bot.channel.action_door import is_loopback
from bot.channel.doors import Busy, Doors, in_the_crowd, is_in_need
from bot.channel.length import Lengths, most_messages


async def test_a_full_server_says_so_at_once_and_lets_in_again() -> None:
    doors, go = Doors({"OPEN_REQUESTS": "3"}), asyncio.Event()

    async def work() -> str:
        await go.wait()
        return "done"

    inside = [asyncio.ensure_future(doors.within(work)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(Busy) as busy:
        await doors.within(work)
    assert busy.value.seconds > 0
    go.set()
    assert await asyncio.gather(*inside) == ["done"] * 3
    assert await doors.within(work) == "done"
    assert doors.open == 0


async def test_who_hangs_up_still_counts_until_it_is_done() -> None:
    doors, go, done = Doors({"OPEN_REQUESTS": "1"}), asyncio.Event(), []

    async def work() -> None:
        await go.wait()
        done.append(1)

    hung_up = asyncio.ensure_future(doors.within(work))
    await asyncio.sleep(0)
    hung_up.cancel()
    await asyncio.sleep(0)
    with pytest.raises(Busy):
        await doors.within(work)
    go.set()
    await asyncio.sleep(0.01)
    assert (done, doors.open) == ([1], 0)


async def test_what_breaks_inside_leaves_room() -> None:
    doors = Doors({})

    async def work() -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError):
        await doors.within(work)
    assert doors.open == 0


@pytest.mark.parametrize("odd", ["0", "-1", "many"])
def test_odd_numbers_are_said(odd: str) -> None:
    with pytest.raises(ValueError, match="OPEN_REQUESTS"):
        Doors({"OPEN_REQUESTS": odd})
    with pytest.raises(ValueError, match="CONVERSATION_MESSAGES"):
        most_messages({"CONVERSATION_MESSAGES": odd})


def test_in_a_crowd_whoever_is_in_need_is_told_what_to_do() -> None:
    need = in_the_crowd("我刚用建行给骗子转了三万")
    assert [call["number"] for call in need["custom"]["calls"]][:2] == ["110", "95533"]
    assert need["custom"]["sections"]
    calm = in_the_crowd("刷单是真的吗")
    assert [call["number"] for call in calm["custom"]["calls"]] == ["110", "96110"]
    assert is_in_need("不想活了")
    assert not is_in_need("不想活了" * 1000), "too long to be searched while many wait"


async def test_a_conversation_is_full_at_its_cap() -> None:
    stored = {"a": 0}
    lengths = Lengths(3, lambda name: stored[name])
    for number in range(3):
        assert not lengths.is_full("a")
        stored["a"] = number + 1
        await lengths.note("a")
    assert lengths.is_full("a")
    assert not lengths.is_full("b")


async def test_what_other_servers_heard_counts_too() -> None:
    stored, lengths = [150], Lengths(200, lambda name: stored[0])
    await lengths.note("a")
    stored[0] = 230
    for _ in range(10):
        await lengths.note("a")
    assert lengths.is_full("a")


async def test_a_store_that_is_away_costs_nothing() -> None:
    def broken(name: str) -> int:
        raise OSError("no store")

    lengths = Lengths(2, broken)
    for _ in range(2):
        await lengths.note("a")
    assert lengths.is_full("a"), "then it counts what it heard itself"


def test_production_closes_what_has_no_token() -> None:
    token = "a token of sixteen"
    assert access("rest", {}).admits(None)
    assert not access("rest", {"PRODUCTION": "yes"}).is_open
    assert not access("rest", {"PRODUCTION": "yes"}).admits(None)
    for given in ({"PRODUCTION": "yes", "REST_TOKEN": token}, {"REST_TOKEN": token}):
        guarded = access("rest", given)
        assert guarded.is_open
        assert guarded.admits(token)
        for wrong in (None, "", token + "x", token[:-1], "令牌"):
            assert not guarded.admits(wrong)
    assert not access("socketio", {"PRODUCTION": "yes", "REST_TOKEN": token}).is_open


def test_what_is_neither_yes_nor_no_is_said() -> None:
    assert [is_production({"PRODUCTION": said}) for said in ("Yes", "1", "no", "", " off ")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    with pytest.raises(ValueError, match="PRODUCTION"):
        is_production({"PRODUCTION": "vielleicht"})
    with pytest.raises(ValueError, match=r"REST_TOKEN.*16") as refused:
        access("rest", {"REST_TOKEN": "geheim"})
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "own"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("10.0.0.1", False), ("", False)],
)
def test_this_machine(address: str, own: bool) -> None:
    assert is_loopback(address) is own
