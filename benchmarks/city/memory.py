"""How much memory and processor each of a town's servers takes, while it runs (Linux: /proc)."""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.city.town import Town

Sizes = dict[str, float]  # MB, by "bot 1 rss", "bot 1 pss", …


@dataclass
class Sample:
    """At a moment, in seconds after the beginning; `conversations` have begun by then."""

    at: float
    conversations: int
    sizes: Sizes


def members(town: Town) -> dict[str, list[int]]:
    """The processes of each server. PostgreSQL has one a connection, so it is asked anew."""
    found = {}
    for kind, ports in (("bot", town.bot_ports), ("action server", town.action_ports)):
        for number, port in enumerate(ports, 1):
            with suppress(LookupError):  # being replaced
                found[f"{kind} {number}"] = [town.pid(port)]
    others = {
        "nginx": town.front.process,
        "Redis": town.redis.process,
        "PostgreSQL": town.postgres.process,
    }
    for name, process in others.items():
        assert process is not None
        found[name] = [process.pid, *_children(process.pid)]
    return found


def sizes(town: Town) -> Sizes:
    """Resident (rss), and with what is shared with others counted in part (pss), summed up."""
    found: Sizes = {}
    for name, pids in members(town).items():
        parts = [part for part in map(_smaps, pids) if part]
        for kind in ("rss", "pss"):
            found[f"{name} {kind}"] = round(sum(part[kind] for part in parts) / 1024, 2)
    return found


def processor(town: Town) -> dict[str, float]:
    """Seconds of the processor so far, by kind: bot, action server, nginx, Redis, PostgreSQL.

    Those of processes that have ended are counted if their parent is one of the servers.
    """
    found: dict[str, float] = {}
    for name, pids in members(town).items():
        kind = name.rstrip(" 0123456789")
        found[kind] = found.get(kind, 0.0) + sum(map(_seconds, pids))
    return found


def _seconds(pid: int) -> float:
    try:
        told = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return 0.0
    fields = told.rsplit(")", 1)[
        1
    ].split()  # from the third on (man 5 proc); a name may have blanks
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _smaps(pid: int) -> dict[str, int]:
    """kB; nothing if the process has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()[1:]
    except OSError:
        return {}
    return {line.split(":")[0].lower(): int(line.split()[1]) for line in lines}


def _children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


async def watch(town: Town, begun: list[int], every: float, samples: list[Sample]) -> None:
    """Until cancelled; `begun` holds the number of conversations."""
    began = time.monotonic()
    while True:
        found = await asyncio.to_thread(sizes, town)
        samples.append(Sample(round(time.monotonic() - began, 1), begun[0], found))
        await asyncio.sleep(every)
