"""Stock's model: trained by `rasa train`, and kept with the time that it took."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.speed import project
from benchmarks.speed.timed import timed
from bot.content.load import ROOT, Content

KEPT = ROOT / ".bench/stock"
RASA = [sys.executable, "-m", "rasa"]


@dataclass(frozen=True)
class Stock:
    """The stock project, its model, and what is known of its training."""

    folder: Path
    model: Path
    training: dict[str, Any]


def ready(folder: Path, content: Content, questions: int, epochs: int | None, fresh: bool) -> Stock:
    """The project in `folder` with its model: the kept one, or trained now.

    `training` says rows, wall and processor seconds, and whether it was timed in this run.
    """
    rows = project.write(folder, content, questions, epochs)
    kept = KEPT / f"{_fingerprint(folder)}.tar.gz"
    told = kept.with_suffix(".json")
    timed_now = fresh or not (kept.exists() and told.exists())
    if timed_now:
        print(f"stock: training on {rows} rows …", flush=True)
        KEPT.mkdir(parents=True, exist_ok=True)
        out = folder / "models"
        command = [*RASA, "train", "--force", "--out", str(out), "--fixed-model-name", "stock"]
        took = timed(command, folder, folder / "train.log").as_data()
        told.write_text(json.dumps({"rows": rows, "epochs": epochs or 100, **took}), "utf-8")
        shutil.move(out / "stock.tar.gz", kept)
    training = json.loads(told.read_text("utf-8"))
    return Stock(folder, kept, {**training, "timed_in_this_run": timed_now})


def _fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in ("config.yml", "domain.yml", "data/nlu.yml", "data/rules.yml", "data/stories.yml"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]
