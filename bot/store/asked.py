"""What was asked, for the trainers: masked question, how it was understood, how long it took.

Who asked is not kept: no session, and the day instead of the moment. It outlives the conversation.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.store.database import add_once, engine, url
from bot.store.tables import ready

DAYS_VARIABLE, DEFAULT_DAYS = "KEEP_QUESTIONS_DAYS", 180.0
TABLES = sa.MetaData()
LONGEST = 500
_ASKED = sa.Table(
    "asked",
    TABLES,
    sa.Column("message", sa.String(64), primary_key=True),
    sa.Column("day", sa.String(10), nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("topic", sa.String(64), nullable=True, index=True),
    sa.Column("nearest", sa.String(64), nullable=True),
    sa.Column("outcome", sa.String(16), nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=True),
    sa.Column("milliseconds", sa.Integer, nullable=False),
    sa.Column("rephrased", sa.Boolean, nullable=False),
)

# Texts (bot.studio.groups.words_of) that a trainer has dealt with.
_HANDLED = sa.Table("handled", TABLES, sa.Column("text", sa.String(LONGEST), primary_key=True))


@dataclass(frozen=True)
class Asked:
    """One question. `nearest` is the likeliest topic, answered or not; `rephrased` whether the same
    resident put nearly the same again right after.
    """

    message: str
    day: str
    text: str
    topic: str | None
    nearest: str | None
    outcome: str
    confidence: float
    urgent: bool
    version: int | None
    milliseconds: int
    rephrased: bool = False


class AskedStore:
    """The questions in the one database."""

    def __init__(self, at: Engine | None = None) -> None:
        self.engine = ready(at or engine(url()))

    def keep(self, asked: Asked) -> None:
        """Stores it; done twice, it is there once. `text` must be masked."""
        with self.engine.begin() as connection:
            add_once(connection, _ASKED, asdict(asked))

    def mark_rephrased(self, message: str) -> None:
        """The question with this id was put again in other words."""
        with self.engine.begin() as connection:
            same = _ASKED.c.message == message
            connection.execute(_ASKED.update().where(same).values(rephrased=True))

    def handle(self, texts: Iterable[str]) -> None:
        """These need no more attention."""
        known = self.handled()
        rows = [{"text": text} for text in {text[:LONGEST] for text in texts} - known]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(_HANDLED.insert(), rows)

    def unhandle(self, texts: Iterable[str]) -> None:
        """These need attention again."""
        gone = _HANDLED.c.text.in_([text[:LONGEST] for text in texts])
        with self.engine.begin() as connection:
            connection.execute(_HANDLED.delete().where(gone))

    def handled(self) -> set[str]:
        with self.engine.connect() as connection:
            return {row.text for row in connection.execute(sa.select(_HANDLED))}

    def all(self, since: datetime.date | None = None) -> Sequence[Asked]:
        """Every question, the oldest day first."""
        query = sa.select(_ASKED).order_by(_ASKED.c.day)
        if since is not None:
            query = query.where(_ASKED.c.day >= since.isoformat())
        with self.engine.connect() as connection:
            return [Asked(**row._mapping) for row in connection.execute(query)]

    def answered(self, since: datetime.date) -> dict[str, int]:
        """How often each topic was answered, from a day on."""
        mine = (_ASKED.c.day >= since.isoformat()) & (_ASKED.c.outcome == "answer")
        query = sa.select(_ASKED.c.topic, sa.func.count()).where(mine).group_by(_ASKED.c.topic)
        with self.engine.connect() as connection:
            return {topic: int(count) for topic, count in connection.execute(query) if topic}


def days_to_keep() -> float:
    """How long questions are kept. Raises ValueError."""
    return float(os.environ.get(DAYS_VARIABLE) or DEFAULT_DAYS)


def forget_asked(connection: Connection, messages: Sequence[str]) -> None:
    """Deletes these questions: their conversation was deleted by whoever had it."""
    connection.execute(_ASKED.delete().where(_ASKED.c.message.in_(messages)))


def purge_asked(before: datetime.date, at: Engine) -> None:
    """Deletes what was asked before this day."""
    with ready(at).begin() as connection:
        connection.execute(_ASKED.delete().where(_ASKED.c.day < before.isoformat()))
