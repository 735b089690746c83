"""How long a message waits for the database, and what is tried again meanwhile.

A server that is stopped or unreachable answers nothing at all, and a database's own time limits are
its own to keep: the limit has to be on this side. Calls run in threads, so that a database that
hangs costs those their time who need it, and nobody else.
"""

from __future__ import annotations

import asyncio
import logging
import select
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.store.turns import Answered, Interleaved, StoreFailed

logger = logging.getLogger(__name__)

SECONDS = 2.5  # for one call of a message, tried again included; a client waits for ten
QUIET_SECONDS = 60.0  # for other work: that long the database may say nothing
AT_ONCE = 10  # calls; PostgreSQL's pool has as many connections for them
_PAUSES = (0.02, 0.1, 0.3, 0.5)  # seconds; the last one again and again
_PASSING = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
_THREAD = threading.local()
# SQLite has one writer: its calls wait for each other here, not in its steps of milliseconds.
_ONE = ThreadPoolExecutor(1, "sqlite")
_SEVERAL = ThreadPoolExecutor(AT_ONCE, "database")

T = TypeVar("T")


async def patiently(at: sa.engine.Engine, work: Callable[[], T]) -> T:
    """What `work` gives, run in a thread. Done again on a passing failure: it must allow that.

    Raises StoreFailed, Interleaved and Answered.
    """
    until = time.monotonic() + SECONDS
    threads = _ONE if at.dialect.name == "sqlite" else _SEVERAL
    return await asyncio.get_running_loop().run_in_executor(threads, _persist, work, until)


def _persist(work: Callable[[], T], until: float) -> T:
    _THREAD.until = until
    try:
        return _again_and_again(work, until)
    finally:
        _THREAD.until = None


def _again_and_again(work: Callable[[], T], until: float) -> T:
    tried = 0
    while True:
        try:
            if time.monotonic() > until:
                raise StoreFailed("the database has too much to do")
            return work()
        except (StoreFailed, Interleaved, Answered):
            raise
        except _PASSING as error:
            pause = _PAUSES[min(tried, len(_PAUSES) - 1)]
            if time.monotonic() + pause > until:
                raise _failed(error) from error
        except Exception as error:
            raise _failed(error) from error
        tried += 1
        time.sleep(pause)


def _failed(error: Exception) -> StoreFailed:
    """Without the statement and its values, which SQLAlchemy's own message would show."""
    return StoreFailed(f"{type(error).__name__}: {getattr(error, 'orig', None) or ''}".strip(": "))


def wait_for_postgres(connection: Any) -> None:
    """psycopg2's wait callback: as its own, but not for ever. psycopg2 then closes the connection.

    https://www.psycopg.org/docs/advanced.html#support-for-coroutine-libraries
    """
    import psycopg2
    from psycopg2.extensions import POLL_OK, POLL_READ

    while (wants := connection.poll()) != POLL_OK:
        until = getattr(_THREAD, "until", None)
        left = QUIET_SECONDS if until is None else until - time.monotonic()
        ready = select.poll()
        ready.register(connection.fileno(), select.POLLIN if wants == POLL_READ else select.POLLOUT)
        if left <= 0 or not ready.poll(left * 1000):
            raise psycopg2.OperationalError("the database does not answer")
