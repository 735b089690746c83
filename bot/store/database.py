"""The one database: SQLite beside the code, or what DATABASE_URL names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine, make_url

URL_VARIABLE, FOLDER_VARIABLE = "DATABASE_URL", "BOT_VAR"
_FOLDER = Path(__file__).resolve().parents[2] / "var"
_DEFAULT = _FOLDER / "assistant.db"
_WAIT_SECONDS = 5  # for another process that is writing


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
        return sa.create_engine(at, pool_pre_ping=True)
    patient = {"timeout": _WAIT_SECONDS, "check_same_thread": False}
    # SQLAlchemy 1.4 would open a file anew for every query, which takes a millisecond.
    made = sa.create_engine(at, connect_args=patient, poolclass=sa.pool.QueuePool)
    sa.event.listen(made, "connect", _let_readers_and_writers_pass)
    return made


def _let_readers_and_writers_pass(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()
