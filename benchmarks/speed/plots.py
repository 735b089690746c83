"""Plots of the comparison, as PNG files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from benchmarks.speed import ratios

OURS, STOCK, MUTED = "#1f6f5c", "#c05a2b", "#8a8a8a"
SIDES = (("stock", STOCK), ("ours", OURS))


def draw(results: dict[str, Any], folder: Path) -> None:
    """All plots of one run into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    _ratios(results["spread"], folder / "speed-ratios.png")
    _loads(results["rounds"], folder / "speed-loads.png")
    _turns(results["rounds"], folder / "speed-turns.png")


def save(figure: Any, path: Path) -> None:
    figure.tight_layout()
    figure.savefig(path, dpi=110, metadata={"Software": ""})
    plt.close(figure)


def axes(title: str, across: str, up: str) -> tuple[Any, Any]:
    figure, made = plt.subplots(figsize=(6.4, 4.2))
    made.set(title=title, xlabel=across, ylabel=up)
    made.grid(color="#e4e4e4")
    made.set_axisbelow(True)
    return figure, made


def _ratios(spread: dict[str, dict[str, float]], path: Path) -> None:
    """Each ratio with its spread, and the bound that it has to keep."""
    figure, made = axes("Ratios and their bounds", "ratio (log)", "")
    for row, (name, found) in enumerate(reversed(spread.items())):
        bound, sense = ratios.WANTED[name]
        made.plot([found["min"], found["max"]], [row, row], color=OURS, linewidth=3)
        made.plot(found["median"], row, "o", color=OURS)
        made.plot(bound, row, "|", color=STOCK, markersize=16, markeredgewidth=2)
        sign = "≤" if sense == "at most" else "≥"
        made.annotate(
            f"{sign} {bound}", (bound, row), (0, 9), textcoords="offset points", ha="center"
        )
    made.set_yticks(range(len(spread)), list(reversed(spread)))
    made.set_ylim(-0.6, len(spread) - 0.2)
    made.set_xscale("log")
    save(figure, path)


def _loads(rounds: Sequence[dict[str, Any]], path: Path) -> None:
    """Messages a second and p99, plain answers, SQLite and the shared stores."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(10.5, 4.2))
    for side, colour in SIDES:
        for where, style, store in (("alone", "-", "SQLite"), ("shared", "--", "PostgreSQL")):
            by_clients = [one[side][where]["loads"]["plain"] for one in rounds]
            clients = list(by_clients[0])
            for made, value in ((left, _rate), (right, _p99)):
                middle = [ratios.middle([value(one[n]) for one in by_clients]) for n in clients]
                made.plot(clients, middle, f"o{style}", color=colour, label=f"{side}, {store}")
    for made, up in ((left, "messages a second"), (right, "p99, ms")):
        made.set(xlabel="clients", ylabel=up, xscale="log", xticks=clients)
        made.set_xticks(clients, [str(n) for n in clients])
        made.minorticks_off()
        made.set_ylim(bottom=0)
        made.grid(color="#e4e4e4")
        made.legend()
    figure.suptitle("Plain answers, median of the rounds")
    save(figure, path)


def _rate(load: dict[str, Any]) -> float:
    return float(load["messages_per_s"])


def _p99(load: dict[str, Any]) -> float:
    return float(load["kinds"]["plain"]["p99_ms"])


def _turns(rounds: Sequence[dict[str, Any]], path: Path) -> None:
    figure, made = axes("One long conversation, every tenth turn", "turn", "ms")
    for side, colour in SIDES:
        for number, one in enumerate(rounds):
            took = one[side]["alone"]["long"]["every_tenth_ms"]
            label = side if number == 0 else None
            made.plot([10 * n + 1 for n in range(len(took))], took, color=colour, label=label)
    made.set_yscale("log")  # stock's first turn takes a thousand times as long as ours
    made.legend()
    save(figure, path)
