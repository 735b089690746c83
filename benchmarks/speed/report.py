"""The report: speed.json, speed.md and the plots."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.speed import machine, plots, ratios, tables

COMMANDS = {
    "stock": [
        "rasa train --force",
        "rasa run actions --port …",
        "rasa run --model … --endpoints … --credentials … --interface 127.0.0.1 --port …",
        "rasa data validate",
        "python -m benchmarks.speed.parse MODEL TEXT (loads the model, parses one message)",
    ],
    "ours": [
        "python -m bot train",
        "python -m bot serve-actions …",
        "python -m bot serve MODEL 127.0.0.1 …",
        "python -m bot check",
        "python -m bot ask TEXT",
    ],
    "benchmark": ["make bench"],
}


def write(results: dict[str, Any], out: Path) -> str:
    """Writes everything below `out`; returns the Markdown."""
    found = ratios.all_ratios(results["rounds"], results["sizes_mb"])
    told = {
        "ratios": {name: one["median"] for name, one in found.items()},
        "spread": found,
        **machine.told(),
        "commands": COMMANDS,
        **results,
    }
    out.mkdir(parents=True, exist_ok=True)
    text = markdown(told)
    plots.draw(told, out / "plots")
    (out / "speed.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (out / "speed.md").write_text(text, "utf-8")
    return text


def markdown(told: dict[str, Any]) -> str:
    rounds, training = told["rounds"], told["stock_training"]
    wordings = ", ".join(f"{count} {kind}" for kind, count in told["wordings"].items())
    on_all = tables.spread([one["ours"]["training_on_all"]["wall_s"] for one in rounds])
    when = "in this run" if training["timed_in_this_run"] else "in an earlier run (model kept)"
    return "\n".join(
        [
            "# Speed: stock Rasa and ours, in one run",
            "",
            f"`make bench`, rounds: {len(rounds)}, {machine.line(told)}. A cell is the",
            "median of the rounds (least–most); a ratio is ours divided by stock within one round,",
            "but `two_processes` is ours with two servers to ours with one (8 clients) and",
            "`turn_500` a late turn of ours to an early one. Load comes from the same machine.",
            "",
            *tables.of_ratios(told["spread"], rounds),
            "",
            "![ratios](plots/speed-ratios.png)",
            "",
            f"Stock was trained on {training['rows']} rows ({training['epochs']} epochs), timed",
            f"{when}; for `training` ours learned the same rows in every round, from nothing.",
            f"It answers from all {training['all_rows']:,}, which took it {on_all} s (stock would",
            "take hours). `memory` is the Rasa server's after all of a round. Ours runs",
            "with its limits on clients raised.",
            f"Stock's pipeline is in [stock.yml](speed/stock.yml). Wordings: {wordings}, held",
            "out but for some of `action`, which stock has learned (it must act on them); ours",
            "must answer each rightly, stock need only answer. A conversation has 20 messages. The",
            "generator's CPU is a share of one core, the servers' is a message's.",
            "",
            *tables.of_others(told),
            "",
            "![turns](plots/speed-turns.png)",
            "",
            *_publishing(told),
            "",
            *_accuracy(told["accuracy"]),
            "",
            "## SQLite, one server, `rest`",
            "",
            *tables.of_loads(rounds, "alone"),
            "",
            "![loads](plots/speed-loads.png)",
            "",
            "Ours over the widget's own contract, plain answers (signed sessions, kept replies):",
            "",
            *tables.of_chat(rounds),
            "",
            "## PostgreSQL and Redis, one server, `rest`",
            "",
            *tables.of_loads(rounds, "shared"),
            "",
            "## Two servers, plain answers",
            "",
            *tables.of_two(rounds),
            "",
            "## How long the phases took, s",
            "",
            *tables.table(["", "s"], [[n, f"{s:.0f}"] for n, s in told["phases_s"].items()]),
            "",
        ]
    )


def _publishing(told: dict[str, Any]) -> list[str]:
    live, memory = told["publishing"]["seconds_until_live"], told["publishing"]["memory"]
    cold = ratios.middle([one["stock"]["alone"]["cold_start_s"] for one in told["rounds"]])
    stock = told["stock_training"]["wall_s"] + cold
    return [
        f"Publishing, from the command until it answers: an answer {live['answer']} s, a question",
        f"{live['question']} s. Stock has no such command: it trains again and starts again,",
        f"{stock:.0f} s, for either (its training and its cold start, added up). After",
        f"{memory['switches']} switches of the live version ours has {memory['after_mb']} MB",
        f"({memory['before_mb']} MB before); stock cannot switch: its HTTP API is off.",
    ]


def _accuracy(found: dict[str, Any]) -> list[str]:
    names = ("accuracy", "macro_f1", "refused")
    rows = [[side, *(f"{found[side][name]:.3f}" for name in names)] for side in ("stock", "ours")]
    head = [f"{found['questions']:,} held-out questions", "accuracy", "macro F1", "refused"]
    return tables.table(head, rows)
