"""Rasa's tracker store on the one database, and the end of what it keeps.

What comes in is masked before Rasa sees it (bot.channel.turn). Rasa never deletes a conversation.
"""

from __future__ import annotations

import datetime
import json
import os
import time
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sqlalchemy.engine import Engine

from bot.store.asked import AskedStore, days_to_keep, purge_asked
from bot.store.database import engine, url
from bot.store.replies import ReplyStore, purge_replies
from bot.store.tables import in_turn

HOURS_VARIABLE, DEFAULT_HOURS = "KEEP_CONVERSATIONS_HOURS", 24.0
_HOUR, _DAY = 3600, 86400


class ConversationStore(SQLTrackerStore):
    """Named in endpoints.yml under `tracker_store: type:`."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        at = url()
        super().__init__(
            domain=domain,
            dialect=at.drivername,
            host=at.host,
            port=at.port,
            db=at.database or "",
            username=at.username,
            password=at.password,
            query=dict(at.query) or None,
            event_broker=event_broker,
        )
        self.engine = engine(at)
        _ready(self.engine)
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)


def _ready(at: Engine) -> sa.Table:
    """Rasa's table of events, made if this database is new."""
    events = SQLTrackerStore.SQLEvent.__table__
    if not sa.inspect(at).has_table(events.name):
        with in_turn(at) as connection:
            events.create(connection, checkfirst=True)
    return events


def hours_to_keep() -> float:
    """How long a conversation is kept after its last message. Raises ValueError."""
    return float(os.environ.get(HOURS_VARIABLE) or DEFAULT_HOURS)


def purge(hours: float, at: Engine | None = None, now: float | None = None) -> int:
    """Deletes every conversation whose last event is older; returns how many."""
    at = at or engine(url())
    events = _ready(at)
    before = (now or time.time()) - hours * _HOUR
    old = (
        sa.select(events.c.sender_id)
        .group_by(events.c.sender_id)
        .having(sa.func.max(events.c.timestamp) < before)
    )
    with at.begin() as connection:
        senders = [row.sender_id for row in connection.execute(old)]
        connection.execute(events.delete().where(events.c.sender_id.in_(old)))
    purge_replies(before, at)
    oldest = datetime.date.fromtimestamp((now or time.time()) - days_to_keep() * _DAY)
    purge_asked(oldest, at)
    return len(senders)


def forget(session: str, at: Engine | None = None) -> None:
    """Deletes one conversation, what was answered in it, and its questions in the inbox."""
    at = at or engine(url())
    events = _ready(at)
    own = events.c.sender_id == session
    said = sa.select(events.c.data).where(own & (events.c.type_name == UserUttered.type_name))
    with at.begin() as connection:
        messages = [json.loads(row.data).get("message_id") for row in connection.execute(said)]
        connection.execute(events.delete().where(own))
    ReplyStore(at).forget(session)
    AskedStore(at).forget(filter(None, messages))
    if at.dialect.name == "sqlite":  # what was deleted stands in the log until that is written back
        with at.connect() as connection:
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
