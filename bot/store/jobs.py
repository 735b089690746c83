"""Long work that the trainers' console has started: one at a time, on whatever machine.

Who works says so every second (`beat`). Who has been silent for long is taken for dead, and the
next may have the turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.store.database import engine, url
from bot.store.tables import ready

TABLES = sa.MetaData()
RUNNING, DONE, FAILED, STOPPED, BROKEN = "running", "done", "failed", "stopped", "broken"
SILENT = 15.0  # seconds without a beat
_TURN = 1
_JOBS = sa.Table(
    "jobs",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(40), nullable=False, index=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("who", sa.String(100), nullable=False),
    sa.Column("command", sa.JSON, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("turn", sa.Integer, nullable=True, unique=True),
    sa.Column("started", sa.String(19), nullable=False),
    sa.Column("ended", sa.String(19), nullable=True),
    sa.Column("beat", sa.Float, nullable=False),
    sa.Column("code", sa.Integer, nullable=True),
    sa.Column("stopped_by", sa.String(100), nullable=True),
    sa.Column("output", sa.Text, nullable=False),
)


@dataclass(frozen=True)
class Job:
    """`state`: running, done (code 0), failed, stopped (by somebody), broken (off: nobody knows how
    it ended). `output` is what it printed, once it has ended."""

    kind: str
    title: str
    who: str
    command: Sequence[str]
    started: str
    beat: float
    state: str = RUNNING
    turn: int | None = _TURN
    ended: str | None = None
    code: int | None = None
    stopped_by: str | None = None
    output: str = ""
    id: int = 0

    @property
    def running(self) -> bool:
        return self.state == RUNNING


class JobStore:
    """The jobs in the one database."""

    def __init__(self, at: Engine | None = None) -> None:
        self._engine = ready(at or engine(url()))

    def begin(self, job: Job) -> int | None:
        """Takes the turn and stores it; its number, or nothing if another is at it."""
        self.break_off(job.beat - SILENT)
        row = {name: value for name, value in asdict(job).items() if name != "id"}
        try:
            with self._engine.begin() as connection:
                return int(connection.execute(_JOBS.insert().values(**row)).inserted_primary_key[0])
        except sa.exc.IntegrityError:
            return None

    def break_off(self, silent_since: float) -> None:
        """Takes the turn from whoever has been silent since then."""
        dead = (_JOBS.c.state == RUNNING) & (_JOBS.c.beat < silent_since)
        with self._engine.begin() as connection:
            connection.execute(_JOBS.update().where(dead).values(state=BROKEN, turn=None))

    def beat(self, number: int, now: float) -> bool:
        """It still works; False if it was taken for dead."""
        return self._running(number, beat=now)

    def stop(self, number: int, who: str) -> bool:
        """Asks whoever works to stop; False if it has ended."""
        return self._running(number, stopped_by=who)

    def end(self, number: int, state: str, code: int | None, ended: str, output: str) -> bool:
        """How it ended; False if it was taken for dead."""
        values: dict[str, Any] = {"state": state, "code": code, "ended": ended, "output": output}
        return self._running(number, turn=None, **values)

    def get(self, number: int) -> Job | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_JOBS).where(_JOBS.c.id == number)).first()
        return None if row is None else Job(**row._mapping)

    def latest(self, kind: str | None = None, most: int = 20) -> Sequence[Job]:
        """The latest first."""
        query = sa.select(_JOBS).order_by(_JOBS.c.id.desc()).limit(most)
        if kind is not None:
            query = query.where(_JOBS.c.kind == kind)
        with self._engine.connect() as connection:
            return [Job(**row._mapping) for row in connection.execute(query)]

    def running(self) -> Job | None:
        """Who has the turn."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_JOBS).where(_JOBS.c.turn == _TURN)).first()
        return None if row is None else Job(**row._mapping)

    def _running(self, number: int, **values: Any) -> bool:
        own = (_JOBS.c.id == number) & (_JOBS.c.state == RUNNING)
        with self._engine.begin() as connection:
            return bool(connection.execute(_JOBS.update().where(own).values(**values)).rowcount)
