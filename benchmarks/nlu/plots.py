"""Plots of the report, as PNG files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from benchmarks.nlu import metrics

_OURS, _STOCK, _MUTED = "#1f6f5c", "#c05a2b", "#8a8a8a"
_SIZE = (6.4, 4.2)


def draw(found: Any, thresholds: dict[str, float], folder: Path) -> None:
    """All plots of one run (benchmarks.nlu.suite.Found) into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    ours, best = found.ours_all["predictions"], found.stock[0]["predictions"]
    _learning(found.curve, found.rows_all, folder / "learning.png")
    _reliability(ours["held out"], best["held out"], folder / "reliability.png")
    _coverage(ours["held out"], best["held out"], folder / "coverage.png")
    _thresholds(ours, thresholds, folder / "thresholds.png")
    _confusions(ours["held out"], folder / "confusions.png")


def _save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": ""})
    plt.close(figure)


def _axes(title: str, across: str, up: str) -> tuple[Any, Any]:
    figure, axes = plt.subplots(figsize=_SIZE)
    axes.set(title=title, xlabel=across, ylabel=up)
    axes.grid(color="#e4e4e4")
    axes.set_axisbelow(True)
    return figure, axes


def _learning(curve: dict[str, list[tuple[int, float]]], rows: int, path: Path) -> None:
    figure, axes = _axes(
        f"Learning curve on the held-out questions ({rows:,} questions in all)",
        "questions a topic, at most",
        "first place right",
    )
    for name, colour in (("ours", _OURS), ("stock", _STOCK)):
        if not curve[name]:
            continue
        steps, right = zip(*curve[name], strict=True)
        axes.plot(steps, right, "o-", color=colour, label=name)
    axes.set_xscale("log")
    ticks = [step for step, _ in curve["ours"]]
    axes.set_xticks(ticks, [str(step) for step in ticks])
    axes.minorticks_off()
    axes.legend()
    _save(figure, path)


def _reliability(ours: metrics.Predictions, stock: metrics.Predictions, path: Path) -> None:
    figure, axes = _axes("Reliability on the held-out questions", "confidence", "share right")
    axes.plot([0, 1], [0, 1], "--", color=_MUTED, label="honest")
    for name, predictions, colour in (("ours", ours, _OURS), ("stock", stock, _STOCK)):
        rows = metrics.reliability(predictions)
        error = metrics.calibration_error(predictions)
        confidence, right, _ = zip(*rows, strict=True)
        axes.plot(confidence, right, "o-", color=colour, label=f"{name}, error {error:.3f}")
    for at, share, count in metrics.reliability(ours):
        axes.annotate(str(count), (at, share), (4, -12), textcoords="offset points")
    axes.legend()
    _save(figure, path)


def _coverage(ours: metrics.Predictions, stock: metrics.Predictions, path: Path) -> None:
    figure, axes = _axes(
        "Held-out questions in scope, the surest first", "share answered", "share right of these"
    )
    for name, predictions, colour in (("ours", ours, _OURS), ("stock", stock, _STOCK)):
        share, right = zip(*metrics.coverage_curve(predictions), strict=True)
        axes.plot(share, right, color=colour, label=name)
    axes.legend()
    _save(figure, path)


def _thresholds(
    predictions: dict[str, metrics.Predictions], thresholds: dict[str, float], path: Path
) -> None:
    """What each choice of `refuse_from` and of `answer_from` does."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4.2))
    steps = [i / 100 for i in range(2, 100, 2)]
    for name, colour in (("held out", _OURS), ("near", _STOCK), ("far", "#5b6bb0")):
        inside = predictions[name]
        if name == "held out":
            inside = metrics.in_scope(inside)
        refused = [metrics.refused_share(inside, step) for step in steps]
        answered = [
            metrics.answered_share(inside, thresholds["refuse_from"], step) for step in steps
        ]
        title = "held out, in scope" if name == "held out" else f"not ours, {name}"
        left.plot(steps, refused, color=colour, label=title)
        right.plot(steps, answered, color=colour, label=title)
    for axes, key, what in ((left, "refuse_from", "refused"), (right, "answer_from", "answered")):
        axes.axvline(thresholds[key], color=_MUTED, linestyle="--")
        axes.set(xlabel=key, ylabel=f"share {what}")
        axes.grid(color="#e4e4e4")
        axes.legend()
    _save(figure, path)


def _confusions(predictions: metrics.Predictions, path: Path) -> None:
    rows = metrics.confusions(predictions)[::-1]
    figure, axes = plt.subplots(figsize=(7.5, 0.3 * len(rows) + 1.2))
    names = [f"{label} taken for {taken}".replace("faq/", "") for label, taken, _ in rows]
    axes.barh(names, [count for *_, count in rows], color=_OURS)
    axes.set(title="Most frequent confusions, held-out questions", xlabel="messages")
    axes.xaxis.get_major_locator().set_params(integer=True)
    _save(figure, path)
