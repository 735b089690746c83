"""The report says what was measured, in a form that others read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.speed import growth_report, ratios, report
from benchmarks.speed.__main__ import _merged
from benchmarks.speed.load import summed
from bot.content.load import ROOT

CLIENTS = (1, 8, 32)


def a_load(kind: str, milliseconds: float) -> dict[str, Any]:
    seen = {
        "seconds": 1.0,
        "all": 100,
        "generator_cpu_s": 0.2,
        "latencies_s": {kind: [milliseconds / 1000] * 100},
        "wrong": {kind: 0},
        "failed": {kind: []},
    }
    return summed(seen, (0.1, 0.01))


def loads(milliseconds: float) -> dict[str, Any]:
    kinds = ("plain", "action", "urgent", "fallback")
    return {kind: {n: a_load(kind, milliseconds * n) for n in CLIENTS} for kind in kinds}


def a_side(milliseconds: float) -> dict[str, Any]:
    memory = {"server_mb": 100.0 * milliseconds, "actions_mb": 80.0}
    turns = {"early_ms": milliseconds, "late_ms": milliseconds, "late_to_early": 1.0}
    flow = a_load("urgent", milliseconds)
    alone = {
        "cold_start_s": milliseconds,
        "loads": loads(milliseconds),
        "chat": loads(milliseconds),
        "flow": flow,
        "long": {**turns, "turns": 30, "every_tenth_ms": [milliseconds] * 3},
        "memory": {"start": memory, "end": memory, "after_messages": {"messages": 300, **memory}},
    }
    two = {n: a_load("plain", milliseconds) for n in CLIENTS[1:]}
    shared = {"loads": loads(milliseconds), "two": two}
    training = {"wall_s": milliseconds, "processor_s": milliseconds}
    return {"alone": alone, "shared": shared, "training": training, "training_on_all": training}


def a_run() -> dict[str, Any]:
    took = {side: {"wall_s": 1.0} for side in ("stock", "ours")}
    one = {"stock": a_side(10), "ours": a_side(2), "commands": {"check": took, "ask": took}}
    right = {"accuracy": 0.9, "macro_f1": 0.9, "refused": 0.1}
    training = {
        "rows": 505,
        "all_rows": 27526,
        "epochs": 100,
        "wall_s": 600.0,
        "timed_in_this_run": False,
    }
    return {
        "rounds": [one, one],
        "sizes_mb": {"ours": 5.0, "stock": 80.0},
        "stock_training": training,
        "wordings": {"plain": 60},
        "publishing": {
            "seconds_until_live": {"answer": [1.0], "question": [2.0]},
            "memory": {"switches": 20, "before_mb": 400, "after_mb": 401},
        },
        "accuracy": {"questions": 1454, "stock": right, "ours": right},
        "phases_s": {"round 1": 100.0},
    }


def test_a_run_is_told(tmp_path: Path) -> None:
    text = report.write(a_run(), tmp_path)
    told = json.loads((tmp_path / "speed.json").read_text("utf-8"))
    assert set(told["ratios"]) == set(ratios.WANTED)
    assert told["ratios"]["latency_p50"] == 0.2
    assert {"machine", "versions", "commands", "spread", "rounds"} <= set(told)
    assert "an earlier run (model kept)" in text
    assert "all 27,526, which took it 2.0" in text
    assert "with 50 others a second, ms | 2 | 2 – 2 | under 100 | yes" in text
    assert len(list((tmp_path / "plots").glob("speed-*.png"))) == 3
    assert str(ROOT) not in json.dumps(told) + text


def test_growth_is_told(tmp_path: Path) -> None:
    training = {"wall_s": 10.0, "processor_s": 12.0, "peak_mb": 500.0}
    message = {"step": 0, "processor_ms": 3.0, "wall_ms": 3.1, "memory_mb": 500.0}
    one = {"times": 1, "topics": 101, "questions": 3000, "training": training}
    steps = [{**message, "step": 10}, {**message, "step": 1000, "processor_ms": 9.0}]
    found = {
        "topics": [
            {**one, "model_mb": 5.0, "message": message},
            {**one, "times": 5, "model_mb": 9.0, "message": message},
            {**one, "times": 100, "failed": "no memory"},
        ],
        "turns": steps,
        "conversations": steps,
    }
    text = growth_report.write(found, tmp_path)
    assert "it bends at 1,000 messages in one conversation (3.00 times)" in text
    assert "did not finish" in text
    assert len(list((tmp_path / "plots").glob("growth-*.png"))) == 3


def test_what_was_measured_apart_is_put_together() -> None:
    sides = {"stock": {"alone": 1}, "ours": {"alone": 2}}
    timed = {"stock": {"training": 3}, "ours": {"training": 4}, "commands": 5}
    assert _merged(sides, timed) == {
        "stock": {"alone": 1, "training": 3},
        "ours": {"alone": 2, "training": 4},
        "commands": 5,
    }
