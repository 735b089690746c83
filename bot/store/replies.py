"""What was answered to a message that came with an id, so that the same one is answered once.

Kept with the conversation and deleted with it; personal numbers are masked as everywhere.
"""

from __future__ import annotations

import json
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.store.database import engine, url
from bot.store.tables import ready

TABLES = sa.MetaData()
REPLIES = sa.Table(
    "replies",
    TABLES,
    sa.Column("session", sa.String(128), primary_key=True),
    sa.Column("message", sa.String(64), primary_key=True),
    sa.Column("at", sa.Float, nullable=False, index=True),
    sa.Column("body", sa.Text, nullable=False),
)


class ReplyStore:
    """The replies in the one database, by session and message."""

    def __init__(self, at: Engine | None = None) -> None:
        self._engine = ready(at or engine(url()))

    def find(self, session: str, message: str) -> list[dict[str, Any]] | None:
        """What was answered, or nothing if this message is new."""
        which = (REPLIES.c.session == session) & (REPLIES.c.message == message)
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(REPLIES.c.body).where(which)).first()
        return None if row is None else list(json.loads(row.body))

    def keep(self, session: str, message: str, replies: list[dict[str, Any]]) -> None:
        """Stores it; what another process has stored meanwhile stays."""
        body = json.dumps(replies, ensure_ascii=False)
        row = REPLIES.insert().values(session=session, message=message, at=time.time(), body=body)
        try:
            with self._engine.begin() as connection:
                connection.execute(row)
        except sa.exc.IntegrityError:
            pass

    def forget(self, session: str) -> None:
        """Deletes what was answered in this conversation."""
        with self._engine.begin() as connection:
            connection.execute(REPLIES.delete().where(REPLIES.c.session == session))


def purge_replies(before: float, at: Engine) -> None:
    """Deletes what was answered before this moment (seconds since 1970)."""
    with ready(at).begin() as connection:
        connection.execute(REPLIES.delete().where(REPLIES.c.at < before))
