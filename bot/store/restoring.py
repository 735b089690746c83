"""Puts back what an archive holds (bot.store.archive): in one transaction, all of it or nothing."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.store.archive import Manifest, Unusable, read, rows, tables
from bot.store.tables import in_turn, ready

_ROWS_AT_A_TIME = 500
_TRAIL = "audit"  # who did what is never thrown away: what it lacks is added


def restore(at: Engine, file: Path, replace: bool = False) -> Manifest:
    """Puts back what the archive holds, all of it or nothing.

    What a table of this program has that the archive has not stays empty; the audit trail keeps
    what it has. Raises Unusable, for example if something is in the database and `replace` is not
    said.
    """
    manifest = read(file)
    _make_tables(at)
    with in_turn(at) as connection, zipfile.ZipFile(file) as archive:
        own = tables(connection)
        _make_room(connection, own, replace)
        _require_known(own, manifest)
        for table in own:
            if table.name in manifest.tables:
                back = rows(archive, table)
                _fill(connection, table, _lacking(connection, table, back))
                _go_on_counting(connection, table)
    return manifest


def _make_tables(at: Engine) -> None:
    from rasa.core.tracker_store import SQLTrackerStore  # takes seconds, which a refusal need not

    ready(at)
    SQLTrackerStore.SQLEvent.__table__.create(at, checkfirst=True)


def _make_room(connection: Connection, own: list[sa.Table], replace: bool) -> None:
    if connection.dialect.name == "postgresql":  # nobody writes between this and the end
        names = ", ".join(f'"{table.name}"' for table in own)
        connection.execute(sa.text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
    full = [t.name for t in own if connection.execute(sa.select(t).limit(1)).first()]
    if full and not replace:
        shown = "、".join(full)
        raise Unusable(f"数据库不是空的（{shown} 里有内容）→ 确定要换掉，就加 --replace")
    for table in reversed(own):
        if table.name != _TRAIL:
            connection.execute(table.delete())


def _require_known(own: list[sa.Table], manifest: Manifest) -> None:
    strange = manifest.tables.keys() - {table.name for table in own}
    if any(manifest.tables[name].rows for name in strange):
        raise Unusable(f"备份里有这个程序不认识的表：{'、'.join(sorted(strange))}")


def _lacking(
    connection: Connection, table: sa.Table, back: Iterable[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """What is to be put back: all of it, or of the trail what is not there, under another number
    if its own is taken."""
    if table.name != _TRAIL:
        yield from back
        return
    there = [dict(row._mapping) for row in connection.execute(sa.select(table))]
    known, last = {_told(row) for row in there}, max((row["id"] for row in there), default=0)
    for row in back:
        if _told(row) not in known:
            last = max(last + 1, row["id"])
            yield {**row, "id": last}


def _told(row: dict[str, Any]) -> str:
    """What a line of the trail says, whatever its number."""
    return json.dumps({**row, "id": None}, sort_keys=True, default=str)


def _fill(connection: Connection, table: sa.Table, rows: Iterable[dict[str, Any]]) -> None:
    waiting: list[dict[str, Any]] = []
    size = 1 if any(isinstance(c.type, sa.LargeBinary) for c in table.columns) else _ROWS_AT_A_TIME
    for row in rows:
        waiting.append(row)
        if len(waiting) == size:
            connection.execute(table.insert(), waiting)
            waiting.clear()
    if waiting:
        connection.execute(table.insert(), waiting)


def _go_on_counting(connection: Connection, table: sa.Table) -> None:
    """PostgreSQL counts rows by itself: the next number must follow what was put back."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        if not isinstance(column.type, sa.Integer):
            continue
        where = {"table": f'"{table.name}"', "column": column.name}
        sequence = sa.select(
            sa.func.pg_get_serial_sequence(sa.bindparam("table"), sa.bindparam("column"))
        )
        if connection.execute(sequence, where).scalar():
            highest = sa.select(sa.func.coalesce(sa.func.max(column), 0) + 1).scalar_subquery()
            connection.execute(
                sa.select(sa.func.setval(sequence.scalar_subquery(), highest, False)), where
            )
