"""Residents write while servers die, hang and are replaced; afterwards the database is read.

python -m benchmarks.city [--residents 400] [--bots 4] [--actions 2] [--calm 600] [--seconds 50]
[--stopped 20] [--pause 16] [--faults NAME …]: real nginx, PostgreSQL and Redis, on this machine,
loopback only. Writes benchmarks/city.{md,json} and plots/city.png; ends with 1 if a message was
lost, doubled, reordered or answered to somebody else. The figures are of cores that servers,
residents and whatever else runs share.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import shlex
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.city.days import day
from benchmarks.city.faults import FAULTS
from benchmarks.city.report import as_markdown, figures, plot
from benchmarks.city.town import town
from bot.content.load import ROOT
from bot.studio.check import content_or_exit
from bot.studio.train import ensure_model

OUT = ROOT / "benchmarks"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.city")
    parser.add_argument("--residents", type=int, default=400)
    parser.add_argument("--bots", type=int, default=4)
    parser.add_argument("--actions", type=int, default=2)
    parser.add_argument("--calm", type=float, default=600, help="seconds before the first fault")
    parser.add_argument("--seconds", type=float, default=50, help="from one fault to the next")
    parser.add_argument("--stopped", type=float, default=20, help="how long a server is stopped")
    parser.add_argument(
        "--pause", type=float, default=16, help="between two messages of a resident"
    )
    parser.add_argument("--faults", nargs="*", default=list(FAULTS), choices=list(FAULTS))
    parser.add_argument("--out", type=Path, default=OUT)
    return parser.parse_args()


def main() -> int:
    args = arguments()
    ensure_model(content_or_exit())
    with TemporaryDirectory() as folder, town(args.bots, args.actions, Path(folder)) as servers:
        print(f"{args.bots} bots answer", flush=True)
        happened = asyncio.run(
            day(
                servers,
                [
                    (FAULTS[name], args.calm if name == "nothing" else args.seconds)
                    for name in args.faults
                ],
                residents=args.residents,
                stopped=args.stopped,
                pause=args.pause,
            )
        )
        log = servers.log.read_text("utf-8", "replace")
        (ROOT / "logs").mkdir(exist_ok=True)
        (ROOT / "logs/city.log").write_text(log + servers.front.errors, "utf-8")
    found = figures(happened)
    words = {
        "command": "python -m benchmarks.city " + shlex.join(sys.argv[1:]),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores shared with others, Python 3.10",
        "servers": f"{args.bots} bots and {args.actions} action servers behind nginx, PostgreSQL "
        "(with fsync), Redis.",
        "residents": args.residents,
        "pause": args.pause,
    }
    print(log[-3000:])
    (args.out / "plots").mkdir(parents=True, exist_ok=True)
    plot(happened, args.out / "plots" / "city.png")
    kept = json.dumps({**words, **found}, indent=1, ensure_ascii=False)
    (args.out / "city.json").write_text(kept + "\n", "utf-8")
    (args.out / "city.md").write_text(as_markdown(found, words), "utf-8")
    print(as_markdown(found, words))
    if happened.verdict.faults:
        print(json.dumps(found["examples"], indent=1, ensure_ascii=False))
    return 1 if happened.verdict.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
