"""Published versions: immutable bundles in the one database, and which of them is live.

A version is blobs named by their hash (what answers need, the trainers' files, what was learned,
the Rasa model) and a row that says who, when, why and how good. Which one is live is a row of its
own: writing it is the switch, for all servers at once.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.store.database import add_once, engine, folder, url
from bot.store.tables import ready

TABLES = sa.MetaData()
_BLOBS = sa.Table(
    "blobs",
    TABLES,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
_VERSIONS = sa.Table(
    "versions",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.String(19), nullable=False),
    sa.Column("who", sa.String(100), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("forced", sa.Text, nullable=True),
    sa.Column("content_hash", sa.String(64), nullable=False),
    sa.Column("answers", sa.String(64), nullable=False),
    sa.Column("files", sa.String(64), nullable=False),
    sa.Column("model", sa.String(64), nullable=False),
    sa.Column("model_name", sa.String(64), nullable=False),
    sa.Column("figures", sa.JSON, nullable=False),
    sa.Column("understanding", sa.String(64), nullable=True),
    sa.Column("learned_from", sa.String(64), nullable=True),
)
# One row a switch; the last one says what is live.
_SWITCHES = sa.Table(
    "switches",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("version", sa.Integer, sa.ForeignKey("versions.id"), nullable=False),
    sa.Column("at", sa.String(19), nullable=False),
    sa.Column("who", sa.String(100), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
)


class Overtaken(Exception):
    """Somebody else switched meanwhile; `by` is what is live now."""

    def __init__(self, by: Switch | None) -> None:
        super().__init__(str(by))
        self.by = by


@dataclass(frozen=True)
class Bundle:
    """What is published: `answers`, `files` (bot.content.bundle), `understanding` (its `pack`) and
    the archive of the Rasa model; the last two with what they were made from (bot.studio.train).
    """

    content_hash: str
    answers: bytes
    files: bytes
    understanding: bytes
    learned_from: str
    model: bytes
    model_name: str


@dataclass(frozen=True)
class Version:
    """A published version; `answers`, `files`, `understanding` and `model` name blobs.

    `at` is China's clock. Those of before revision 0002 have what they learned in the model alone.
    """

    id: int
    at: str
    who: str
    why: str
    forced: str | None
    content_hash: str
    answers: str
    files: str
    model: str
    model_name: str
    figures: dict[str, Any]
    understanding: str | None = None
    learned_from: str | None = None


@dataclass(frozen=True)
class Switch:
    """That a version went live."""

    id: int
    version: int
    at: str
    who: str
    why: str


class VersionStore:
    """The versions in the one database."""

    def __init__(self, at: Engine | None = None) -> None:
        self._engine = ready(at or engine(url()))

    def add(
        self,
        bundle: Bundle,
        *,
        who: str,
        why: str,
        at: datetime.datetime,
        figures: dict[str, Any],
        forced: str | None = None,
    ) -> Version:
        """Stores a version whole or not at all; it is not live yet."""
        row: dict[str, Any] = {
            **{"who": who, "why": why, "forced": forced, "figures": figures},
            **{"content_hash": bundle.content_hash, "model_name": bundle.model_name},
            "learned_from": bundle.learned_from,
            "at": at.isoformat(" ", "seconds"),
        }
        with self._engine.begin() as connection:
            for name in ("answers", "files", "understanding", "model"):
                row[name] = _keep(connection, getattr(bundle, name))
            added = connection.execute(_VERSIONS.insert().values(**row))
            number = int(added.inserted_primary_key[0])
        return Version(id=number, **row)

    def switch(
        self, version: int, *, who: str, why: str, at: datetime.datetime, seen: int | None
    ) -> Switch:
        """Makes a version live, if the last switch is still the one that was `seen`.

        Raises Overtaken otherwise: of two who publish at once, one wins and the other is told.
        """
        moment = at.isoformat(" ", "seconds")
        row: dict[str, Any] = {"version": version, "who": who, "why": why, "at": moment}
        number = (seen or 0) + 1  # taken twice, the primary key refuses the second
        try:
            with self._engine.begin() as connection:
                if _last(connection) != seen:
                    raise Overtaken(self.last_switch())
                connection.execute(_SWITCHES.insert().values(id=number, **row))
        except sa.exc.IntegrityError:
            raise Overtaken(self.last_switch()) from None
        return Switch(id=number, **row)

    def last_switch(self) -> Switch | None:
        """What is live, and since when; nothing before the first."""
        query = sa.select(_SWITCHES).order_by(_SWITCHES.c.id.desc()).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else Switch(**row._mapping)

    def switches(self) -> Sequence[Switch]:
        """Every switch, the latest first."""
        query = sa.select(_SWITCHES).order_by(_SWITCHES.c.id.desc())
        with self._engine.connect() as connection:
            return [Switch(**row._mapping) for row in connection.execute(query)]

    def get(self, number: int) -> Version | None:
        query = sa.select(_VERSIONS).where(_VERSIONS.c.id == number)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else Version(**row._mapping)

    def all(self) -> Sequence[Version]:
        """Every version, the latest first."""
        query = sa.select(_VERSIONS).order_by(_VERSIONS.c.id.desc())
        with self._engine.connect() as connection:
            return [Version(**row._mapping) for row in connection.execute(query)]

    def live(self) -> Version | None:
        """The version that is live."""
        last = self.last_switch()
        return None if last is None else self.get(last.version)

    def blob(self, name: str) -> bytes:
        """A blob by its hash. Raises ValueError if it is missing or not what its name says."""
        query = sa.select(_BLOBS.c.data).where(_BLOBS.c.hash == name)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None or _hash(row.data) != name:
            raise ValueError(f"the store has no sound blob {name}")
        return bytes(row.data)


def model_file(store: VersionStore, version: Version) -> Path:
    """The version's model as a file, named by its hash; a partial one never has that name.

    Raises ValueError if the store has it no more.
    """
    path = folder() / "models" / f"{version.model}.tar.gz"
    if not path.exists() or _hash(path.read_bytes()) != version.model:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(f".{os.getpid()}.part")
        partial.write_bytes(store.blob(version.model))
        os.replace(partial, path)
    return path


def _last(connection: Connection) -> int | None:
    number = connection.execute(sa.select(sa.func.max(_SWITCHES.c.id))).scalar()
    return None if number is None else int(number)


def _keep(connection: Connection, data: bytes) -> str:
    """Stores a blob unless it is there; its name."""
    name = _hash(data)
    if connection.execute(sa.select(_BLOBS.c.hash).where(_BLOBS.c.hash == name)).first():
        return name
    add_once(
        connection, _BLOBS, {"hash": name, "data": data}
    )  # another may be storing it right now
    return name


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
