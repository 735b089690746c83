"""Several servers on a machine: each has an inner port of its own."""

from __future__ import annotations

import pytest

from bot.studio.serve_many import inner_ports


@pytest.mark.parametrize(
    ("given", "ports"),
    [("9105", [9105, 9106, 9107]), ("+10000", [15101, 15102, 15201]), ("", [])],
)
def test_each_has_its_own(given: str, ports: list[int]) -> None:
    assert inner_ports([5101, 5102, 5201], {"INNER_PORT": given}) == ports


@pytest.mark.parametrize("given", ["5100", "5201", "65534", "x", "+65000"])
def test_those_that_cannot_be_are_said_before_anything_starts(given: str) -> None:
    with pytest.raises(SystemExit, match=r"INNER_PORT=.* → "):
        inner_ports([5101, 5102, 5201], {"INNER_PORT": given})
