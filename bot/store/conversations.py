"""Rasa's tracker store on the one database, and the end of what it keeps.

What comes in is masked before Rasa sees it (bot.channel.turn). Rasa never deletes a conversation.
"""

from __future__ import annotations

import datetime
import itertools
import json
import os
import time
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
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

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        """As Rasa's, in one plain statement: its own takes four times as long."""
        query = _EVERY if fetch_events_from_all_sessions else _LATEST
        with self.engine.connect() as connection:
            rows = connection.execute(query, {"sender": sender_id}).all()
        if not rows or not self.domain:
            return None
        events = [json.loads(row.data) for row in rows]
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """As Rasa's: stores the events that are not stored yet, in plain statements."""
        await self.stream_events(tracker)
        sender = tracker.sender_id
        with self.engine.begin() as connection:
            known = connection.execute(_HOW_MANY, {"sender": sender}).scalar()
            new = [event.as_dict() for event in itertools.islice(tracker.events, known, None)]
            if new:
                connection.execute(_EVENTS.insert(), [_row(sender, event) for event in new])


_EVENTS = SQLTrackerStore.SQLEvent.__table__
_OF_ONE = _EVENTS.c.sender_id == sa.bindparam("sender")
_STARTED = (
    sa.select(sa.func.coalesce(sa.func.max(_EVENTS.c.timestamp), 0))
    .where(_OF_ONE & (_EVENTS.c.type_name == SessionStarted.type_name))
    .scalar_subquery()
)
_SINCE = _OF_ONE & (_EVENTS.c.timestamp >= _STARTED)
# A conversation in the order in which it was stored: moments are no more exact than a float.
_EVERY = sa.select(_EVENTS.c.data).where(_OF_ONE).order_by(_EVENTS.c.id)
_LATEST = sa.select(_EVENTS.c.data).where(_SINCE).order_by(_EVENTS.c.id)
_HOW_MANY = sa.select(sa.func.count()).where(_SINCE)


def _row(sender: str, event: dict[str, Any]) -> dict[str, Any]:
    """An event as Rasa stores it."""
    return {
        "sender_id": sender,
        "type_name": event["event"],
        "timestamp": event.get("timestamp"),
        "intent_name": event.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": event.get("name"),
        "data": json.dumps(event),
    }


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
