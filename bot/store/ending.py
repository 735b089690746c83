"""The end of what is kept: by age, and at a resident's word. Rasa never deletes a conversation."""

from __future__ import annotations

import datetime
import json
import os
import time

import sqlalchemy as sa
from rasa.shared.core.events import UserUttered
from sqlalchemy.engine import Engine

from bot.store.asked import days_to_keep, forget_asked, purge_asked
from bot.store.conversations import CONVERSATIONS, EVENTS, GONE
from bot.store.database import engine, upsert, url
from bot.store.feedback import forget_feedback, purge_feedback
from bot.store.replies import forget_replies, purge_replies
from bot.store.tables import ready

HOURS_VARIABLE, DEFAULT_HOURS = "KEEP_CONVERSATIONS_HOURS", 24.0
_HOUR, _DAY = 3600, 86400


def hours_to_keep() -> float:
    """How long a conversation is kept after its last message. Raises ValueError."""
    return float(os.environ.get(HOURS_VARIABLE) or DEFAULT_HOURS)


def purge(hours: float, at: Engine | None = None, now: float | None = None) -> int:
    """Deletes every conversation whose last event is older; returns how many."""
    at = ready(at or engine(url()))
    before = (now or time.time()) - hours * _HOUR
    old = (
        sa.select(EVENTS.c.sender_id)
        .group_by(EVENTS.c.sender_id)
        .having(sa.func.max(EVENTS.c.timestamp) < before)
    )
    with at.begin() as connection:
        senders = [row.sender_id for row in connection.execute(old)]
        connection.execute(EVENTS.delete().where(EVENTS.c.sender_id.in_(old)))
        has_events = sa.exists().where(EVENTS.c.sender_id == CONVERSATIONS.c.sender)
        over = (CONVERSATIONS.c.at < before) & ~has_events
        connection.execute(CONVERSATIONS.delete().where(over))
    purge_replies(before, at)
    oldest = datetime.date.fromtimestamp((now or time.time()) - days_to_keep() * _DAY)
    purge_asked(oldest, at)
    purge_feedback(oldest, at)
    return len(senders)


def forget(session: str, at: Engine | None = None) -> None:
    """Deletes one conversation, what was answered in it, its questions in the inbox, its verdicts.

    Its row stays, empty, for as long as conversations are kept: a server that is still answering in
    it learns by that to store nothing.
    """
    at = ready(at or engine(url()))
    own = EVENTS.c.sender_id == session
    said = sa.select(EVENTS.c.data).where(own & (EVENTS.c.type_name == UserUttered.type_name))
    with at.begin() as connection:
        gone = {"stamp": GONE, "since": None, "head": None, "at": time.time()}
        row = upsert(connection)(CONVERSATIONS).values(sender=session, **gone)
        connection.execute(row.on_conflict_do_update(index_elements=["sender"], set_=gone))
        messages = [json.loads(row.data).get("message_id") for row in connection.execute(said)]
        connection.execute(EVENTS.delete().where(own))
        forget_replies(connection, session)
        named = list(filter(None, messages))
        forget_asked(connection, named)
        forget_feedback(connection, named)
    if at.dialect.name == "sqlite":  # what was deleted stands in the log until that is written back
        with at.connect() as connection:
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
