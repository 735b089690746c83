"""Where the time goes: a cold start, a parse, a turn, a publication; `make bench-profile`.

Writes benchmarks/profile.md. The time of a function in C counts for who calls it. The profiler
makes many small calls look dearer than they are: shares tell more than seconds. Imports are timed
by Python's own `-X importtime`.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import pstats
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.speed import machine
from benchmarks.speed.inprocess import prepared, speaker, texts
from benchmarks.speed.servers import FIRST, OPEN_DOORS
from benchmarks.speed.tables import table
from bot.content.load import ROOT
from bot.studio.check import content_or_exit
from bot.studio.environment import quieted
from bot.studio.train import ensure_model
from tests.e2e.conftest import running
from tests.house import House

MESSAGES, SHOWN = 200, 12
_IMPORTED = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s*(\S+)")
_PARTED = ("bot", "actions", "rasa")  # whose parts are told apart
Shares = dict[str, float]  # seconds by who spends them


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.profiles")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks")
    out = parser.parse_args().out
    model = ensure_model(content_or_exit())
    with TemporaryDirectory() as named:
        folder = Path(named)
        start, seconds = cold_start(model, folder)
        publication = published(model, folder)
        parse, turn = asyncio.run(messages(f"sqlite:///{folder}/profile.db"))
    found = {
        f"A cold start: {seconds:.1f} s until the first answer": (start, 1.0, "s"),
        "A parse": (parse, 1000 / MESSAGES, "ms"),
        "A turn, from the request to the reply, SQLite": (turn, 1000 / MESSAGES, "ms"),
        "`python -m bot publish` after an edit of an answer": (publication, 1.0, "s"),
    }
    text = markdown(found)
    (out / "profile.md").write_text(text, "utf-8")
    print(text)


def cold_start(model: Path, folder: Path) -> tuple[Shares, float]:
    """Seconds of imports by package, and all else; and the whole, measured without the former."""
    seconds = _started(model, folder / "plain", {})
    whole = _started(model, folder / "timed", {"PYTHONPROFILEIMPORTTIME": "1"})
    shares: Shares = defaultdict(float)
    for line in (folder / "timed").read_text("utf-8", "replace").splitlines():
        if told := _IMPORTED.match(line):
            package = told.group(2).split(".")[0]
            shares[f"import {package}"] += int(told.group(1)) / 1e6
    shares["all else"] = whole - sum(shares.values())
    return shares, seconds


def _started(model: Path, log: Path, more: dict[str, str]) -> float:
    began = time.perf_counter()
    with running(model, log, with_actions=False, more={**OPEN_DOORS, **more}) as server:
        server.ask(FIRST)
        return time.perf_counter() - began


def published(model: Path, folder: Path) -> Shares:
    """Seconds of the command by who spends them; what it starts besides is not among them."""
    house = House.copied(folder / "house", model)
    house.run("publish", "--why", "第一版")
    house.touch()
    command = [sys.executable, "-m", "cProfile", "-o", str(folder / "publish"), "-m", "bot"]
    env = {**quieted(), "DATABASE_URL": house.url, "BOT_USER": "王警官"}
    subprocess.run(
        [*command, "publish", "--why", "改一个词"],
        cwd=house.root,
        env=env,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return shares_of(pstats.Stats(str(folder / "publish")))


async def messages(database: str) -> tuple[Shares, Shares]:
    """Seconds of so many parses and of so many turns."""
    asked = texts()
    agent = await prepared(database)
    say = speaker(agent)
    for number in range(20):
        await say(f"warm-{number}", asked[number % len(asked)])
    of_parse = await _profiled(lambda n: agent.parse_message(asked[n % len(asked)]))
    of_turn = await _profiled(lambda n: say(f"resident-{n // 10}", asked[n % len(asked)]))
    return of_parse, of_turn


async def _profiled(once: Callable[[int], Awaitable[Any]]) -> Shares:
    profile = cProfile.Profile(time.process_time)
    profile.enable()
    for number in range(MESSAGES):
        await once(number)
    profile.disable()
    return shares_of(pstats.Stats(profile))


def shares_of(stats: Any) -> Shares:
    """Own seconds by package; a function in C spends its callers' time."""
    shares: Shares = defaultdict(float)
    for (file, _, _), (_, _, own, _, callers) in stats.stats.items():
        if file != "~" or not callers:
            shares[owner(file)] += own
            continue
        for (calling, _, _), (_, _, spent, _) in callers.items():
            shares[owner(calling)] += spent
    return shares


def owner(file: str) -> str:
    """Whose code this is: a package, or a part of one."""
    if "importlib" in file:
        return "imports"
    inside = re.search(r"site-packages/(.+)|/((?:bot|actions|benchmarks)/.+)", file)
    if inside is None:
        return "Python itself"
    first, *rest = re.split(r"[/.]", inside.group(1) or inside.group(2))
    return f"{first}.{rest[0]}" if first in _PARTED and rest else first


def markdown(found: dict[str, tuple[Shares, float, str]]) -> str:
    lines = [
        "# Where the time goes",
        "",
        f"`make bench-profile` on {machine.line(machine.told())}. {MESSAGES} messages; own time of",
        "each package, in C included; profiled, so that shares tell more than the figures.",
    ]
    for title, (shares, factor, unit) in found.items():
        whole = sum(shares.values())
        rows = [
            [name, f"{factor * spent:.2f}", f"{spent / whole:.0%}"]
            for name, spent in sorted(shares.items(), key=lambda one: -one[1])[:SHOWN]
        ]
        rows.append(["everything", f"{factor * whole:.2f}", "100%"])
        lines += ["", f"## {title}", "", *table(["", unit, "share"], rows)]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
