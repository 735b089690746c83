"""What was answered in the crowd, as figures and as a table."""

from __future__ import annotations

import collections
import statistics
from collections.abc import Sequence
from typing import Any

_HEAD = """`{command}` on {machine}: real nginx, PostgreSQL (with
fsync), Redis. {clients} residents in ongoing conversations write as often as they may, which fills
the servers; then a crowd comes beside them, with {times:g} times as many messages a second as could
be answered (800 at most), each in a conversation of its own. Who is let in is answered; the others
get 429 with the numbers at once. Milliseconds as the clients see them, on cores that they share."""


def summary(answers: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """By status: how many, and their waits (given in seconds) in ms: median, 99 %, longest."""
    waits: dict[str, list[float]] = collections.defaultdict(list)
    for status, waited in answers:
        waits[status].append(1000 * waited)
    return {status: _spread(sorted(some)) for status, some in sorted(waits.items())}


def _spread(waits: list[float]) -> dict[str, Any]:
    at = (statistics.median(waits), waits[int(0.99 * len(waits))], waits[-1])
    return {"count": len(waits), "ms": [round(one) for one in at]}


def as_markdown(found: dict[str, Any]) -> str:
    """benchmarks/overload.md."""
    rows = []
    for number, one in enumerate(found["rounds"], 1):
        rate = {"ongoing, alone": one["capacity a second"], "crowd": one["crowd a second"]}
        for who in ("ongoing, alone", "ongoing, in the crowd", "crowd"):
            for status, told in one[who].items():
                cells = [number, who, rate.get(who, ""), status, told["count"], *told["ms"]]
                rows.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(
        [
            "# Ten times what can be done",
            "",
            _HEAD.format_map(found),
            "",
            "| round | who | a second | answer | how many | median ms | 99 % ms | longest ms |",
            "|---|---|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )
