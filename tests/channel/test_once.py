"""A message that is sent again is answered once, whatever the line does meanwhile."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channel.intake import Incoming
from bot.channel.once import Once
from bot.channel.turn import Unstored
from bot.store.conversations import ConversationStore
from bot.store.database import URL_VARIABLE
from bot.store.replies import REPLIES, ReplyStore


class Turns:
    """A handler whose turns take as long as the test wants; each gives a reply of its own."""

    def __init__(self) -> None:
        self.begun = 0
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def __call__(self) -> list[dict[str, Any]]:
        self.begun += 1
        number = self.begun
        await self.may_end.wait()
        return [{"text": f"第{number}次回答", "buttons": [], "custom": {}}]


class Deaf(ReplyStore):
    """A store that cannot be read."""

    def find(self, session: str, message: str) -> list[dict[str, Any]] | None:
        raise sa.exc.OperationalError("select", {}, Exception("disk I/O error"))


class Full(ReplyStore):
    """A store that cannot be written to."""

    def keep(self, session: str, message: str, replies: list[dict[str, Any]]) -> None:
        raise sa.exc.OperationalError("insert", {}, Exception("database or disk is full"))


@pytest.fixture
def conversations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ConversationStore:
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path / 'kept.db'}")
    return ConversationStore(Domain.empty())


@pytest.fixture
def store(conversations: ConversationStore) -> ReplyStore:
    return ReplyStore(conversations.engine)


@pytest.fixture
async def turns() -> Turns:
    return Turns()


def message(id: str | None = "message-1", sender: str = "session-a") -> Incoming:
    return Incoming(sender, "刷单是真的吗", id=id)


async def begun(turns: Turns, count: int = 1) -> None:
    async with _within():
        while turns.begun < count:
            await asyncio.sleep(0.005)


class _within:
    """At most five seconds; a test that waits for ever says nothing."""

    async def __aenter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._timer = asyncio.get_running_loop().call_later(5, task.cancel)

    async def __aexit__(self, *_: object) -> None:
        self._timer.cancel()


async def test_sent_again_gets_the_same_and_is_handled_once(
    store: ReplyStore, turns: Turns
) -> None:
    once = Once(store)
    first = await once.take(message(), turns)
    assert await once.take(message(), turns) == first
    assert turns.begun == 1


async def test_a_restarted_server_remembers(store: ReplyStore, turns: Turns) -> None:
    first = await Once(store).take(message(), turns)
    assert await Once(store).take(message(), turns) == first
    assert turns.begun == 1


async def test_at_the_same_time_is_one_turn(store: ReplyStore, turns: Turns) -> None:
    once = Once(store)
    turns.may_end.clear()
    takers = [asyncio.ensure_future(once.take(message(), turns)) for _ in range(5)]
    await begun(turns)
    turns.may_end.set()
    answers = await asyncio.gather(*takers)
    assert turns.begun == 1
    assert all(answer == answers[0] for answer in answers)


async def test_without_an_id_each_is_a_message_of_its_own(store: ReplyStore, turns: Turns) -> None:
    once = Once(store)
    first = await once.take(message(None), turns)
    assert await once.take(message(None), turns) != first
    with store.engine.connect() as connection:
        assert connection.execute(sa.select(REPLIES)).all() == []


async def test_same_id_in_another_session_is_another_message(
    store: ReplyStore, turns: Turns
) -> None:
    once = Once(store)
    turns.may_end.clear()
    mine = asyncio.ensure_future(once.take(message(sender="mine"), turns))
    theirs = asyncio.ensure_future(once.take(message(sender="theirs"), turns))
    await begun(turns, 2)
    turns.may_end.set()
    assert await mine != await theirs
    assert await once.take(message(sender="mine"), turns) == await mine


async def test_whoever_hangs_up_finds_the_reply_later(store: ReplyStore, turns: Turns) -> None:
    once = Once(store)
    turns.may_end.clear()
    gone = asyncio.ensure_future(once.take(message(), turns))
    await begun(turns)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    back = asyncio.ensure_future(once.take(message(), turns))
    await asyncio.sleep(0.02)
    turns.may_end.set()
    assert (await back)[0]["text"] == "第1次回答"
    assert turns.begun == 1


async def test_the_turn_of_one_who_hung_up_is_stored(store: ReplyStore, turns: Turns) -> None:
    once = Once(store)
    turns.may_end.clear()
    gone = asyncio.ensure_future(once.take(message(), turns))
    await begun(turns)
    gone.cancel()
    turns.may_end.set()
    async with _within():
        while store.find("session-a", "message-1") is None:
            await asyncio.sleep(0.005)


async def test_one_of_two_hangs_up_and_the_other_is_answered(
    store: ReplyStore, turns: Turns
) -> None:
    once = Once(store)
    turns.may_end.clear()
    one, other = (asyncio.ensure_future(once.take(message(), turns)) for _ in range(2))
    await begun(turns)
    one.cancel()
    turns.may_end.set()
    assert (await other)[0]["text"] == "第1次回答"


@pytest.mark.parametrize("broken", [Deaf, Full])
async def test_what_cannot_be_stored_is_not_answered_but_told(
    conversations: ConversationStore, store: ReplyStore, turns: Turns, broken: type[ReplyStore]
) -> None:
    """The resident sees the numbers meanwhile, and the message is taken when it is sent again."""
    with pytest.raises(Unstored) as told:
        await Once(broken(conversations.engine)).take(message(), turns)
    (card,) = told.value.replies
    assert "110" in card["text"]
    assert store.find("session-a", "message-1") is None
    answered = await Once(store).take(message(), turns)
    assert store.find("session-a", "message-1") == answered


async def test_a_turn_that_fails_is_not_remembered(store: ReplyStore, turns: Turns) -> None:
    async def fails() -> list[dict[str, Any]]:
        raise RuntimeError("no answer")

    once = Once(store)
    with pytest.raises(RuntimeError):
        await once.take(message(), fails)
    assert (await once.take(message(), turns))[0]["text"] == "第1次回答"


async def test_nothing_is_held_after_the_turn(store: ReplyStore, turns: Turns) -> None:
    once = Once(store)
    await once.take(message(), turns)
    await asyncio.sleep(0)
    assert once._running == {}


async def test_forget_waits_for_what_is_running(store: ReplyStore, turns: Turns) -> None:
    once = Once(store)
    turns.may_end.clear()
    running = asyncio.ensure_future(once.take(message(), turns))
    await begun(turns)
    forgetting = asyncio.ensure_future(once.forget("session-a"))
    await asyncio.sleep(0.05)
    assert not forgetting.done()
    turns.may_end.set()
    await asyncio.gather(running, forgetting)
    assert store.find("session-a", "message-1") is None


async def test_forget_does_not_wait_for_others(store: ReplyStore, turns: Turns) -> None:
    once = Once(store)
    turns.may_end.clear()
    running = asyncio.ensure_future(once.take(message(sender="somebody else"), turns))
    await begun(turns)
    await asyncio.wait_for(once.forget("session-a"), 5)
    turns.may_end.set()
    await running
    assert store.find("somebody else", "message-1")


async def test_forget_after_a_turn_that_failed(store: ReplyStore, turns: Turns) -> None:
    """What raised is no reason to keep the rest."""

    async def fails() -> list[dict[str, Any]]:
        await turns()
        raise RuntimeError("no answer")

    once = Once(store)
    await once.take(message("message-0"), turns)
    turns.may_end.clear()
    running = asyncio.ensure_future(once.take(message(), fails))
    await begun(turns, 2)
    forgetting = asyncio.ensure_future(once.forget("session-a"))
    turns.may_end.set()
    await forgetting
    assert store.find("session-a", "message-0") is None
    with pytest.raises(RuntimeError):
        await running


async def test_forget_leaves_nothing_of_this_conversation_and_all_of_others(
    conversations: ConversationStore, store: ReplyStore, turns: Turns
) -> None:
    once = Once(store)
    for session in ("session-a", "session-b"):
        said = [UserUttered("刚转了三万")]
        await conversations.save(DialogueStateTracker.from_events(session, said))
        await once.take(message(sender=session), turns)
    await once.forget("session-a")
    assert await conversations.retrieve("session-a") is None
    assert store.find("session-a", "message-1") is None
    assert await conversations.retrieve("session-b") is not None
    assert store.find("session-b", "message-1")


async def test_after_forgetting_the_same_id_is_new(store: ReplyStore, turns: Turns) -> None:
    once = Once(store)
    await once.take(message(), turns)
    await once.forget("session-a")
    assert (await once.take(message(), turns))[0]["text"] == "第2次回答"
