"""A load: locust in a process of its own, the servers' processor time beside it."""

from __future__ import annotations

import json
import math
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.speed.questions import Asked
from benchmarks.speed.servers import Bot
from benchmarks.speed.timed import processor_seconds
from bot.content.load import ROOT
from tests.sessions import token

LOCUST = ROOT / ".bench-venv/bin/locust"
TURNS = 20  # messages in one conversation
WARM = 1.5  # seconds that do not count
_TOKENS = 4000
_round = iter(range(1_000_000))


def load(
    bots: Sequence[Bot],
    asked: Mapping[str, Sequence[Asked]],
    clients: int,
    seconds: float,
    contract: str = "rest",
    rates: Mapping[str, tuple[int, float]] | None = None,
    most: int = 0,
) -> dict[str, Any]:
    """What the clients saw, by kind, and what it cost.

    `clients` ask without a pause, unless `rates` says (users, messages a second of each) by kind.
    `most` ends it after so many messages. Raises SystemExit if locust gives no result.
    """
    folder = bots[0].folder
    number = next(_round)
    out, job = folder / f"load-{number}.out.json", folder / f"load-{number}.json"
    tokens = [token(f"load{number}-{n}") for n in range(_TOKENS)] if contract == "chat" else []
    told = {
        "urls": [bot.url for bot in bots],
        "contract": contract,
        "asked": {kind: [one.as_data() for one in several] for kind, several in asked.items()},
        "strict": bots[0].is_ours,
        "turns": TURNS,
        "warm": WARM,
        "tokens": tokens,
        "rates": rates,
        "most": most,
        "out": str(out),
    }
    job.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    users = sum(count for count, _ in rates.values()) if rates else clients
    options = [
        "--headless",
        "-u",
        str(users),
        "-r",
        str(users),
        "-t",
        f"{math.ceil(seconds + WARM)}s",
    ]
    quiet = ["--only-summary", "--stop-timeout", "5", "--loglevel", "ERROR"]
    before = _used(bots)
    with (folder / f"load-{number}.log").open("wb") as log:
        subprocess.run(
            [str(LOCUST), "-f", str(ROOT / "benchmarks/speed/locustfile.py"), *options, *quiet],
            env={**os.environ, "BENCH_JOB": str(job)},
            cwd=folder,
            stdout=log,
            stderr=log,
        )
    after = _used(bots)
    if not out.exists():
        raise SystemExit(Path(log.name).read_text("utf-8", "replace")[-2000:])
    seen = json.loads(out.read_text("utf-8"))
    if not any(seen["latencies_s"].values()) and not most:
        raise SystemExit(f"nothing was answered in {seconds} s ({', '.join(asked)})")
    return summed(seen, _less(after, before))


def _used(bots: Sequence[Bot]) -> tuple[float, float]:
    """Processor seconds of the Rasa servers and of the action servers."""
    return (
        sum(processor_seconds(bot.pid) for bot in bots),
        sum(processor_seconds(pid) for pid in {bot.actions_pid for bot in bots}),
    )


def _less(after: tuple[float, float], before: tuple[float, float]) -> tuple[float, float]:
    return after[0] - before[0], after[1] - before[1]


def summed(seen: dict[str, Any], used: tuple[float, float]) -> dict[str, Any]:
    """One load's figures: milliseconds by kind, messages a second, processor time a message."""
    kinds = {
        kind: {
            **quantiles(values),
            "messages": len(values),
            "not_as_expected": seen["wrong"][kind],
            "failed": len(seen["failed"][kind]),
            "faults": sorted(set(seen["failed"][kind]))[:5],
        }
        for kind, values in seen["latencies_s"].items()
    }
    counted, everything = sum(one["messages"] for one in kinds.values()), max(1, seen["all"])
    return {
        "kinds": kinds,
        "messages_per_s": round(counted / seen["seconds"], 1),
        "server_cpu_ms": round(1000 * used[0] / everything, 2),
        "actions_cpu_ms": round(1000 * used[1] / everything, 2),
        "generator_cpu_share": round(seen["generator_cpu_s"] / seen["seconds"], 2),
        "all_messages": seen["all"],
    }


def quantiles(seconds: Sequence[float]) -> dict[str, float]:
    """Median, p95 and p99 in milliseconds; nothing if nothing was answered."""
    if not seconds:
        return {}
    ordered = sorted(seconds)
    at = {"p50_ms": 0.50, "p95_ms": 0.95, "p99_ms": 0.99}
    last = len(ordered) - 1
    return {name: round(1000 * ordered[round(share * last)], 2) for name, share in at.items()}
