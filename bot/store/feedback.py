"""有用 or 没用 under an answer, kept for the trainers: masked question, topic, verdict, day.

Who said it is not kept: the day stands instead of the moment, and no session.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.store.database import engine, url
from bot.store.tables import ready

TABLES = sa.MetaData()
_FEEDBACK = sa.Table(
    "feedback",
    TABLES,
    sa.Column("message", sa.String(64), primary_key=True),
    sa.Column("day", sa.String(10), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("topic", sa.String(64), nullable=True, index=True),
    sa.Column("useful", sa.Boolean, nullable=False),
)


@dataclass(frozen=True)
class Verdict:
    """`message` is the id of the message that was answered; a second verdict replaces the first."""

    message: str
    day: str
    question: str
    topic: str | None
    useful: bool


class FeedbackStore:
    """The verdicts in the one database."""

    def __init__(self, at: Engine | None = None) -> None:
        self.engine = ready(at or engine(url()))

    def keep(self, verdict: Verdict) -> None:
        """Stores it, in place of an earlier one about the same answer."""
        with self.engine.begin() as connection:
            same = _FEEDBACK.c.message == verdict.message
            connection.execute(_FEEDBACK.delete().where(same))
            connection.execute(_FEEDBACK.insert().values(**asdict(verdict)))

    def all(self, since: datetime.date | None = None) -> Sequence[Verdict]:
        """Every verdict, the newest day first."""
        query = sa.select(_FEEDBACK).order_by(_FEEDBACK.c.day.desc(), _FEEDBACK.c.topic)
        if since is not None:
            query = query.where(_FEEDBACK.c.day >= since.isoformat())
        with self.engine.connect() as connection:
            return [Verdict(**row._mapping) for row in connection.execute(query)]

    def useless(self, since: datetime.date) -> dict[str, int]:
        """How often each topic's answer was said to be of no use, from a day on."""
        mine = (_FEEDBACK.c.day >= since.isoformat()) & _FEEDBACK.c.useful.is_(False)
        query = sa.select(_FEEDBACK.c.topic, sa.func.count()).where(mine)
        with self.engine.connect() as connection:
            rows = connection.execute(query.group_by(_FEEDBACK.c.topic))
            return {topic: int(count) for topic, count in rows if topic}


def forget_feedback(connection: Connection, messages: Sequence[str]) -> None:
    """Deletes the verdicts on these answers: their conversation was deleted by whoever had it."""
    connection.execute(_FEEDBACK.delete().where(_FEEDBACK.c.message.in_(messages)))


def purge_feedback(before: datetime.date, at: Engine) -> None:
    """Deletes what was said before this day."""
    with ready(at).begin() as connection:
        connection.execute(_FEEDBACK.delete().where(_FEEDBACK.c.day < before.isoformat()))
