"""What was done in the trainers' console: who changed, approved and published what, and when.

Rows are only added; of the audit trail the database itself refuses to change or delete any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.store.database import engine, url
from bot.store.tables import ready

TABLES = sa.MetaData()
_AUDIT = sa.Table(
    "audit",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(19), nullable=False, index=True),
    sa.Column("who", sa.String(100), nullable=False, index=True),
    sa.Column("action", sa.String(40), nullable=False, index=True),
    sa.Column("what", sa.String(200), nullable=False),
    sa.Column("detail", sa.JSON, nullable=False),
)
_CHANGES = sa.Table(
    "changes",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(19), nullable=False),
    sa.Column("who", sa.String(100), nullable=False),
    sa.Column("file", sa.String(200), nullable=False, index=True),
    sa.Column("before", sa.String(64), nullable=True),
    sa.Column("after", sa.String(64), nullable=True),
    sa.Column("why", sa.Text, nullable=False),
)
_APPROVALS = sa.Table(
    "approvals",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(19), nullable=False),
    sa.Column("who", sa.String(100), nullable=False),
    sa.Column("file", sa.String(200), nullable=False, index=True),
    sa.Column("hash", sa.String(64), nullable=True),
    sa.Column("override", sa.Text, nullable=True),
)


@dataclass(frozen=True)
class Entry:
    """One line of the audit trail; `at` is China's clock."""

    at: str
    who: str
    action: str
    what: str
    detail: dict[str, Any] = field(default_factory=dict)
    id: int | None = None


@dataclass(frozen=True)
class Change:
    """A save of a file: sha256 of the bytes before (None: new) and after (None: deleted)."""

    at: str
    who: str
    file: str
    before: str | None
    after: str | None
    why: str = ""
    id: int | None = None


@dataclass(frozen=True)
class Approval:
    """Somebody has looked at exactly these bytes (None: that the file is gone).

    `override` is the written reason where nobody else was there to look.
    """

    at: str
    who: str
    file: str
    hash: str | None
    override: str | None = None
    id: int | None = None


class TrailStore:
    """The trail in the one database."""

    def __init__(self, at: Engine | None = None) -> None:
        self._engine = ready(at or engine(url()))

    def note(self, entry: Entry) -> None:
        """Adds a line to the audit trail."""
        self._add(_AUDIT, entry)

    def changed(self, change: Change) -> None:
        self._add(_CHANGES, change)

    def approved(self, approval: Approval) -> None:
        self._add(_APPROVALS, approval)

    def entries(
        self,
        *,
        who: str = "",
        action: str = "",
        what: str = "",
        before: int | None = None,
        most: int = 50,
    ) -> Sequence[Entry]:
        """The latest lines first: of this person, this action, with this in what was acted on,
        older than the line with this id."""
        query = sa.select(_AUDIT).order_by(_AUDIT.c.id.desc()).limit(most)
        for wanted, column in ((who, _AUDIT.c.who), (action, _AUDIT.c.action)):
            if wanted:
                query = query.where(column == wanted)
        if what:
            query = query.where(_AUDIT.c.what.contains(what, autoescape=True))
        if before is not None:
            query = query.where(_AUDIT.c.id < before)
        with self._engine.connect() as connection:
            return [Entry(**row._mapping) for row in connection.execute(query)]

    def every(self, **wanted: str) -> Iterator[Entry]:
        """All lines that `entries` would give, a few hundred at a time."""
        before: int | None = None
        while found := self.entries(**wanted, before=before, most=500):
            yield from found
            before = found[-1].id

    def known(self, column: str) -> Sequence[str]:
        """What stands in a column of the audit trail, each once: `who` or `action`."""
        query = sa.select(_AUDIT.c[column]).distinct().order_by(_AUDIT.c[column])
        with self._engine.connect() as connection:
            return [row[0] for row in connection.execute(query)]

    def changes(self, file: str | None = None, since: str = "") -> Sequence[Change]:
        """Saves at or after a moment, of one file or of all, the latest first."""
        return [Change(**row) for row in self._rows(_CHANGES, file, since)]

    def approvals(self, file: str | None = None, since: str = "") -> Sequence[Approval]:
        """Approvals at or after a moment, of one file or of all, the latest first."""
        return [Approval(**row) for row in self._rows(_APPROVALS, file, since)]

    def _add(self, table: sa.Table, row: Entry | Change | Approval) -> None:
        values = {name: value for name, value in asdict(row).items() if name != "id"}
        with self._engine.begin() as connection:
            connection.execute(table.insert().values(**values))

    def _rows(self, table: sa.Table, file: str | None, since: str) -> list[dict[str, Any]]:
        query = sa.select(table).where(table.c.at >= since).order_by(table.c.id.desc())
        if file is not None:
            query = query.where(table.c.file == file)
        with self._engine.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]
