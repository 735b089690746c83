"""Signed-in browsers: a random id in a cookie, its sha256 in the database."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.store.console import Session, SessionStore
from bot.studio.console.roles import PUBLISHER

IDLE, LONGEST = 30 * 60, 12 * 3600
_NOTICED = 20  # seconds: `seen` is written no more often


@dataclass(frozen=True)
class User:
    """Who is signed in, with what their forms must carry."""

    name: str
    role: str
    session: str
    csrf: str

    @property
    def publisher(self) -> bool:
        return self.role == PUBLISHER


class Sessions:
    """Begins, finds and ends them; `clock` gives seconds since 1970."""

    def __init__(self, store: SessionStore, clock: Callable[[], float]) -> None:
        self.store, self._clock = store, clock

    def begin(self, account: str) -> str:
        """A new session; what the cookie holds. Never an id that a browser brought along."""
        now, cookie = self._clock(), secrets.token_urlsafe(32)
        self.store.purge(now - LONGEST, now - IDLE)
        self.store.add(Session(_hash(cookie), account, now, now, secrets.token_urlsafe(32)))
        return cookie

    def find(self, cookie: str, background: bool = False) -> User | None:
        """Who this cookie belongs to, unless the session is over.

        What a page asks for by itself (`background`) does not count as use.
        """
        found = self.store.get(_hash(cookie)) if cookie else None
        if found is None:
            return None
        session, account = found
        now = self._clock()
        if now - session.created >= LONGEST or now - session.seen >= IDLE:
            self.store.end(session.hash)
            return None
        if not background and now - session.seen >= _NOTICED:
            self.store.change(session.hash, seen=now)
        return User(account.name, account.role, session.hash, session.csrf)

    def end(self, cookie: str) -> None:
        """Signs out."""
        self.store.end(_hash(cookie))


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()
