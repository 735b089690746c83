"""What is measured of a running bot, stock's or ours alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from benchmarks.speed.load import load
from benchmarks.speed.questions import Asked
from benchmarks.speed.servers import Bot, Shared

Questions = Mapping[str, Sequence[Asked]]
Start = Callable[[Path, Shared | None], AbstractContextManager[Bot]]
EARLY, LATE = slice(2, 12), slice(-10, None)  # turns 3 to 12, and the last ten
FLOW, URGENT = 50, 5  # messages a second: others', urgent ones


@dataclass(frozen=True)
class Settings:
    """How much is done; `--quick` is for trying the benchmark out."""

    rounds: int = 3
    seconds: float = 10
    clients: tuple[int, ...] = (1, 8, 32)
    flow_seconds: float = 30
    turns: int = 500
    memory_messages: int = 10_000
    switches: int = 20

    @classmethod
    def quick(cls) -> Settings:
        return cls(1, 4, (1, 8), 6, 30, 300, 2)


def alone(
    start: Start, folder: Path, asked: Questions, settings: Settings, whole: bool
) -> dict[str, Any]:
    """A bot on SQLite: cold start, memory, loads, urgent messages in a flow, a long conversation.

    `whole` also sends it the messages after which memory is looked at: once a run is enough.
    """
    with start(_made(folder), None) as bot:
        found: dict[str, Any] = {"cold_start_s": round(bot.cold_start_s, 2)}
        found["memory"] = {"start": bot.memory()}
        found["loads"] = loads([bot], asked, settings)
        if bot.is_ours:
            found["chat"] = loads([bot], {"plain": asked["plain"]}, settings, "chat")
        found["flow"] = in_a_flow(bot, asked, settings.flow_seconds)
        found["long"] = long_conversation(bot, asked["plain"], settings.turns)
        found["memory"]["end"] = bot.memory()
        if whole:
            done = _count(found)
            left = max(1, settings.memory_messages - done)
            more = load([bot], {"plain": asked["plain"]}, 8, 3600, most=left)
            after = {"messages": done + more["all_messages"], **bot.memory()}
            found["memory"]["after_messages"] = after
    return found


def shared(
    start: Start, folder: Path, stores: Sequence[Shared], asked: Questions, settings: Settings
) -> dict[str, Any]:
    """On PostgreSQL and Redis: one server, then two, each with a database of its own.

    `stores` has the stores for the one and for the two.
    """
    found: dict[str, Any] = {}
    with start(_made(folder / "one"), stores[0]) as bot:
        found["loads"] = loads([bot], asked, settings)
    with ExitStack() as stack:
        places = (folder / "first", folder / "second")
        bots = [stack.enter_context(start(_made(place), stores[1])) for place in places]
        crowd = tuple(n for n in settings.clients if n > 1)
        load(bots, {"plain": asked["plain"]}, 2, settings.seconds)  # the one is warm, too
        found["two"] = {
            n: load(bots, {"plain": asked["plain"]}, n, settings.seconds) for n in crowd
        }
    return found


def loads(
    bots: Sequence[Bot], asked: Questions, settings: Settings, contract: str = "rest"
) -> dict[str, Any]:
    """Every kind with every number of clients: {kind: {clients: figures}}."""
    return {
        kind: {
            clients: load(bots, {kind: several}, clients, settings.seconds, contract)
            for clients in settings.clients
        }
        for kind, several in asked.items()
    }


def in_a_flow(bot: Bot, asked: Questions, seconds: float) -> dict[str, Any]:
    """Urgent messages while others send FLOW messages a second, answered or not."""
    waiting = 5  # times as many residents as messages a second: a slow answer holds up few
    rates = {"plain": (FLOW * waiting, 1 / waiting), "urgent": (URGENT * waiting, 1 / waiting)}
    both = {kind: asked[kind] for kind in rates}
    return load([bot], both, 0, seconds, rates=rates)


def long_conversation(bot: Bot, asked: Sequence[Asked], turns: int) -> dict[str, Any]:
    """One resident who goes on and on: milliseconds of an early and of a late turn."""
    took = []
    with requests.Session() as session:
        for turn in range(turns):
            body = {"sender": "the-long-one", "message": asked[turn % len(asked)].text}
            began = time.perf_counter()
            said = session.post(f"{bot.url}/webhooks/rest/webhook", json=body, timeout=60)
            took.append(1000 * (time.perf_counter() - began))
            if not (said.ok and said.json()):
                raise SystemExit(f"turn {turn + 1} of a long conversation got no answer")
    early, late = statistics.median(took[EARLY]), statistics.median(took[LATE])
    return {
        "turns": turns,
        "early_ms": round(early, 2),
        "late_ms": round(late, 2),
        "late_to_early": round(late / early, 3),
        "every_tenth_ms": [round(ms, 2) for ms in took[::10]],
    }


def _count(found: dict[str, Any]) -> int:
    """Messages that were sent so far."""
    several = [*found["loads"].values(), *found.get("chat", {}).values()]
    sent = sum(one["all_messages"] for by_clients in several for one in by_clients.values())
    return int(sent + found["flow"]["all_messages"] + found["long"]["turns"])


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
