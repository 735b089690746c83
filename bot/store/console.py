"""Who may use the trainers' console: accounts and sessions in the one database.

Moments that are compared are seconds since 1970; those that are shown are China's clock.
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
LONGEST_NAME = 40
ACCOUNTS = sa.Table(
    "accounts",
    TABLES,
    sa.Column("name", sa.String(LONGEST_NAME), primary_key=True),
    sa.Column("password", sa.Text, nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("locked_until", sa.Float, nullable=True),
    sa.Column("created", sa.String(19), nullable=False),
)
SESSIONS = sa.Table(
    "sessions",
    TABLES,
    sa.Column("hash", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(40), sa.ForeignKey("accounts.name"), nullable=False, index=True),
    sa.Column("created", sa.Float, nullable=False),
    sa.Column("seen", sa.Float, nullable=False),
    sa.Column("csrf", sa.String(64), nullable=False),
    sa.Column("notices", sa.JSON, nullable=False),
)


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in. `password` is argon2's string; `failures` are counted since the
    last success."""

    name: str
    password: str
    role: str
    active: bool
    created: str
    failures: int = 0
    locked_until: float | None = None


@dataclass(frozen=True)
class Session:
    """A signed-in browser; `hash` names it, `notices` are shown on its next page."""

    hash: str
    account: str
    created: float
    seen: float
    csrf: str
    notices: Sequence[Any] = ()


class AccountStore:
    """The accounts in the one database."""

    def __init__(self, at: Engine | None = None) -> None:
        self._engine = ready(at or engine(url()))

    def add(self, account: Account) -> bool:
        """Stores it; False if the name is taken."""
        try:
            with self._engine.begin() as connection:
                connection.execute(ACCOUNTS.insert().values(**asdict(account)))
        except sa.exc.IntegrityError:
            return False
        return True

    def get(self, name: str) -> Account | None:
        query = sa.select(ACCOUNTS).where(ACCOUNTS.c.name == name)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return None if row is None else Account(**row._mapping)

    def all(self) -> Sequence[Account]:
        """Every account, by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(ACCOUNTS).order_by(ACCOUNTS.c.name))
            return [Account(**row._mapping) for row in rows]

    def change(self, name: str, **values: Any) -> bool:
        """Sets columns of an account; False if there is none of this name."""
        with self._engine.begin() as connection:
            same = ACCOUNTS.c.name == name
            return bool(connection.execute(ACCOUNTS.update().where(same).values(**values)).rowcount)

    def may_try(self, name: str, now: float, most: int, wait: float) -> bool:
        """Counts an attempt before it is judged, so that attempts at the same moment count too.

        False if there is no such active account or it is locked; the `most`-th attempt locks it
        for `wait` seconds, unless it succeeds (`succeeded`).
        """
        same = (ACCOUNTS.c.name == name) & ACCOUNTS.c.active
        over = ACCOUNTS.c.locked_until <= now
        count = ACCOUNTS.c.failures + 1
        lock = sa.case((count >= most, now + wait), else_=None)
        counted = ACCOUNTS.update().where(same & ACCOUNTS.c.locked_until.is_(None))
        with self._engine.begin() as connection:
            forgive = ACCOUNTS.update().where(same & over)
            connection.execute(forgive.values(failures=0, locked_until=None))
            found = connection.execute(counted.values(failures=count, locked_until=lock))
            return bool(found.rowcount)

    def succeeded(self, name: str) -> None:
        """Forgets the failures."""
        self.change(name, failures=0, locked_until=None)


class SessionStore:
    """The sessions in the one database."""

    def __init__(self, at: Engine | None = None) -> None:
        self._engine = ready(at or engine(url()))

    def add(self, session: Session) -> None:
        with self._engine.begin() as connection:
            connection.execute(SESSIONS.insert().values(**asdict(session)))

    def get(self, name: str) -> tuple[Session, Account] | None:
        """The session and its account, if that is still active."""
        join = SESSIONS.join(ACCOUNTS, SESSIONS.c.account == ACCOUNTS.c.name)
        own = (SESSIONS.c.hash == name) & ACCOUNTS.c.active
        with self._engine.connect() as connection:
            row = connection.execute(
                sa.select(*SESSIONS.c, *ACCOUNTS.c).select_from(join).where(own)
            ).first()
        if row is None:
            return None
        session = {column.name: row._mapping[column] for column in SESSIONS.c}
        account = {column.name: row._mapping[column] for column in ACCOUNTS.c}
        return Session(**session), Account(**account)

    def change(self, name: str, **values: Any) -> None:
        """Sets columns of a session."""
        with self._engine.begin() as connection:
            connection.execute(SESSIONS.update().where(SESSIONS.c.hash == name).values(**values))

    def end(self, name: str) -> None:
        """Deletes one session."""
        with self._engine.begin() as connection:
            connection.execute(SESSIONS.delete().where(SESSIONS.c.hash == name))

    def end_all(self, account: str, but: str = "") -> None:
        """Deletes an account's sessions, except one."""
        own = (SESSIONS.c.account == account) & (SESSIONS.c.hash != but)
        with self._engine.begin() as connection:
            connection.execute(SESSIONS.delete().where(own))

    def purge(self, created: float, seen: float) -> None:
        """Deletes sessions that began before, or were last used before, these moments."""
        old = (SESSIONS.c.created < created) | (SESSIONS.c.seen < seen)
        with self._engine.begin() as connection:
            connection.execute(SESSIONS.delete().where(old))
