"""What was answered to a message that came with an id, so that the same one is answered once.

Kept with the conversation and deleted with it; personal numbers are masked as everywhere.
"""

from __future__ import annotations

import json
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.store.database import add_once, engine, url
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

_WHICH = (REPLIES.c.session == sa.bindparam("of")) & (REPLIES.c.message == sa.bindparam("to"))
_ONE = sa.select(REPLIES.c.body).where(_WHICH)


class ReplyStore:
    """The replies in the one database, by session and message."""

    def __init__(self, at: Engine | None = None) -> None:
        self.engine = ready(at or engine(url()))

    def find(self, session: str, message: str) -> list[dict[str, Any]] | None:
        """What was answered, or nothing if this message is new."""
        with self.engine.connect() as connection:
            return reply_to(connection, session, message)

    def keep(self, session: str, message: str, replies: list[dict[str, Any]]) -> None:
        """Stores it; what another process has stored meanwhile stays."""
        with self.engine.begin() as connection:
            add_reply(connection, session, message, replies)


def reply_to(connection: Connection, session: str, message: str) -> list[dict[str, Any]] | None:
    """What was answered to this message, or nothing if it is new."""
    row = connection.execute(_ONE, {"of": session, "to": message}).first()
    return None if row is None else list(json.loads(row.body))


def add_reply(
    connection: Connection, session: str, message: str, replies: list[dict[str, Any]]
) -> bool:
    """Stores what is answered; false if something else was answered before."""
    body = json.dumps(replies, ensure_ascii=False)
    values = {"session": session, "message": message, "at": time.time(), "body": body}
    return add_once(connection, REPLIES, values)


def forget_replies(connection: Connection, session: str) -> None:
    """Deletes what was answered in this conversation."""
    connection.execute(REPLIES.delete().where(REPLIES.c.session == session))


def purge_replies(before: float, at: Engine) -> None:
    """Deletes what was answered before this moment (seconds since 1970)."""
    with ready(at).begin() as connection:
        connection.execute(REPLIES.delete().where(REPLIES.c.at < before))
