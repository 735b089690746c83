"""Backs up the one database while servers write: the file shows one moment (bot.store.archive)."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.content.clock import here
from bot.store.archive import (
    FORMAT,
    MANIFEST,
    PASSING,
    REVISION,
    Manifest,
    Member,
    Unusable,
    line,
    tables,
)
from bot.store.tables import ready

_ROWS_AT_A_TIME = 500


def write(at: Engine, file: Path, without: frozenset[str] = frozenset()) -> Manifest:
    """Backs up every table but those `without`; the file is there whole or not at all.

    It is for its owner's eyes only. Raises Unusable if a file of that name exists.
    """
    if file.exists():
        raise Unusable(f"{file} 已经有了，不覆盖 → 换一个文件名")
    file.parent.mkdir(parents=True, exist_ok=True)
    ready(at)
    partial = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with _private(partial) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _write_into(at, archive, without)
        os.link(partial, file)  # unlike a renaming it never replaces another's
    finally:
        partial.unlink(missing_ok=True)
    return manifest


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def _write_into(at: Engine, archive: zipfile.ZipFile, without: frozenset[str]) -> Manifest:
    members: dict[str, Member] = {}
    with one_moment(at) as connection:
        for table in tables(connection):
            if table.name not in without | PASSING:
                members[table.name] = _write_table(connection, archive, table)
        revision = connection.execute(sa.text(f"SELECT version_num FROM {REVISION}")).scalar()
    moment = here().isoformat(" ", "seconds")
    manifest = Manifest(FORMAT, moment, str(revision), at.dialect.name, members)
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    return manifest


@contextmanager
def one_moment(at: Engine) -> Iterator[Connection]:
    """A transaction that sees the database as it is at its beginning."""
    if at.dialect.name == "sqlite":
        with at.connect() as connection, connection.begin():
            connection.exec_driver_sql("BEGIN")  # the driver itself begins only when it writes
            yield connection
    else:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with at.connect().execution_options(**options) as connection, connection.begin():
            # Between two rows there may be seconds of packing models: it holds nobody up meanwhile.
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield connection


def _write_table(connection: Connection, archive: zipfile.ZipFile, table: sa.Table) -> Member:
    query = sa.select(table).order_by(*table.primary_key.columns)
    lines, digest = -1, hashlib.sha256()
    with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as out:
        for values in _with_names(connection, table, query):
            written = line(values)
            out.write(written)
            digest.update(written)
            lines += 1
    return Member(lines, digest.hexdigest())


def _with_names(connection: Connection, table: sa.Table, query: Any) -> Iterator[Iterable[Any]]:
    yield [column.name for column in table.columns]
    result = connection.execution_options(stream_results=True).execute(query)
    yield from result.yield_per(_ROWS_AT_A_TIME)
