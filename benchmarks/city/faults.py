"""What befalls the servers, one after the other, while residents write."""

from __future__ import annotations

import datetime
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace

import sqlalchemy as sa

from benchmarks.city.town import Town
from bot.content.bundle import content_hash, files, pack, pack_files
from bot.content.load import ROOT
from bot.store.versions import Bundle, VersionStore
from bot.studio.check import content_or_exit
from bot.studio.train import ensure_model, ensure_understanding

STOP, GO, KILL = signal.SIGSTOP, signal.SIGCONT, signal.SIGKILL


def _nothing(_: Town) -> None:
    """Most faults are over by themselves."""


@dataclass(frozen=True)
class Fault:
    """`begin` at its moment; `end` after as many seconds as servers are stopped for."""

    name: str
    begin: Callable[[Town], None]
    end: Callable[[Town], None] = _nothing


def _break_connections(town: Town) -> None:
    engine = sa.create_engine(town.database_url)
    with engine.connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        others += "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(sa.text(others))
    engine.dispose()


def _restart_redis(town: Town) -> None:
    town.redis.kill()
    town.redis.start()


def _publish(town: Town) -> None:
    """The working files as another version, with another model."""
    content = content_or_exit()
    learned = ensure_understanding(content)
    learned = replace(learned, lexicon=[*learned.lexicon, "另一个词"])
    contents = files(ROOT)
    answers = content_hash(contents), pack(content), pack_files(contents)
    model = ensure_model(content).read_bytes() + b"\0" * 8  # the same, of another hash
    engine = sa.create_engine(town.database_url)
    store, now = VersionStore(engine), datetime.datetime.now()
    bundle = Bundle(*answers, learned.pack(), "learned", model, "rasa")
    version = store.add(bundle, who="甲", why="试", at=now, figures={})
    last = store.last_switch()
    store.switch(version.id, who="甲", why="试", at=now, seen=last.id if last else None)
    engine.dispose()


FAULTS = {
    fault.name: fault
    for fault in (
        Fault("nothing", _nothing),
        Fault("bot killed", lambda town: town.signal(town.bot_ports[0], KILL)),
        Fault("action server killed", lambda town: town.signal(town.action_ports[0], KILL)),
        Fault("Redis restarts", _restart_redis),
        Fault("PostgreSQL restarts", lambda town: town.postgres.restart()),
        Fault("every store call under way fails", _break_connections),
        Fault(
            "bot stopped",
            lambda town: town.signal(town.bot_ports[-1], STOP),
            lambda town: town.signal(town.bot_ports[-1], GO),
        ),
        Fault(
            "action server stopped",
            lambda town: town.signal(town.action_ports[-1], STOP),
            lambda town: town.signal(town.action_ports[-1], GO),
        ),
        Fault(
            "Redis stopped",
            lambda town: town.redis.signal(STOP),
            lambda town: town.redis.signal(GO),
        ),
        Fault(
            "PostgreSQL stopped",
            lambda town: town.postgres.signal(STOP),
            lambda town: town.postgres.signal(GO),
        ),
        Fault("a new model is published", _publish),
        Fault("bots replaced", lambda town: town.supervisor.send_signal(signal.SIGHUP)),
    )
}
