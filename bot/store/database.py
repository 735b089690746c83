"""The one database: SQLite beside the code, or what DATABASE_URL names."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection, Engine, make_url

from bot.store.patience import AT_ONCE, wait_for_postgres

URL_VARIABLE, FOLDER_VARIABLE = "DATABASE_URL", "BOT_VAR"
_FOLDER = Path(__file__).resolve().parents[2] / "var"
_DEFAULT = _FOLDER / "assistant.db"
_WAIT_SECONDS = 2  # for another process that is writing
# Beside the messages' calls there are those of following, housekeeping and the inbox.
_POSTGRES = {"pool_size": AT_ONCE, "max_overflow": AT_ONCE, "pool_timeout": 2, "pool_recycle": 900}
_DISCREET = {"hide_parameters": True}  # an error that is logged does not tell what was written
_CONNECTION = {
    **{"keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3},
    # A server that is stopped in a transaction must not keep a conversation's row from the others.
    "options": "-c idle_in_transaction_session_timeout=3000",
}


def url(environment: Mapping[str, str] = os.environ) -> URL:
    """Where the database is; the folder of a SQLite file is made."""
    found = make_url(environment.get(URL_VARIABLE) or f"sqlite:///{_DEFAULT}")
    if found.drivername.startswith("sqlite") and found.database:
        Path(found.database).parent.mkdir(parents=True, exist_ok=True)
    return found


def folder() -> Path:
    """Where this machine keeps what it can make anew: unpacked models."""
    return Path(os.environ.get(FOLDER_VARIABLE) or _FOLDER)


@lru_cache(maxsize=4)
def engine(at: URL) -> Engine:
    """A pool of connections, shared by all who use this database in this process."""
    if not at.drivername.startswith("sqlite"):
        return _postgres(at)
    patient = {"timeout": _WAIT_SECONDS, "check_same_thread": False}
    # SQLAlchemy 1.4 would open a file anew for every query, which takes a millisecond.
    made = sa.create_engine(at, connect_args=patient, poolclass=sa.pool.QueuePool, **_DISCREET)
    sa.event.listen(made, "connect", _let_readers_and_writers_pass)
    return made


def upsert(connection: Connection) -> Callable[..., Any]:
    """This database's INSERT that knows what to do about a row that is there already."""
    return postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert


def add_once(connection: Connection, table: sa.Table, row: Mapping[str, Any]) -> bool:
    """Stores a row; false if there is one with its key already."""
    return bool(connection.execute(_add_once(table, connection.dialect.name), row).rowcount)


@lru_cache(maxsize=16)  # to put a statement together takes as long as to execute it
def _add_once(table: sa.Table, dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()


def _postgres(at: URL) -> Engine:
    """A connection that broke is noticed by whoever uses it next, who then tries again
    (bot.store.patience): asking each time whether it is alive costs a message a tenth.
    """
    from psycopg2.extensions import set_wait_callback

    set_wait_callback(wait_for_postgres)
    return sa.create_engine(at, connect_args=_CONNECTION, **_POSTGRES, **_DISCREET)


def _let_readers_and_writers_pass(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
