"""Brings the tables of the one database up to this version of the program (Alembic).

A change of a table is a new file in migrations/versions, named by the next number. It only adds
(tables, columns that may be empty): the version before goes on working beside it, so that several
servers can be renewed one after another, and an older program can come back.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

_MIGRATIONS = Path(__file__).with_name("migrations")
_REVISION = sa.table("alembic_version", sa.column("version_num"))
_LOCK = threading.Lock()  # Alembic keeps what it works on in its modules
_LOCK_NUMBER = 11_096_110  # PostgreSQL's: any number that nothing else here uses


def head() -> str:
    """The newest revision, e.g. "0001"."""
    return max(path.stem.split("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def ready(at: Engine) -> Engine:
    """The same engine; its tables are there and at least as new as this program.

    Of several who start at once one does the work and the others wait for it. Raises
    sqlalchemy.exc.OperationalError if the database cannot be reached.
    """
    with at.connect() as connection:
        if revision_of(connection) >= head():
            return at
    with in_turn(at) as connection:
        if revision_of(connection) < head():
            _upgrade(connection)
    return at


@contextmanager
def in_turn(at: Engine) -> Iterator[Connection]:
    """A transaction in which no other process makes tables either."""
    with _LOCK, at.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_NUMBER)))
        yield connection


def revision_of(connection: Connection) -> str:
    """The revision of this database's tables; empty if there are none."""
    if not sa.inspect(connection).has_table(_REVISION.name):
        return ""
    return str(connection.execute(sa.select(_REVISION.c.version_num)).scalar() or "")


def _upgrade(connection: Connection, to: str = "head") -> None:
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS))
    command.upgrade(config, to)
