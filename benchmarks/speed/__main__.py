"""Stock Rasa and ours in turn, on this machine, in one run: `make bench`.

Writes benchmarks/speed.{json,md} and benchmarks/plots/speed-*.png. `--quick` tries the benchmark
out: its figures mean little, and go to .bench/.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.nlu.data import training_questions
from benchmarks.speed import offline, phases, project, questions, servers, stockmodel
from benchmarks.speed.phases import Settings
from benchmarks.speed.servers import Shared
from bot.content.load import ROOT, load
from bot.studio.train import ensure_model
from tests import postgres, redis

KEPT = ROOT / ".bench/speed"  # rounds, by what decides them: an interrupted run goes on


def main() -> None:
    args = _arguments()
    chosen = Settings(args.rounds, args.seconds, memory_messages=args.messages)
    settings = Settings.quick() if args.quick else chosen
    with TemporaryDirectory() as named, ExitStack() as stack:
        run = Run(Path(named), settings, args, stack)
        results = run.everything()
    from benchmarks.speed import report  # matplotlib need not be there meanwhile

    out = ROOT / ".bench" if args.quick else ROOT / "benchmarks"
    print(report.write(results, out))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few minutes, to try it out")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10, help="of each load")
    parser.add_argument("--messages", type=int, default=10_000, help="after which memory is read")
    parser.add_argument("--stock-questions", type=int, help="a topic, for stock; 10, quick 1")
    parser.add_argument("--fresh", action="store_true", help="keep nothing: train stock anew, too")
    return parser.parse_args()


class Run:
    """One run: both bots on the same machine, in turn."""

    def __init__(
        self, folder: Path, settings: Settings, args: argparse.Namespace, stack: ExitStack
    ) -> None:
        self._folder, self._settings = folder, settings
        self._began, self._took = time.monotonic(), dict[str, float]()
        content, problems = load()
        if problems:
            raise SystemExit(str(problems[0]))
        self._content, self._model = content, ensure_model(content)
        self._all = len(training_questions(content))
        self._wanted = wanted = args.stock_questions or (1 if args.quick else 10)
        epochs = 3 if args.quick else None
        self._stock = stockmodel.ready(folder / "stock", content, wanted, epochs, args.fresh)
        if args.fresh:
            shutil.rmtree(KEPT, ignore_errors=True)
        self._note("stock's training or its kept model")
        what = "-".join(m.name.split(".")[0] for m in (self._stock.model, self._model))
        self._kept = KEPT / f"{what}-{settings.seconds:g}s-{settings.memory_messages}"
        self._databases = _databases(stack)
        self._starts = {
            "stock": functools.partial(servers.stock, self._stock),
            "ours": functools.partial(servers.ours, self._model),
        }

    def everything(self) -> dict[str, Any]:
        asked = self._proven()
        rounds = [self._round(number, asked) for number in range(self._settings.rounds)]
        publishing = offline.publishing(self._place("pub"), self._model, self._settings.switches)
        self._note("publishing")
        rightness = offline.accuracy(self._folder, self._content, self._model, self._stock)
        self._note("accuracy")
        return {
            "settings": asdict(self._settings),
            "wordings": {kind: len(several) for kind, several in asked.items()},
            "stock_training": {**self._stock.training, "all_rows": self._all},
            "sizes_mb": offline.sizes(self._model, self._stock),
            "rounds": rounds,
            "publishing": publishing,
            "accuracy": rightness,
            "phases_s": self._took,
        }

    def _proven(self) -> dict[str, list[questions.Asked]]:
        asked = {kind: questions.candidates(self._content, kind) for kind in questions.KINDS}
        with servers.stock(self._stock, self._place("acted"), None) as bot:

            def is_acted(text: str) -> bool:
                return project.is_acted(self._content, bot.say(text, text))

            learned = project.trained_to_act(self._content, self._wanted)
            asked["action"] = questions.acted(self._content, learned, is_acted)
        with servers.ours(self._model, self._place("prove"), None) as bot:
            found = {kind: questions.proven(asked[kind], kind, bot.say) for kind in questions.KINDS}
        self._note("choosing the questions")
        return found

    def _round(self, number: int, asked: phases.Questions) -> dict[str, Any]:
        found = {
            side: self._once(
                f"round {number + 1}, {side}", functools.partial(self._side, side, number, asked)
            )
            for side in self._starts
        }
        timed = functools.partial(self._timed, number)
        return _merged(found, self._once(f"round {number + 1}, commands and training", timed))

    def _once(self, phase: str, measured: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Measured now, or by a run that was interrupted afterwards."""
        kept = self._kept / f"{phase.replace(', ', '-').replace(' ', '-')}.json"
        if not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps(measured(), indent=1), "utf-8")
        self._note(phase)
        return dict(_numbered(json.loads(kept.read_text("utf-8"))))

    def _side(self, side: str, number: int, asked: phases.Questions) -> dict[str, Any]:
        """A bot alone on SQLite and on the shared stores."""
        place, start = self._place(f"{side}-{number}"), self._starts[side]
        stores = [next(self._databases) for _ in range(2)]
        whole = number == 0
        return {
            "alone": phases.alone(start, place, asked, self._settings, whole),
            "shared": phases.shared(start, place, stores, asked, self._settings),
        }

    def _timed(self, number: int) -> dict[str, Any]:
        """The commands, and training from nothing."""
        found: dict[str, Any] = {"stock": {}, "ours": {}}
        found["commands"] = offline.commands(self._folder, self._stock)
        found["stock"]["training"] = self._stock.training
        place = self._place(f"train-{number}")
        timed = functools.partial(offline.training, place, self._model, self._content)
        found["ours"]["training"] = timed(few=self._wanted)
        found["ours"]["training_on_all"] = timed()
        return found

    def _place(self, name: str) -> Path:
        place = self._folder / name
        place.mkdir()
        return place

    def _note(self, phase: str) -> None:
        """Says how long a phase took, and keeps it for the report."""
        seconds = time.monotonic() - self._began - sum(self._took.values())
        self._took[phase] = round(seconds, 1)
        print(f"{phase}: {seconds:.0f} s", flush=True)


def _merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What both say, of each side together."""
    return {**other, **{side: {**found, **other[side]} for side, found in one.items()}}


def _numbered(data: Any) -> Any:
    """JSON has no numbers as keys: how many clients there were is one again."""
    if not isinstance(data, dict):
        return data
    return {int(k) if k.isdigit() else k: _numbered(value) for k, value in data.items()}


def _databases(stack: ExitStack) -> Iterator[Shared]:
    """Empty stores, as many as are asked for, on one PostgreSQL and one Redis."""
    database = stack.enter_context(postgres.controlled(fast=False))
    locks = stack.enter_context(redis.server())
    for number in itertools.count():
        yield Shared(postgres.new_database(database.address, f"speed{number}"), locks.url)


if __name__ == "__main__":
    main()
