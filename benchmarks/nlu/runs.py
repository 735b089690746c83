"""One training and its answers, in a process of its own; what was measured before is kept."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.nlu.data import Line, write
from bot.content.load import ROOT

STOCK = ROOT / "benchmarks/nlu/stock.yml"
OURS = ROOT / "config.yml"
SHORT = ROOT / "benchmarks/nlu/short.yml"
# What a result depends on besides the lines: change it, and everything is measured anew.
_MEASURING = ("benchmarks/nlu/one.py", "benchmarks/nlu/importer.py")
_OURS = ("bot/nlu", "bot/content/text.py", "bot/content/urgency.py", "data/lexicon.txt")


@dataclass
class Bench:
    """Where the results of this run are kept, by the hash of everything that they depend on."""

    folder: Path

    def run(
        self,
        config: Path,
        train: list[Line],
        tests: dict[str, list[Line]],
        seed: int = 1,
    ) -> dict[str, Any]:
        """Trains `config` on `train`, asks `tests`; what benchmarks.nlu.one measured.

        Raises SystemExit with the end of the log if the process fails.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        name = self._name(config, train, tests, seed)
        result, log = self.folder / f"{name}.json", self.folder / f"{name}.log"
        if not result.exists():
            print(f"  {config.stem}, {len(train)} rows, seed {seed} …", flush=True)
            self._measure(config, train, tests, seed, name, log)
        return json.loads(result.read_text("utf-8"))

    def _name(
        self, config: Path, train: list[Line], tests: dict[str, list[Line]], seed: int
    ) -> str:
        digest = hashlib.sha256(config.read_bytes() + repr((train, tests, seed)).encode())
        for place in _MEASURING if config == STOCK else (*_MEASURING, *_OURS):
            path = ROOT / place
            for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
                digest.update(file.read_bytes())
        return f"{config.stem}-{len(train)}-{seed}-{digest.hexdigest()[:12]}"

    def _measure(
        self,
        config: Path,
        train: list[Line],
        tests: dict[str, list[Line]],
        seed: int,
        name: str,
        log: Path,
    ) -> None:
        training = self.folder / f"{name}.train.jsonl"
        write(training, train)
        named = []
        for test, lines in tests.items():
            path = self.folder / f"{name}.{test.replace(' ', '-')}.jsonl"
            write(path, lines)
            named.append(f"{test}={path}")
        part = self.folder / f"{name}.part"
        command = [sys.executable, "-m", "benchmarks.nlu.one"]
        given = [str(config), str(training), str(part), str(seed)]
        with log.open("w", encoding="utf-8") as out:
            done = subprocess.run(
                [*command, *given, *named], cwd=ROOT, env=_environment(), stdout=out, stderr=out
            )
        if done.returncode != 0:
            tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
            raise SystemExit(f"{tail}\n{config.name} failed; all of it in {log}")
        part.rename(self.folder / f"{name}.json")


def _environment() -> dict[str, str]:
    """Rasa's cache is off: a training that is looked up cannot be timed."""
    own = {
        "RASA_MAX_CACHE_SIZE": "0",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    return {**os.environ, **own}
