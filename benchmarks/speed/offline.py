"""What needs no load: training, the commands, publishing, the models' size and accuracy."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.nlu import metrics
from benchmarks.nlu.data import held_out, write
from benchmarks.publish.__main__ import edit, live_after, published, until_live
from benchmarks.speed import project
from benchmarks.speed.servers import FIRST, OPEN_DOORS
from benchmarks.speed.stockmodel import RASA, Stock
from benchmarks.speed.timed import resident_mb_of, timed
from bot.content.load import ROOT, Content
from tests.e2e.conftest import running
from tests.house import House

_BOT = [sys.executable, "-m", "bot"]
_PARSE = [sys.executable, "-m", "benchmarks.speed.parse"]


def training(folder: Path, model: Path, content: Content, few: int = 0) -> dict[str, float]:
    """All of `python -m bot train`, in a copy that has learned nothing yet.

    On all questions, or on the same `few` a topic that stock is trained on.
    """
    house = House.copied(folder / f"untrained-{few}", model)
    if few:
        project.keep_only(house.root, content, few)
    for learned in (house.root / "models").rglob("*"):
        if learned.is_file():
            learned.unlink()
    return timed([*_BOT, "train"], house.root, folder / "training.log").as_data()


def commands(folder: Path, stock: Stock) -> dict[str, dict[str, dict[str, float]]]:
    """`check` and `ask`, and what stock has in their place."""
    log = folder / "command.log"
    validate = [*RASA, "data", "validate"]
    return {
        "check": {
            "ours": timed([*_BOT, "check"], ROOT, log).as_data(),
            "stock": timed(validate, stock.folder, log).as_data(),
        },
        "ask": {
            "ours": timed([*_BOT, "ask", FIRST], ROOT, log).as_data(),
            "stock": timed([*_PARSE, str(stock.model), FIRST], ROOT, log).as_data(),
        },
    }


def publishing(folder: Path, model: Path, switches: int) -> dict[str, Any]:
    """Seconds until an edit is live, three of each kind; memory after so many switches."""
    house = House.copied(folder / "house", model)
    more = {**OPEN_DOORS, "DATABASE_URL": house.url, "BOT_VAR": str(folder)}
    with running(model, folder / "publishing", more=more) as server:
        edit(house, 0)
        published(house, "publish", "--why", "第一版")
        until_live(house, [server])
        seconds = {kind: live_after(house, [server], kind) for kind in ("answer", "question")}
        before = resident_mb_of(server.bot.pid)
        for number in range(switches):
            published(house, "rollback", "--why", f"第 {number} 次")
            until_live(house, [server])
        after = resident_mb_of(server.bot.pid)
    memory = {"switches": switches, "before_mb": before, "after_mb": after}
    return {"seconds_until_live": seconds, "memory": memory}


def sizes(model: Path, stock: Stock) -> dict[str, float]:
    """MB of the files."""
    return {
        "ours": round(model.stat().st_size / 1e6, 3),
        "stock": round(stock.model.stat().st_size / 1e6, 3),
    }


def accuracy(folder: Path, content: Content, model: Path, stock: Stock) -> dict[str, Any]:
    """Both models on the held-out questions: first place, macro F1, refused."""
    lines = [line for line in held_out(content) if line.text.strip()]
    write(folder / "held-out.jsonl", lines)
    found: dict[str, Any] = {"questions": len(lines)}
    for name, path in (("stock", stock.model), ("ours", model)):
        out = folder / f"{name}-parsed.json"
        command = [*_PARSE, str(path), "--lines", str(folder / "held-out.jsonl"), str(out)]
        timed(command, ROOT, folder / "parse.log")
        summary = metrics.summary(json.loads(out.read_text("utf-8")))
        keep = ("accuracy", "macro_f1", "refused")
        found[name] = {key: round(summary[key], 4) for key in keep}
    return found
