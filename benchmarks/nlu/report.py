"""The tables of a run as Markdown, its figures as JSON, and the plots."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from benchmarks.nlu import metrics, plots
from benchmarks.nlu.suite import FAR, HELD_OUT, NEAR, Found, table, with_spread
from bot.content.load import ROOT

_COVERAGE = 0.97
_SPOILT = ("homophones", "traditional", "no punctuation", "padding")
_COMMAND = "make bench-nlu SMP_TRAIN=… SMP_DEV=… NEAR=… FAR=…"


def write(found: Found, folder: Path) -> None:
    """nlu.md, nlu.json and plots/ into `folder`."""
    thresholds = _thresholds()
    plots.draw(found, thresholds, folder / "plots")
    columns = {
        f"stock, {found.rows:,} rows": found.stock,
        f"ours, {found.rows:,} rows": [found.ours],
        f"ours, {found.rows_all:,} rows": [found.ours_all],
    }
    short = {"stock": found.short_stock, "ours": [found.short_ours]}
    parts = [
        _head(found),
        "## Our content, the held-out questions\n\n" + table(columns, HELD_OUT),
        "## SMP2017, the dev rows\n\n" + table(short, "dev"),
        "## What is not ours\n\n" + _rejection(columns),
        "## Urgency\n\n" + _urgency(found.ours_all),
        "## Spoilt messages, first place\n\n" + _robustness(columns),
        _pictures(),
    ]
    (folder / "nlu.md").write_text("\n\n".join(parts) + "\n", "utf-8")
    figures = _figures(found, thresholds)
    text = json.dumps(figures, ensure_ascii=False, indent=2)
    (folder / "nlu.json").write_text(text + "\n", "utf-8")


def _thresholds() -> dict[str, float]:
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))["pipeline"]
    return {k: v for k, v in pipeline[-1].items() if k.endswith("_from")}


def _head(found: Found) -> str:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return "\n".join(
        [
            "# Understanding: Rasa's stock Chinese pipeline and ours",
            "",
            f"Written by `{_COMMAND}`. {machine}, Rasa {version('rasa')},"
            f" TensorFlow {version('tensorflow')}.",
            "",
            f"Trainings of stock: {len(found.short_stock)} on SMP2017, {len(found.stock)} on our"
            " content, each with a seed of its own (mean ± standard deviation); ours has no chance"
            " in it. Stock is trained on our content with as many questions a topic as its time"
            " allows; ours on the same rows beside it, and on all rows. Training is the whole of"
            " `train_nlu` with Rasa's cache off, reading and packing included.",
        ]
    )


def _rejection(columns: dict[str, list[dict[str, Any]]]) -> str:
    """Rejection at the same coverage, and as the pipelines are set."""
    rows = [f"| | {' | '.join(columns)} |", "|---|" + "---|" * len(columns)]
    for name in (NEAR, FAR):
        at = [
            [
                metrics.rejected_at(r["predictions"][HELD_OUT], r["predictions"][name], _COVERAGE)
                for r in results
            ]
            for results in columns.values()
        ]
        cells = " | ".join(with_spread(values, 3) for values in at)
        rows.append(f"| {name}: rejected where {_COVERAGE:.0%} of ours pass | {cells} |")
    for name in (NEAR, FAR):
        cells = " | ".join(
            with_spread([_share(r["predictions"][name], "answered") for r in results], 3)
            for results in columns.values()
        )
        rows.append(f"| {name}: answered as if ours, as set | {cells} |")
    for key in ("refused", "answered"):
        cells = " | ".join(
            with_spread([metrics.summary(r["predictions"][HELD_OUT])[key] for r in results], 3)
            for results in columns.values()
        )
        rows.append(f"| held out, in scope: {key}, as set | {cells} |")
    return "\n".join(rows)


def _share(predictions: metrics.Predictions, key: str) -> float:
    return sum(bool(p[key]) for p in predictions) / len(predictions)


def _urgency(ours: dict[str, Any]) -> str:
    told = metrics.alarms(ours["predictions"][HELD_OUT])
    return (
        f"Of the urgent held-out questions {told['found']:.1%} are marked;"
        f" of the others {told['false_alarms']:.1%}. Stock has no such signal."
    )


def _robustness(columns: dict[str, list[dict[str, Any]]]) -> str:
    rows = [f"| | {' | '.join(columns)} |", "|---|" + "---|" * len(columns)]
    for name in (HELD_OUT, *_SPOILT):
        cells = []
        for results in columns.values():
            clean = [_accuracy(r, HELD_OUT) for r in results]
            values = [_accuracy(r, name) for r in results]
            lost = sum(clean) / len(clean) - sum(values) / len(values)
            cells.append(with_spread(values, 3) + ("" if name == HELD_OUT else f" ({-lost:+.3f})"))
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _accuracy(result: dict[str, Any], test: str) -> float:
    return metrics.summary(result["predictions"][test])["accuracy"]


def _pictures() -> str:
    names = ("learning", "reliability", "coverage", "thresholds", "confusions")
    pictures = "\n\n".join(f"![{name}](plots/{name}.png)" for name in names)
    remark = (
        "In the plot of thresholds, what lies left of the line for `refuse_from` is flat because a"
        " ranking lists ten labels, and out of scope is not among them when it was not refused."
    )
    return f"## Plots\n\n{pictures}\n\n{remark}"


def _figures(found: Found, thresholds: dict[str, float]) -> dict[str, Any]:
    """The same for scripts; ratios are ours divided by stock, on the same rows."""
    stock_seconds = sum(r["train_seconds"] for r in found.stock) / len(found.stock)
    return {
        "thresholds": thresholds,
        "held_out": metrics.summary(found.ours_all["predictions"][HELD_OUT]),
        "urgency": metrics.alarms(found.ours_all["predictions"][HELD_OUT]),
        "smp2017_dev": metrics.summary(found.short_ours["predictions"]["dev"]),
        "curve": found.curve,
        "ratios": {"training": found.ours["train_seconds"] / stock_seconds},
    }
