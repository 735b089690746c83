"""Ours against stock: a ratio for every round, their median, and how far they spread."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from typing import Any

Round = dict[str, Any]
# The table: name -> (what it must be, whether it is a most or a least).
WANTED = {
    "cold_start": (0.5, "at most"),
    "latency_p50": (0.3, "at most"),
    "throughput_8": (3.0, "at least"),
    "two_processes": (1.4, "at least"),
    "training": (0.02, "at most"),
    "memory": (0.65, "at most"),
    "model_size": (0.1, "at most"),
    "turn_500": (1.3, "at most"),
}
# Of ours alone, with 50 messages a second arriving: milliseconds.
URGENT_P99 = 100.0


def p50(side: dict[str, Any], kind: str, clients: int, where: str = "alone") -> float:
    return float(side[where]["loads"][kind][clients]["kinds"][kind]["p50_ms"])


def urgent(side: dict[str, Any], what: str) -> float:
    """p50_ms, p95_ms or p99_ms of urgent messages while others arrive."""
    return float(side["alone"]["flow"]["kinds"]["urgent"][what])


def throughput(side: dict[str, Any], kind: str, clients: int, where: str = "alone") -> float:
    return float(side[where]["loads"][kind][clients]["messages_per_s"])


def two_to_one(side: dict[str, Any], clients: int) -> float:
    """Messages a second with two servers to those with one."""
    two = float(side["shared"]["two"][clients]["messages_per_s"])
    return two / throughput(side, "plain", clients, "shared")


def _within(value: Callable[[dict[str, Any]], float]) -> Callable[[Round], float]:
    """Ours divided by stock, both of the same round."""
    return lambda one: value(one["ours"]) / value(one["stock"])


EACH_ROUND: dict[str, Callable[[Round], float]] = {
    "cold_start": _within(lambda side: side["alone"]["cold_start_s"]),
    "latency_p50": _within(lambda side: p50(side, "plain", 1)),
    "throughput_8": _within(lambda side: throughput(side, "plain", 8)),
    "two_processes": lambda one: two_to_one(one["ours"], 8),
    "training": lambda one: one["ours"]["training"]["wall_s"] / one["stock"]["training"]["wall_s"],
    "memory": _within(lambda side: side["alone"]["memory"]["end"]["server_mb"]),
    "turn_500": lambda one: one["ours"]["alone"]["long"]["late_to_early"],
}


def all_ratios(rounds: Sequence[Round], sizes: dict[str, float]) -> dict[str, dict[str, float]]:
    """name -> median, least and most over the rounds (a file's size is the same in each)."""
    found = {name: spread([ratio(one) for one in rounds]) for name, ratio in EACH_ROUND.items()}
    found["model_size"] = spread([sizes["ours"] / sizes["stock"]])
    return {name: found[name] for name in WANTED}


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, least and most."""
    return {
        "median": round(statistics.median(values), 4),
        "min": round(min(values), 4),
        "max": round(max(values), 4),
    }


def is_met(name: str, value: float) -> bool:
    """Whether the issue's table is satisfied."""
    bound, sense = WANTED[name]
    return value <= bound if sense == "at most" else value >= bound


def middle(values: Sequence[float]) -> float:
    """The median."""
    return float(statistics.median(values))
