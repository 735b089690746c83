"""A turn is stored whole, once, and only by who has read what is stored; on both databases."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.content.load import ROOT
from bot.store.conversations import CONVERSATIONS, EVENTS, ConversationStore
from bot.store.ending import forget, purge
from bot.store.replies import ReplyStore
from bot.store.shortened import LONGEST
from bot.store.turns import Answered, Interleaved, StoreFailed, Turn, under_way

WHO, ID = "somebody", "message-1"
REPLY = [{"text": "打 110", "buttons": [], "custom": {}}]


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


@pytest.fixture
def store(database: str, domain: Domain) -> ConversationStore:
    return ConversationStore(domain)


def turn_of(number: int, **slots: Any) -> list[Event]:
    """What Rasa adds to a conversation for one message."""
    return [
        UserUttered(f"第 {number} 句"),
        *(SlotSet(name, value) for name, value in slots.items()),
        ActionExecuted("utter_flow"),
        BotUttered(f"第 {number} 答"),
        ActionExecuted("action_listen"),
    ]


async def opened(store: ConversationStore, who: str = WHO) -> DialogueStateTracker:
    """As Rasa reads a conversation, or begins it."""
    tracker = await store.get_or_create_tracker(who, append_action_listen=False)
    if not tracker.events:
        begin(tracker)
    return tracker


def begin(tracker: DialogueStateTracker) -> None:
    for event in (
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted("action_listen"),
    ):
        tracker.update(event)


async def take(store: ConversationStore, number: int, who: str = WHO, **slots: Any) -> None:
    tracker = await opened(store, who)
    tracker.update_with_events(turn_of(number, **slots), store.domain)
    await store.save(tracker)


def said(store: ConversationStore, who: str = WHO) -> list[str]:
    """What is stored of what a resident wrote, in the order in which it is stored."""
    query = sa.select(EVENTS.c.data).where(EVENTS.c.sender_id == who).order_by(EVENTS.c.id)
    with store.engine.connect() as connection:
        events = [json.loads(row.data) for row in connection.execute(query)]
    return [event["text"] for event in events if event["event"] == "user"]


async def test_of_two_who_read_the_same_one_stores(store: ConversationStore) -> None:
    await take(store, 1)
    one, other = await opened(store), await opened(store)
    for tracker, number in ((one, 2), (other, 3)):
        tracker.update_with_events(turn_of(number), store.domain)
    await store.save(one)
    with pytest.raises(Interleaved):
        await store.save(other)
    assert said(store) == ["第 1 句", "第 2 句"]


async def test_of_many_who_begin_at_once_one_does(database: str, domain: Domain) -> None:
    stores = [ConversationStore(domain) for _ in range(8)]
    trackers = [await opened(store) for store in stores]
    for number, tracker in enumerate(trackers):
        tracker.update_with_events(turn_of(number), domain)
    saves = (store.save(tracker) for store, tracker in zip(stores, trackers, strict=True))
    results = await asyncio.gather(*saves, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["Interleaved"] * 7 + ["NoneType"]
    assert len(said(stores[0])) == 1


async def test_the_reply_is_stored_with_the_turn(store: ConversationStore) -> None:
    with under_way(Turn(WHO, ID, lambda: REPLY)) as turn:
        await take(store, 1)
    assert turn.stored
    assert ReplyStore(store.engine).find(WHO, ID) == REPLY


async def test_a_message_that_another_has_answered_is_not_stored_again(
    store: ConversationStore,
) -> None:
    """A server hung with it; the client sent it to another; then the first one woke up."""
    hung = await opened(store)
    with under_way(Turn(WHO, ID, lambda: REPLY)):
        await take(store, 1)
    hung.update_with_events(turn_of(1), store.domain)
    with under_way(Turn(WHO, ID, list)), pytest.raises(Answered) as told:
        await store.save(hung)
    assert told.value.replies == REPLY
    assert said(store) == ["第 1 句"]


async def test_a_message_that_waited_for_its_own_other_attempt_is_not_stored_again(
    store: ConversationStore,
) -> None:
    """It was sent to two servers, and the second one read only when the first had stored."""
    with under_way(Turn(WHO, ID, lambda: REPLY)):
        await take(store, 1)
    with under_way(Turn(WHO, ID, list)), pytest.raises(Answered) as told:
        await take(store, 1)
    assert told.value.replies == REPLY
    assert said(store) == ["第 1 句"]
    await take(store, 2)
    assert said(store) == ["第 1 句", "第 2 句"]


async def test_the_reply_that_cannot_be_stored_takes_the_events_along(
    store: ConversationStore,
) -> None:
    with under_way(Turn(WHO, ID, lambda: [{"text": object()}])), pytest.raises(StoreFailed):
        await take(store, 1)
    assert said(store) == []
    await take(store, 1)
    assert said(store) == ["第 1 句"]


async def test_stored_twice_is_stored_once(
    store: ConversationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit arrived and its confirmation did not: the second attempt finds its own stamp."""
    begin_ = store.engine.begin
    failing = iter([True])

    class Lossy:
        def __enter__(self) -> Any:
            self.inner = begin_()
            return self.inner.__enter__()

        def __exit__(self, *error: Any) -> Any:
            result = self.inner.__exit__(*error)
            if next(failing, False):
                raise sa.exc.OperationalError("commit", {}, Exception("connection lost"))
            return result

    monkeypatch.setattr(store.engine, "begin", Lossy)
    await take(store, 1)
    assert said(store) == ["第 1 句"]


async def test_what_comes_after_deletion_is_not_stored(store: ConversationStore) -> None:
    await take(store, 1)
    reading = await opened(store)
    forget(WHO, store.engine)
    reading.update_with_events(turn_of(2), store.domain)
    with under_way(Turn(WHO, ID, lambda: REPLY)) as turn:
        await store.save(reading)
    assert turn.gone
    await take(store, 3)
    assert said(store) == []
    assert ReplyStore(store.engine).find(WHO, ID) is None
    assert purge(0, store.engine) == 0
    with store.engine.connect() as connection:
        assert connection.execute(sa.select(CONVERSATIONS)).all() == []


async def test_a_long_conversation_is_read_from_its_end_and_stored_whole(
    store: ConversationStore,
) -> None:
    for number in range(120):
        known = {"tips_told": [str(number)]} if number == 3 else {}
        await take(store, number, flow={"step": number}, **known)
    assert said(store) == [f"第 {number} 句" for number in range(120)]
    tracker = await opened(store)
    assert len(tracker.events) <= LONGEST + 12
    assert tracker.get_slot("flow") == {"step": 119}
    assert tracker.get_slot("tips_told") == ["3"], "told long before what is read back"
    assert tracker.latest_message.text == "第 119 句"
    full = await store.retrieve_full_tracker(WHO)
    assert sum(isinstance(event, UserUttered) for event in full.events) == 120


async def test_a_new_session_after_a_long_one_begins_empty(store: ConversationStore) -> None:
    for number in range(60):
        await take(store, number, flow={"step": number})
    tracker = await opened(store)
    begin(tracker)
    tracker.update_with_events(turn_of(60), store.domain)
    await store.save(tracker)
    for number in range(61, 64):
        await take(store, number)
    tracker = await opened(store)
    texts = [event.text for event in tracker.events if isinstance(event, UserUttered)]
    assert texts == [f"第 {number} 句" for number in range(60, 64)]
    assert len(said(store)) == 64


async def test_a_conversation_of_the_program_before_goes_on(store: ConversationStore) -> None:
    """It has events, and no row of its own."""
    await take(store, 1)
    with store.engine.begin() as connection:
        connection.execute(CONVERSATIONS.delete())
    await take(store, 2, tips_told=["a"])
    await take(store, 3)
    assert said(store) == ["第 1 句", "第 2 句", "第 3 句"]
    assert (await opened(store)).get_slot("tips_told") == ["a"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_a_full_disk_is_seen(store: ConversationStore, tmp_path: Path) -> None:
    await take(store, 1)
    with store.engine.connect() as connection:
        pages = connection.execute(sa.text("PRAGMA page_count")).scalar()
    sa.event.listen(
        store.engine, "checkout", lambda raw, *_: raw.execute(f"PRAGMA max_page_count={pages}")
    )
    with pytest.raises(StoreFailed):
        await take(store, 2, flow={"text": "长" * 100_000})
    assert said(store) == ["第 1 句"]
