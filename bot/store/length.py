"""How long a conversation is."""

from __future__ import annotations

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import UserUttered
from sqlalchemy.engine import Engine

from bot.store.database import engine, url

_EVENTS = SQLTrackerStore.SQLEvent.__table__
_COUNT = sa.select(sa.func.count()).where(
    (_EVENTS.c.sender_id == sa.bindparam("sender")) & (_EVENTS.c.type_name == UserUttered.type_name)
)


def messages_in(conversation: str, at: Engine | None = None) -> int:
    """How many messages of the resident's are stored."""
    with (at or engine(url())).connect() as connection:
        return int(connection.execute(_COUNT, {"sender": conversation}).scalar() or 0)
