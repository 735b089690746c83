"""How cost grows: with topics, with the turns of a conversation, with conversations in the store.

Topics are made up (benchmarks.speed.topics) and added to a copy of the project. Everything is ours,
in process, on SQLite. Writes benchmarks/growth.{json,md} and benchmarks/plots/growth-*.png;
`--quick` writes to .bench/.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.speed.timed import environment, timed
from bot.content.load import ROOT, load_or_fail

TIMES, QUICK_TIMES = (1, 5, 20, 100), (1, 2)
TURNS, QUICK_TURNS = (10, 20, 50, 100, 200, 500, 1000), (10, 30)
STORED, QUICK_STORED = (1, 10, 100, 1000, 10_000), (1, 50)
PATIENCE, MEMORY = 1200, 16 * 2**30  # seconds and bytes that a training may take
_BOT = [sys.executable, "-m", "bot"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.growth", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small steps, to try it out")
    parser.add_argument("--times", type=int, nargs="+", help="times as many topics")
    args = parser.parse_args()
    times = args.times or (QUICK_TIMES if args.quick else TIMES)
    turns, stored = (QUICK_TURNS, QUICK_STORED) if args.quick else (TURNS, STORED)
    found: dict[str, Any] = {"topics": []}
    for factor in times:
        found["topics"].append(grown(factor))
        print(found["topics"][-1], flush=True)
    for what, steps in (("turns", turns), ("conversations", stored)):
        found[what] = in_process(ROOT, what, steps)
        print(what, found[what], flush=True)
    from benchmarks.speed import growth_report

    print(growth_report.write(found, ROOT / ".bench" if args.quick else ROOT / "benchmarks"))


def grown(factor: int) -> dict[str, Any]:
    """So many times the topics: training and a message. Without figures if it cannot be trained."""
    from benchmarks.speed import topics
    from tests.house import House

    real = len(load_or_fail().topics)
    with TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        House.copied(root, _any_model())
        for learned in (root / "models").rglob("*"):
            if learned.is_file():
                learned.unlink()
        topics.write(root, (factor - 1) * real)
        found: dict[str, Any] = {"times": factor, "topics": factor * real}
        found["questions"] = sum(
            len(topic.all_questions()) for topic in load_or_fail(root).topics.values()
        )
        bounded = ["timeout", str(PATIENCE), "prlimit", f"--as={MEMORY}", *_BOT, "train"]
        log = Path(folder) / "log"
        took = timed(bounded, root, log, accepted=range(-64, 256))
        models = list((root / "models").glob("*.tar.gz"))
        if not models:
            last = log.read_text("utf-8", "replace").strip().splitlines()[-1:]
            return {**found, "failed": " ".join(last)[:200], "training": took.as_data()}
        size = round(models[0].stat().st_size / 1e6, 2)
        message = in_process(root, "topics", (0,))[0]
        return {**found, "training": took.as_data(), "model_mb": size, "message": message}


def in_process(root: Path, what: str, steps: Sequence[int]) -> list[dict[str, Any]]:
    """What benchmarks.speed.inprocess found in this project. Raises SystemExit if it fails."""
    command = [sys.executable, "-m", "benchmarks.speed.inprocess", what, *map(str, steps)]
    env = environment({"PYTHONPATH": os.pathsep.join((str(root), str(ROOT)))})
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return list(json.loads(done.stdout.strip().splitlines()[-1]))


def _any_model() -> Path:
    """Some trained model: a copy of the project comes with one."""
    from bot.studio.check import content_or_exit
    from bot.studio.train import ensure_model

    return ensure_model(content_or_exit())


if __name__ == "__main__":
    main()
