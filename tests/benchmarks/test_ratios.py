"""Ratios are taken within a round, and their median over the rounds."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.speed import ratios


def side(cold: float, p50: float, rate: float, two: float, memory: float) -> dict[str, Any]:
    def loads(several: dict[int, float]) -> dict[str, Any]:
        kinds = {"plain": {"p50_ms": p50}}
        return {"plain": {n: {"kinds": kinds, "messages_per_s": r} for n, r in several.items()}}

    memories = {"start": {"server_mb": memory}, "end": {"server_mb": memory}}
    alone = {"cold_start_s": cold, "loads": loads({1: rate, 8: rate}), "memory": memories}
    return {
        "alone": {**alone, "long": {"late_to_early": 1.1}},
        "shared": {"loads": loads({8: rate}), "two": {8: {"messages_per_s": two}}},
        "training": {"wall_s": cold},
    }


def one_round(factor: float) -> dict[str, Any]:
    return {
        "stock": side(20 * factor, 12, 50, 60, 1000),
        "ours": side(5 * factor, 3, 200, 320, 500 * factor),
    }


def test_every_ratio_that_is_asked_for_is_there() -> None:
    found = ratios.all_ratios([one_round(1)], {"ours": 1, "stock": 50})
    middles = {name: one["median"] for name, one in found.items()}
    assert middles == {
        "cold_start": 0.25,
        "latency_p50": 0.25,
        "throughput_8": 4,
        "two_processes": 1.6,
        "training": 0.25,
        "memory": 0.5,
        "model_size": 0.02,
        "turn_500": 1.1,
    }


def test_a_slow_round_is_slow_for_both() -> None:
    """Three times as long for both is the same ratio: neighbours on the machine do not count."""
    found = ratios.all_ratios([one_round(1), one_round(3)], {"ours": 1, "stock": 50})
    assert found["cold_start"] == {"median": 0.25, "min": 0.25, "max": 0.25}
    assert found["memory"] == {"median": 1.0, "min": 0.5, "max": 1.5}


@pytest.mark.parametrize(
    ("name", "value", "met"),
    [("cold_start", 0.5, True), ("cold_start", 0.51, False), ("throughput_8", 2.9, False)],
)
def test_bounds(name: str, value: float, met: bool) -> None:
    assert ratios.is_met(name, value) is met
