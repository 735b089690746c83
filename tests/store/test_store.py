"""What is kept, and for how long."""

from __future__ import annotations

import datetime
import time

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.store.conversations import ConversationStore
from bot.store.ending import forget, hours_to_keep, purge
from bot.store.feedback import FeedbackStore, Verdict

HOUR = 3600


@pytest.fixture
def store(database: str) -> ConversationStore:
    return ConversationStore(Domain.empty())


async def converse(store: ConversationStore, sender: str, at: float) -> None:
    tracker = DialogueStateTracker.from_events(
        sender,
        [
            ActionExecuted("action_listen", timestamp=at - 60),
            UserUttered("刚转了三万", timestamp=at - 30),
            SlotSet("flow", {"facts": {"sums": [[30000, False]]}}, timestamp=at),
        ],
    )
    before = await store.retrieve(sender)
    for event in tracker.events if before else ():
        before.update(event)
    await store.save(before or tracker)


async def test_old_conversations_go_and_others_stay(store: ConversationStore) -> None:
    now = time.time()
    await converse(store, "old", now - 25 * HOUR)
    await converse(store, "new", now - 23 * HOUR)
    assert purge(24, store.engine, now) == 1
    assert await store.retrieve("old") is None
    kept = await store.retrieve("new")
    assert kept is not None
    with store.engine.connect() as connection:
        rows = connection.execute(sa.text("select distinct sender_id from events")).fetchall()
    assert [row[0] for row in rows] == ["new"]


async def test_a_conversation_that_goes_on_is_kept_whole(store: ConversationStore) -> None:
    now = time.time()
    await converse(store, "long", now - 30 * HOUR)
    await converse(store, "long", now - 1 * HOUR)
    assert purge(24, store.engine, now) == 0


async def test_the_bots_words_are_kept_but_not_read_back(store: ConversationStore) -> None:
    said = BotUttered("先打 110", {"custom": {"topic": "lost_money"}}, timestamp=5.0)
    heard = UserUttered("刚转了三万", timestamp=4.0)
    first = [ActionExecuted("action_listen", timestamp=3.0), heard, said]
    await store.save(DialogueStateTracker.from_events("a", first))
    again = await store.retrieve("a")
    assert again is not None
    assert [type(event) for event in again.events] == [type(event) for event in first]
    assert (again.events[2].text, again.events[2].timestamp) == (None, 5.0)
    again.update(ActionExecuted("action_listen", timestamp=6.0))
    await store.save(again)
    whole = await store.retrieve_full_tracker("a")
    assert whole is not None
    assert [event.timestamp for event in whole.events] == [3.0, 4.0, 5.0, 6.0], "each once"
    assert (whole.events[2].text, whole.events[2].data) == (said.text, said.data)


def test_purge_of_nothing(store: ConversationStore) -> None:
    assert purge(24, store.engine) == 0


def test_hours_are_the_operators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KEEP_CONVERSATIONS_HOURS", raising=False)
    assert hours_to_keep() == 24
    monkeypatch.setenv("KEEP_CONVERSATIONS_HOURS", "2")
    assert hours_to_keep() == 2


def test_second_verdict_replaces_the_first(store: ConversationStore) -> None:
    verdicts = FeedbackStore(store.engine)
    verdicts.keep(Verdict("a" * 32, "2026-11-22", "刷单是真的吗", "scam_brushing", True))
    verdicts.keep(Verdict("a" * 32, "2026-11-22", "刷单是真的吗", "scam_brushing", False))
    verdicts.keep(Verdict("b" * 32, "2026-11-21", "你好", None, True))
    assert [(v.message[0], v.useful) for v in verdicts.all()] == [("a", False), ("b", True)]


async def test_a_verdict_ends_with_its_conversation_and_with_age(store: ConversationStore) -> None:
    verdicts, now = FeedbackStore(store.engine), time.time()
    said = UserUttered("刚转了三万", message_id="a" * 32, timestamp=now)
    await store.save(DialogueStateTracker.from_events("tab", [said]))
    today = datetime.date.fromtimestamp(now)
    old = (today - datetime.timedelta(days=181)).isoformat()
    verdicts.keep(Verdict("a" * 32, today.isoformat(), "刚转了三万", None, False))
    verdicts.keep(Verdict("b" * 32, today.isoformat(), "你好", None, True))
    verdicts.keep(Verdict("c" * 32, old, "你好", None, True))
    purge(24, store.engine, now)
    assert {v.message[0] for v in verdicts.all()} == {"a", "b"}
    forget("tab", store.engine)
    assert [v.message[0] for v in verdicts.all()] == ["b"]
