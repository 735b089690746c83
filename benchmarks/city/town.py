"""A city's servers on this machine: nginx, bots, action servers, PostgreSQL and Redis, all real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.content.load import ROOT
from bot.studio.environment import quieted
from tests import nginx, postgres, redis
from tests.ports import free_ports
from tests.postgres import PostgresServer, new_database
from tests.redis import RedisServer
from tests.sessions import ENVIRONMENT

READY_WITHIN = 600.0  # seconds; four bots learn to walk at once on two cores that others use too


@dataclass
class Town:
    """The running servers, and how to get at them."""

    url: str
    database_url: str
    postgres: PostgresServer
    redis: RedisServer
    supervisor: subprocess.Popen[bytes]
    bot_ports: list[int]
    action_ports: list[int]
    log: Path
    front: nginx.Nginx

    def pid(self, port: int) -> int:
        """The server at this port. Raises LookupError while there is none."""
        listed = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(self.supervisor.pid)]
        for line in subprocess.run(listed, capture_output=True, text=True).stdout.splitlines():
            pid, *words = line.split()
            if words and words[-1] == str(port):
                return int(pid)
        raise LookupError(f"nobody serves {port}")

    def signal(self, port: int, what: signal.Signals) -> None:
        os.kill(self.pid(port), what)

    def all_answer(self) -> bool:
        bots = [f"http://127.0.0.1:{port}/webhooks/chat/health" for port in self.bot_ports]
        actions = [f"http://127.0.0.1:{port}/health" for port in self.action_ports]
        return all(map(_answers, [*bots, *actions]))


@contextmanager
def town(bots: int, actions: int, folder: Path) -> Iterator[Town]:
    """All of it, started; ended afterwards."""
    with ExitStack() as stack:
        database = stack.enter_context(postgres.controlled(fast=False))
        locks = stack.enter_context(redis.server())
        first, first_action = free_ports(bots), free_ports(actions)
        bot_ports = list(range(first, first + bots))
        action_ports = list(range(first_action, first_action + actions))
        front = stack.enter_context(nginx.server(bot_ports, action_ports))
        url = new_database(database.address, "city")
        env = {
            **quieted(),
            "DATABASE_URL": url,
            "REDIS_URL": locks.url,
            "ACTION_SERVER_URL": f"{front.actions_url}/webhook",
            "BOT_VAR": str(folder / "var"),
            "TRUSTED_PROXIES": "127.0.0.1",
            **ENVIRONMENT,
        }
        numbers = ["--bots", bots, "--actions", actions]
        numbers += ["--port", first, "--actions-port", first_action]
        log = folder / "servers.log"
        with log.open("wb") as out:
            command = [sys.executable, "-m", "bot", "serve-many", *map(str, numbers)]
            supervisor = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
        try:
            made = Town(
                front.url, url, database, locks, supervisor, bot_ports, action_ports, log, front
            )
            _wait(made)
            yield made
        finally:
            supervisor.terminate()
            supervisor.wait(60)


def _wait(made: Town) -> None:
    until = time.monotonic() + READY_WITHIN
    while not made.all_answer():
        said = made.log.read_text("utf-8", "replace")
        assert made.supervisor.poll() is None, said
        assert time.monotonic() < until, said
        time.sleep(0.5)


def _answers(url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(url, timeout=5):
        return True
    return False
