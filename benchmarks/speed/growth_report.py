"""growth.json, growth.md and their plots; says where each curve bends."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.speed import machine, plots
from benchmarks.speed.tables import table

_BEND = 1.3  # times the cost at the first step


def bend(steps: Sequence[float], costs: Sequence[float], times: float = _BEND) -> float | None:
    """The first step at which the cost is more than so many times that at the first; or none."""
    for step, cost in zip(steps, costs, strict=True):
        if cost > times * costs[0]:
            return step
    return None


def exponent(steps: Sequence[float], costs: Sequence[float]) -> float:
    """How cost grows from the second last to the last step: 0 not at all, 1 in proportion."""
    if len(steps) < 2:
        return 0.0
    return math.log(costs[-1] / costs[-2]) / math.log(steps[-1] / steps[-2])


def write(found: dict[str, Any], out: Path) -> str:
    """Writes everything below `out`; returns the Markdown."""
    told = {**machine.told(), **found}
    (out / "plots").mkdir(parents=True, exist_ok=True)
    text = markdown(told)
    _draw(told, out / "plots")
    (out / "growth.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (out / "growth.md").write_text(text, "utf-8")
    return text


def markdown(told: dict[str, Any]) -> str:
    topics = _trained(told)
    training = [one["training"]["wall_s"] for one in topics]
    message = [one["message"]["processor_ms"] for one in topics]
    factors = [one["times"] for one in topics]
    return "\n".join(
        [
            "# How cost grows",
            "",
            f"`make bench-growth` on {machine.line(told)}. Ours alone, in process, on SQLite. A",
            f"bend is the first step that costs more than {_BEND} times the first.",
            "",
            "## Topics",
            "",
            "The real ones and made-up ones of thirty questions each; training is all of",
            "`python -m bot train`, from nothing.",
            "",
            *table(_HEAD, [_topic_row(one) for one in told["topics"]]),
            "",
            f"A message: {_bent('times the topics', factors, message)} Training grows with the",
            f"power {exponent(factors, training):.2f} of the topics at the last step.",
            "",
            "![topics](plots/growth-topics.png)",
            *_series(told["turns"], "turns", "messages in one conversation"),
            *_series(told["conversations"], "conversations", "conversations in the store"),
            "",
        ]
    )


_HEAD = ["times", "topics", "questions", "training s", "processor s", "peak MB", "model MB"]
_HEAD += ["a message, processor ms", "wall ms", "server MB"]


def _topic_row(one: dict[str, Any]) -> list[str]:
    took = one["training"]
    cells = [str(one[name]) for name in ("times", "topics", "questions")]
    cells += [f"{took[name]:.0f}" for name in ("wall_s", "processor_s")]
    cells.append(f"{took['peak_mb']:.0f}" if "peak_mb" in took else "–")
    if "failed" in one:
        return [*cells, "did not finish", "–", "–", "–"]
    message = [str(one["message"][name]) for name in ("processor_ms", "wall_ms", "memory_mb")]
    return [*cells, str(one["model_mb"]), *message]


def _trained(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in told["topics"] if "failed" not in one]


def _series(found: list[dict[str, Any]], name: str, title: str) -> list[str]:
    names = ("step", "processor_ms", "wall_ms", "memory_mb")
    rows = [[str(one[key]) for key in names] for one in found]
    steps = [one["step"] for one in found]
    costs = [one["processor_ms"] for one in found]
    return [
        "",
        f"## {title[0].upper()}{title[1:]}",
        "",
        *table([title, "a message, processor ms", "wall ms", "process MB"], rows),
        "",
        _bent(title, steps, costs),
        "",
        f"![{name}](plots/growth-{name}.png)",
    ]


def _bent(title: str, steps: Sequence[float], costs: Sequence[float]) -> str:
    at = bend(steps, costs)
    if at is None:
        return f"no bend up to {steps[-1]:,} {title}."
    return f"it bends at {at:,} {title} ({costs[list(steps).index(at)] / costs[0]:.2f} times)."


def _draw(told: dict[str, Any], folder: Path) -> None:
    for name, title in (("turns", "messages in one conversation"), ("conversations", "stored")):
        figure, axes = plots.axes("A message in process", title, "ms")
        steps = [one["step"] for one in told[name]]
        for key, colour in (("processor_ms", plots.OURS), ("wall_ms", plots.MUTED)):
            axes.plot(steps, [one[key] for one in told[name]], "o-", color=colour, label=key)
        _log_steps(axes, steps)
        axes.set_ylim(bottom=0)
        axes.legend()
        plots.save(figure, folder / f"growth-{name}.png")
    _draw_topics(_trained(told), folder / "growth-topics.png")


def _draw_topics(topics: list[dict[str, Any]], path: Path) -> None:
    figure, (left, right) = plots.plt.subplots(1, 2, figsize=(10.5, 4.2))
    factors = [one["times"] for one in topics]
    left.plot(factors, [one["training"]["wall_s"] for one in topics], "o-", color=plots.OURS)
    left.set(ylabel="training, s", yscale="log")
    message = [one["message"]["processor_ms"] for one in topics]
    right.plot(factors, message, "o-", color=plots.OURS)
    right.set(ylabel="a message, processor ms")
    right.set_ylim(bottom=0)
    for axes in (left, right):
        axes.set_xlabel("times as many topics")
        axes.grid(color="#e4e4e4")
        _log_steps(axes, factors)
    plots.save(figure, path)


def _log_steps(axes: Any, steps: Sequence[float]) -> None:
    axes.set_xscale("log")
    axes.set_xticks(steps, [f"{step:,}" for step in steps])
    axes.minorticks_off()
