"""The soak as a table, a plot and JSON."""

from __future__ import annotations

import collections
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.city.memory import Sample

WARM = 600.0  # seconds until everything that is made ready once has been; a tenth of a short run
SPAN = 600.0  # seconds that a row of the waits is about
RISES = 5.0  # per cent an hour, after WARM, that count as rising


_POSTGRES = (
    "PostgreSQL's rise is its own cache of pages, shared_buffers (128 MB as it is installed),\n"
    "which fills up and then stays."
)


def figures(
    samples: Sequence[Sample], attempts: Sequence[tuple[float, str, float]]
) -> dict[str, Any]:
    """Everything that the report says, as plain data."""
    end = samples[-1].at
    warm = WARM if end > 2 * WARM else end / 10
    names = sorted(samples[-1].sizes)
    spans = collections.defaultdict(list)
    for at, status, waited in attempts:
        spans[int(at // SPAN)].append((status, waited))
    return {
        "minutes": round(end / 60, 1),
        "counted from minute": round(warm / 60, 1),
        "memory": {name: _growth(samples, name, warm) for name in names},
        "statuses": dict(collections.Counter(status for _, status, _ in attempts)),
        "waits": {f"{10 * n} to {10 * n + 10}": _waits(some) for n, some in sorted(spans.items())},
    }


def _growth(samples: Sequence[Sample], name: str, warm: float) -> dict[str, float]:
    """MB. The slope is that of the straight line through all samples after `warm`."""
    points = [(s.at, s.sizes[name]) for s in samples if s.at >= warm and name in s.sizes]
    first = statistics.median(size for _, size in points[:6])
    last = statistics.median(size for _, size in points[-6:])
    return {
        "at first": round(samples[0].sizes[name], 1),
        "warm": round(first, 1),
        "end": round(last, 1),
        "grown": round(last - first, 2),
        "grown %": round(100 * (last - first) / first, 2),
        "an hour": round(_slope(points) * 3600, 2),
    }


def _slope(points: Sequence[tuple[float, float]]) -> float:
    """Least squares."""
    x0 = statistics.fmean(x for x, _ in points)
    y0 = statistics.fmean(y for _, y in points)
    spread = sum((x - x0) ** 2 for x, _ in points)
    return sum((x - x0) * (y - y0) for x, y in points) / spread if spread else 0.0


def _waits(some: Sequence[tuple[str, float]]) -> dict[str, Any]:
    """ms until the answer, of residents and of the refused in the crowd."""
    found: dict[str, Any] = dict(collections.Counter(status for status, _ in some))
    for status, name in (("200", "residents"), ("crowd 429", "refused")):
        waits = sorted(1000 * waited for one, waited in some if one == status)
        if waits:
            at99 = waits[int(0.99 * len(waits))]
            found[name] = [round(statistics.median(waits)), round(at99), round(waits[-1])]
    return found


def telling(name: str) -> bool:
    """Whether this is a server's own measure: pss where several processes share, else rss.

    A process's pss also falls when another program on the machine loads the same libraries.
    """
    shared = name.startswith(("PostgreSQL", "nginx"))
    return name.endswith("pss" if shared else "rss")


def rising(memory: dict[str, dict[str, float]]) -> list[str]:
    """Whose own memory rises."""
    own = {name: one for name, one in memory.items() if telling(name)}
    return [name for name, one in own.items() if 100 * one["an hour"] / one["warm"] > RISES]


def as_markdown(found: dict[str, Any]) -> str:
    """benchmarks/soak.md."""
    keys = ("at first", "warm", "end", "grown", "grown %", "an hour")
    memory = [
        f"| {name} | " + " | ".join(str(one[key]) for key in keys) + " |"
        for name, one in found["memory"].items()
    ]
    waits = []
    for name, one in found["waits"].items():
        statuses = ", ".join(f"{n} × {k}" for k, n in one.items() if isinstance(n, int))
        spread = (" / ".join(map(str, one.get(k, ["–"]))) for k in ("residents", "refused"))
        waits.append(f"| {name} | {statuses} | " + " | ".join(spread) + " |")
    spent = found.get("processor ms a message", {})
    processor = ", ".join(f"{kind} {ms}" for kind, ms in spent.items())
    up = rising(found["memory"])
    kept = found["stored"]
    return "\n".join(
        [
            "# Hours on end",
            "",
            f"`{found['command']}` on {found['machine']}. Two bots and an action server behind",
            "nginx, PostgreSQL (with fsync), Redis. Residents come, write some twenty messages",
            "(plain, urgent, questions back, by an action, beside the point, a quiz) and leave; in",
            "every tenth minute there are 30 s of a crowd that writes twice what is let in.",
            f"{found['minutes']} minutes: {kept['messages']} messages of {kept['conversations']}",
            f"conversations are in the database afterwards ({kept['bytes'] / 1e6:.0f} MB).",
            "",
            f"**Memory that rises more than {RISES:g} % an hour: {', '.join(up) or 'none'}.**",
            f"MB, `warm` at minute {found['counted from minute']:g}; `an hour` is the slope of the",
            "straight line through all samples from then on. rss counts what processes share",
            "in each of them, pss counts each one's part; PostgreSQL and nginx are the sums of",
            "their processes.",
            *([_POSTGRES] if any(name.startswith("PostgreSQL") for name in up) else []),
            "",
            "| | at first | warm | end | grown | grown % | an hour |",
            "|---|---|---|---|---|---|---|",
            *memory,
            "",
            *([f"Processor, ms a message: {processor}.", ""] if processor else []),
            "Waits in ms: median / 99 % / longest; from sending to the answer, for residents all",
            "attempts and pauses included.",
            "",
            "| minute | answers | residents | refused in the crowd (429) |",
            "|---|---|---|---|",
            *waits,
            "",
            "![Memory over time](plots/soak.png)",
            "",
        ]
    )


def plot(samples: Sequence[Sample], path: Path) -> None:
    """Each server's own memory, and how many conversations there have been."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(11, 5), constrained_layout=True)
    minutes = [sample.at / 60 for sample in samples]
    for name in sorted(filter(telling, samples[-1].sizes)):
        axes.plot(minutes, [s.sizes.get(name) for s in samples], label=name)
    axes.set(xlabel="minutes", ylabel="MB", ylim=(0, None))
    axes.legend(loc="center left", fontsize=8)
    beside = axes.twinx()
    beside.plot(minutes, [s.conversations for s in samples], ":", color="gray")
    beside.set(ylabel="conversations so far (dotted)", ylim=(0, None))
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
