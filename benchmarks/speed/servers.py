"""Stock's servers and ours, started as their makers say, each with an action server of its own."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from benchmarks.speed import project
from benchmarks.speed.stockmodel import RASA, Stock
from benchmarks.speed.timed import environment, resident_mb
from bot.content.load import ROOT
from tests.ports import free_port
from tests.sessions import ENVIRONMENT

FIRST = "刷单返利可以相信吗"
READY_WITHIN = 900.0  # seconds; on an idle machine stock needs 25
# What protects our server from one client that asks without end: here that client is the benchmark.
OPEN_DOORS = {
    **ENVIRONMENT,
    "SESSION_LIMIT": "1000000",
    "OPEN_REQUESTS": "1000",
    "CONVERSATION_MESSAGES": "1000000",
}


@dataclass(frozen=True)
class Shared:
    """Stores of their own: a PostgreSQL database and a Redis."""

    database_url: str
    redis_url: str

    @property
    def redis_port(self) -> int:
        return int(self.redis_url.rsplit(":", 1)[1].split("/")[0])


@dataclass
class Bot:
    """A running Rasa server and its action server."""

    is_ours: bool
    url: str
    folder: Path
    bot: subprocess.Popen[bytes]
    actions: subprocess.Popen[bytes]
    cold_start_s: float = 0.0

    @property
    def pid(self) -> int:
        return self.bot.pid

    @property
    def actions_pid(self) -> int:
        return self.actions.pid

    def say(self, conversation: str, text: str) -> str:
        """All that is answered. Raises requests.RequestException if it is no answer."""
        body = {"sender": conversation, "message": text}
        response = requests.post(f"{self.url}/webhooks/rest/webhook", json=body, timeout=60)
        response.raise_for_status()
        return "\n".join(reply.get("text") or "" for reply in response.json())

    def memory(self) -> dict[str, float]:
        """MB of both servers."""
        return {
            "server_mb": round(resident_mb(self.pid), 1),
            "actions_mb": round(resident_mb(self.actions_pid), 1),
        }


@contextlib.contextmanager
def ours(model: Path, folder: Path, shared: Shared | None = None) -> Iterator[Bot]:
    """What `make run` starts: `python -m bot serve` and `serve-actions`."""
    port, actions_port = free_port(), free_port()
    more = {
        **OPEN_DOORS,
        "ACTION_SERVER_URL": f"http://127.0.0.1:{actions_port}/webhook",
        "BOT_VAR": str(folder),
        "DATABASE_URL": shared.database_url if shared else f"sqlite:///{folder / 'ours.db'}",
        **({"REDIS_URL": shared.redis_url} if shared else {}),
    }
    command = [sys.executable, "-m", "bot"]
    acting = [*command, "serve-actions", str(actions_port)]
    serving = [*command, "serve", str(model), "127.0.0.1", str(port)]
    with _running(True, (acting, serving), ROOT, folder, port, more) as made:
        yield made


@contextlib.contextmanager
def stock(known: Stock, folder: Path, shared: Shared | None = None) -> Iterator[Bot]:
    """Plain `rasa run` and `rasa run actions`."""
    port, actions_port = free_port(), free_port()
    project.endpoints(
        folder,
        f"http://127.0.0.1:{actions_port}/webhook",
        shared.database_url if shared else str(folder / "stock.db"),
        shared.redis_port if shared else None,
    )
    acting = [*RASA, "run", "actions", "--port", str(actions_port)]
    places = ["--endpoints", str(folder / "endpoints.yml"), "--credentials", "credentials.yml"]
    where = ["--interface", "127.0.0.1", "--port", str(port)]
    serving = [*RASA, "run", "--model", str(known.model), *places, *where]
    more = {"SANIC_USE_UVLOOP": "true"}  # as Sanic does by itself; ours does without
    with _running(False, (acting, serving), known.folder, folder, port, more) as made:
        yield made


@contextlib.contextmanager
def _running(
    is_ours: bool,
    commands: Sequence[list[str]],
    cwd: Path,
    folder: Path,
    port: int,
    more: dict[str, str],
) -> Iterator[Bot]:
    """Both servers, from their start until they have answered; ended afterwards."""
    began = time.perf_counter()
    with (folder / "servers.log").open("wb") as out:
        options: dict[str, Any] = {"cwd": cwd, "stdout": out, "stderr": out}
        processes = [subprocess.Popen(c, env=environment(more), **options) for c in commands]
    made = Bot(is_ours, f"http://127.0.0.1:{port}", folder, processes[1], processes[0])
    try:
        _first_answer(made)
        made.cold_start_s = time.perf_counter() - began
        yield made
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()
            process.wait()


def _first_answer(made: Bot) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and made.bot.poll() is None:
        with contextlib.suppress(requests.RequestException):
            said = made.say("the-first", FIRST)
            if said and (not made.is_ours or "骗局" in said):
                return
        time.sleep(0.05)
    raise SystemExit((made.folder / "servers.log").read_text("utf-8", "replace")[-3000:])
