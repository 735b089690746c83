"""Whether this server is alive, and whether all that it needs answers; told within two seconds."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import Future, TimeoutError
from typing import Any

import sqlalchemy as sa

from bot.content.live import live
from bot.store.database import engine, url

WITHIN = 2.0  # seconds, for all checks together
ALIVE, MODEL, DATABASE, REDIS = "event_loop", "model", "database", "redis"
REDIS_VARIABLE = "REDIS_URL"
OK, STARTING = "ok", "starting"


class NotReady(Exception):
    """What a check says when the answer is no."""


class Check:
    """A question that may hang: one thread at a time asks it, and nobody waits for ever."""

    def __init__(self, ask: Callable[[], object]) -> None:
        self._ask, self._lock = ask, threading.Lock()
        self._asking: Future[str] | None = None

    def begin(self) -> Future[str]:
        """The answer that is to come: "ok" or the reason."""
        with self._lock:
            if self._asking is None or self._asking.done():
                self._asking = Future()
                # Not of a pool: Python would wait for its threads before it ends.
                threading.Thread(target=self._run, args=(self._asking,), daemon=True).start()
            return self._asking

    def _run(self, asking: Future[str]) -> None:
        try:
            self._ask()
        except NotReady as no:
            asking.set_result(str(no))
        except Exception as error:  # its text may name a password or what was asked
            asking.set_result(f"failed: {type(error).__name__}")
        else:
            asking.set_result(OK)


class Health:
    """All checks of one server."""

    def __init__(self, model: bool) -> None:
        """`model`: whether it answers residents; the action server needs neither that nor Redis."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._app: Any = None
        self._checks = {ALIVE: Check(self._ask_loop), DATABASE: Check(_ask_database)}
        if model:
            self._checks[MODEL] = Check(self._ask_model)
        if model and os.environ.get(REDIS_VARIABLE):
            self._checks[REDIS] = Check(_ask_redis)
        self.own = frozenset({ALIVE, MODEL})

    def attach(self, app: Any, loop: asyncio.AbstractEventLoop) -> None:
        """From now on this Sanic app is what is asked about."""
        self._app, self._loop = app, loop

    def checks(self, only: Collection[str] | None = None) -> dict[str, str]:
        """Check -> "ok" or why not."""
        ends = time.monotonic() + WITHIN
        begun = {n: c.begin() for n, c in self._checks.items() if only is None or n in only}
        return {name: _until(ends, asking) for name, asking in begun.items()}

    def told(self, only: Collection[str] | None = None) -> dict[str, Any]:
        """For whoever asks over HTTP; `version` is what answers, null: the files."""
        said = self.checks(only)
        ok = all(one == OK for one in said.values())
        version = live().version if self._app is not None else None
        return {"ok": ok, "version": version, "checks": said}

    def _ask_loop(self) -> None:
        if self._loop is None:
            return  # it is being made ready, which takes ten seconds
        passed = threading.Event()
        self._loop.call_soon_threadsafe(passed.set)
        if not passed.wait(WITHIN * 0.9):
            raise NotReady(f"no answer within {WITHIN:g} s")

    def _ask_model(self) -> None:
        if self._app is None:
            raise NotReady(STARTING)
        agent = getattr(self._app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            raise NotReady("no model is loaded")


def _until(ends: float, asking: Future[str]) -> str:
    try:
        return asking.result(max(0.0, ends - time.monotonic()))
    except TimeoutError:
        return f"no answer within {WITHIN:g} s"


def _ask_database() -> None:
    with engine(url()).connect() as connection:
        connection.execute(sa.text("SELECT 1"))


def _ask_redis() -> None:
    import redis

    patience = {"socket_connect_timeout": WITHIN, "socket_timeout": WITHIN}
    with redis.Redis.from_url(os.environ[REDIS_VARIABLE], **patience) as client:
        client.ping()
