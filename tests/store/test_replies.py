"""What was answered is kept as long as its conversation, and no longer."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.store.conversations import ConversationStore
from bot.store.database import engine, url
from bot.store.ending import forget, purge
from bot.store.replies import ReplyStore

HOUR = 3600
REPLY = [{"text": "打 110", "buttons": [], "custom": {"case": None, "calls": [{"dial": "110"}]}}]


@pytest.fixture
def conversations(database: str) -> ConversationStore:
    return ConversationStore(Domain.empty())


@pytest.fixture
def replies(conversations: ConversationStore) -> ReplyStore:
    return ReplyStore(conversations.engine)


async def converse(store: ConversationStore, session: str, at: float) -> None:
    said = [UserUttered("刚转了三万", timestamp=at)]
    await store.save(DialogueStateTracker.from_events(session, said))


def keep_at(replies: ReplyStore, session: str, at: float, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as clock:
        clock.setattr(time, "time", lambda: at)
        replies.keep(session, "message-1", REPLY)


def test_what_is_kept_is_found_as_it_was(replies: ReplyStore) -> None:
    assert replies.find("session", "message-1") is None
    replies.keep("session", "message-1", REPLY)
    assert replies.find("session", "message-1") == REPLY
    assert replies.find("session", "message-2") is None
    assert replies.find("another", "message-1") is None


def test_what_stands_first_stays(replies: ReplyStore) -> None:
    replies.keep("session", "message-1", REPLY)
    replies.keep("session", "message-1", [{**REPLY[0], "text": "something else"}])
    assert replies.find("session", "message-1") == REPLY


def test_many_at_once(replies: ReplyStore) -> None:
    """Several requests store at the same time; SQLite has one writer."""
    failures: list[Exception] = []

    def keep(number: int) -> None:
        try:
            replies.keep("session", f"message-{number % 5}", REPLY)
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=keep, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert all(replies.find("session", f"message-{n}") == REPLY for n in range(5))


async def test_purge_takes_old_replies_with_their_conversations(
    conversations: ConversationStore, replies: ReplyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    for session, age in (("old", 25 * HOUR), ("new", 23 * HOUR)):
        await converse(conversations, session, now - age)
        keep_at(replies, session, now - age, monkeypatch)
    assert purge(24, conversations.engine, now) == 1
    assert replies.find("old", "message-1") is None
    assert replies.find("new", "message-1") == REPLY


def test_purge_of_a_database_without_replies(database: str) -> None:
    """`python -m bot purge` on a database of an earlier version."""
    assert purge(24, engine(url())) == 0


async def test_forget_takes_this_session_only(
    conversations: ConversationStore, replies: ReplyStore
) -> None:
    """Also where one session's name begins with another's, or looks like a pattern."""
    sessions = ("tab-1", "tab-10", "tab_1", "TAB-1")
    for session in sessions:
        await converse(conversations, session, time.time())
        replies.keep(session, "message-1", REPLY)
    forget("tab-1", conversations.engine)
    assert await conversations.retrieve("tab-1") is None
    assert replies.find("tab-1", "message-1") is None
    for other in sessions[1:]:
        assert await conversations.retrieve(other) is not None, other
        assert replies.find(other, "message-1") == REPLY, other


def test_forget_of_an_unknown_session_in_an_empty_database(database: str) -> None:
    forget("nobody", engine(url()))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_forgotten_text_is_gone_from_the_file(
    conversations: ConversationStore, replies: ReplyStore, tmp_path: Path
) -> None:
    """Not only no row: SQLite leaves the bytes of a deleted row where they were, unless told."""
    said = [UserUttered("a sentence nobody else writes")]
    await conversations.save(DialogueStateTracker.from_events("tab-1", said))
    replies.keep("tab-1", "message-1", [{**REPLY[0], "text": "a reply nobody else gets"}])
    assert written(tmp_path).count(b"nobody else") >= 2
    forget("tab-1", conversations.engine)
    conversations.engine.dispose()  # the last one to leave empties the write-ahead log
    assert b"nobody else" not in written(tmp_path)


def written(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("kept.db*"))


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_connection_overwrites_what_it_deletes(conversations: ConversationStore) -> None:
    """Some builds of SQLite do so by themselves, others must be told."""
    with conversations.engine.connect() as connection:
        assert connection.execute(sa.text("PRAGMA secure_delete")).scalar() == 1
