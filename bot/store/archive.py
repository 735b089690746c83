"""All that the one database holds, as one file: what such a file is.

A zip archive: one table a member, one row a line (JSON, the first line names the columns), and
`manifest.json` with the tables' revision and each member's SHA-256. It is the same for SQLite and
PostgreSQL. The tables are read from the database itself: a new one needs no word here.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from bot.store.tables import head

FORMAT = 1
MANIFEST = "manifest.json"
CONVERSATIONS = frozenset({"events", "replies", "conversations"})  # what ends after a day
PASSING = frozenset({"sessions"})  # who is signed in to the console: nobody is after a restoring
REVISION = "alembic_version"


class Unusable(Exception):
    """It cannot be backed up or restored; the text says why, in Chinese."""


@dataclass(frozen=True)
class Member:
    """A table in an archive."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself. `at` is China's clock, `revision` that of the tables."""

    format: int
    at: str
    revision: str
    source: str
    tables: dict[str, Member]

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.tables.values())


def tables(connection: Connection) -> list[sa.Table]:
    """Every table of the program, those first that others refer to."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != REVISION]


def line(values: Iterable[Any]) -> bytes:
    """A line of a member: a row, or the names of its columns."""
    return json.dumps([_plain(one) for one in values], ensure_ascii=False).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, datetime.datetime | datetime.date) else value


def rows(archive: zipfile.ZipFile, table: sa.Table) -> Iterator[dict[str, Any]]:
    """What a member holds, as this table takes it."""
    with archive.open(f"{table.name}.jsonl") as lines:
        names = json.loads(next(lines, b"[]"))
        for line in lines:
            row = dict(zip(names, json.loads(line), strict=True))
            yield {name: _typed(table.columns[name], value) for name, value in row.items()}


def _typed(column: sa.Column, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, sa.LargeBinary):
        return base64.b64decode(value)
    if isinstance(column.type, sa.DateTime):
        return datetime.datetime.fromisoformat(value)
    return datetime.date.fromisoformat(value) if isinstance(column.type, sa.Date) else value


_BROKEN = (OSError, zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError, EOFError)


def read(file: Path) -> Manifest:
    """What the archive says of itself, once every member was found to be what it was.

    Raises Unusable.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            told = json.loads(archive.read(MANIFEST))
            members = {name: Member(**one) for name, one in told["tables"].items()}
            manifest = Manifest(**{**told, "tables": members})
            for name, member in members.items():
                _require_whole(archive, name, member)
    except FileNotFoundError:
        raise Unusable(f"没有 {file} 这个文件") from None
    except _BROKEN as error:
        raise Unusable(f"{file} 不是完好的备份（{type(error).__name__}）→ 换一份备份") from None
    if manifest.format != FORMAT or manifest.revision > head():
        raise Unusable(f"{file} 是更新的程序做的备份 → 先把程序升级到那一版或更新")
    return manifest


def _require_whole(archive: zipfile.ZipFile, name: str, member: Member) -> None:
    digest = hashlib.sha256()
    with archive.open(f"{name}.jsonl") as lines:
        for chunk in iter(lambda: lines.read(1 << 20), b""):
            digest.update(chunk)
    if digest.hexdigest() != member.sha256:
        raise ValueError(name)
