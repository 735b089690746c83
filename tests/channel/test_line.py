"""Few turns at a time, in order; who is in need does not wait; nobody waits for what hangs."""

from __future__ import annotations

import asyncio

import pytest
from rasa.core.channels.channel import UserMessage

from bot.channel import turn
from bot.channel.intake import Incoming
from bot.channel.line import Line

LONG = 60.0  # seconds: longer than any test


class Office:
    """A line whose turns end when they are told to."""

    def __init__(self, few: int, longest: float = LONG) -> None:
        self.line = Line(few, longest)
        self.begun: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def comes(self, name: str, sender: str = "", in_need: bool = False) -> None:
        self._ends[name] = asyncio.Event()
        self.tasks[name] = asyncio.ensure_future(self._turn(name, sender or name, in_need))
        await settled()

    async def ends(self, name: str) -> None:
        self._ends[name].set()
        await settled()

    async def all_end(self) -> None:
        for end in self._ends.values():
            end.set()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)
        assert self.line.inside == 0
        assert not self.line._waiting

    async def _turn(self, name: str, sender: str, in_need: bool) -> None:
        async with self.line.turn(sender, lambda: in_need):
            self.begun.append(name)
            await self._ends[name].wait()


async def settled() -> None:
    """Everything that can go on has gone on."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_few_are_worked_on_and_the_others_follow_in_order() -> None:
    office = Office(2)
    for name in "abcde":
        await office.comes(name)
    assert office.begun == ["a", "b"]
    await office.ends("b")
    assert office.begun == ["a", "b", "c"]
    await office.ends("a")
    await office.ends("c")
    assert office.begun == list("abcde")
    await office.all_end()


async def test_who_is_in_need_does_not_wait() -> None:
    office = Office(1)
    for name in "abc":
        await office.comes(name)
    await office.comes("urgent", in_need=True)
    assert office.begun == ["a", "urgent"]
    await office.ends("a")
    assert office.begun == ["a", "urgent"], "one is still worked on"
    await office.ends("urgent")
    assert office.begun == ["a", "urgent", "b"]
    await office.all_end()


async def test_nobody_overtakes_their_own_earlier_message() -> None:
    office = Office(1)
    await office.comes("other")
    await office.comes("first", sender="me")
    await office.comes("second", sender="me", in_need=True)
    assert office.begun == ["other"]
    await office.ends("other")
    await office.ends("first")
    assert office.begun == ["other", "first", "second"]
    await office.all_end()


async def test_nobody_waits_for_turns_that_hang() -> None:
    office = Office(1, longest=0.01)
    for name in "abc":
        await office.comes(name)
    while len(office.begun) < 3:
        await asyncio.sleep(0.01)
    assert office.begun == list("abc")
    await office.all_end()


async def test_whether_somebody_is_in_need_is_not_asked_where_nobody_is_before() -> None:
    def not_asked() -> bool:
        raise AssertionError("to search a text costs time")

    line = Line()
    async with line.turn("a", not_asked):
        assert line.inside == 1
    assert line.inside == 0


async def test_who_goes_away_leaves_no_gap() -> None:
    office = Office(1)
    for name in "abcd":
        await office.comes(name)
    office.tasks["b"].cancel()  # in the line
    await settled()
    office._ends["a"].set()
    await asyncio.sleep(0)  # c is called, and has not heard it yet
    while not office.line._waiting or office.line._waiting[0][0] != "d":
        await asyncio.sleep(0)
    office.tasks["c"].cancel()
    await settled()
    assert office.begun == ["a", "d"]
    await office.all_end()


async def test_what_raises_ends_its_turn() -> None:
    line = Line(1)
    with pytest.raises(KeyError):
        async with line.turn("a", lambda: False):
            raise KeyError
    assert line.inside == 0


async def test_a_turn_stands_in_the_line_unless_somebody_is_in_need(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line, begun = Line(1, LONG), []
    monkeypatch.setattr(turn, "the_line", lambda: line)

    async def hangs(message: UserMessage) -> None:
        begun.append(message.sender_id)
        await asyncio.Event().wait()

    said = {"a": "刷单是真的吗", "b": "96110是什么电话", "c": "我刚给骗子转了三万怎么办"}
    tasks = [
        asyncio.ensure_future(turn.take(Incoming(who, text), hangs, "chat"))
        for who, text in said.items()
    ]
    await settled()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert begun == ["a", "c"]
    assert line.inside == 0
