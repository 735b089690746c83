"""The day as a table, a plot and JSON."""

from __future__ import annotations

import collections
import statistics
from pathlib import Path
from typing import Any

from benchmarks.city.days import Day, Phase
from benchmarks.city.residents import Sent


def figures(day: Day) -> dict[str, Any]:
    """Everything that the report says, as plain data."""
    everything = [sent for phase in day.phases for sent in phase.sent]
    found = {
        "messages": day.verdict.messages,
        "faults found in the database": {k: len(v) for k, v in day.verdict.faults.items()},
        "examples": {k: v[:5] for k, v in day.verdict.faults.items()},
        "all": _waits(everything),
        "phases": {phase.name: _phase(phase) for phase in day.phases},
    }
    return found


def _phase(phase: Phase) -> dict[str, Any]:
    seen = collections.Counter(what for sent in phase.sent for what in sent.seen)
    again = [sent for sent in phase.sent if sent.attempts > 1]
    return {
        "seconds": round(phase.ended - phase.began, 1),
        **_waits(phase.sent),
        "sent again": len(again),
        "attempts that failed": dict(seen),
        "numbers instead of an action's answer": sum(sent.without_action for sent in phase.sent),
    }


def _waits(sent: list[Sent]) -> dict[str, Any]:
    """Milliseconds from sending until the answer, all attempts and pauses included."""
    waits = sorted(1000 * one.waited for one in sent if one.body is not None)
    if not waits:
        return {"messages": 0}
    return {
        "messages": len(waits),
        "median ms": round(statistics.median(waits)),
        "99 % ms": round(waits[int(0.99 * len(waits))]),
        "longest ms": round(waits[-1]),
    }


def as_markdown(found: dict[str, Any], words: dict[str, Any]) -> str:
    """benchmarks/city.md."""
    rows = []
    for name, one in found["phases"].items():
        failed = ", ".join(f"{n} × {what}" for what, n in one["attempts that failed"].items())
        instead = one["numbers instead of an action's answer"]
        cells = [name, one["seconds"], one["messages"], one.get("median ms"), one.get("99 % ms")]
        cells += [one.get("longest ms"), one["sent again"], failed or "–", instead]
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    bad = found["faults found in the database"]
    return "\n".join(
        [
            "# A city under faults",
            "",
            f"`{words['command']}` on {words['machine']}. {words['servers']}",
            f"{words['residents']} residents, each in one conversation, each with a message every",
            f"{words['pause']} s on average, send as the widget does: with an id, and again until",
            "the answer comes (after 1 s and 3 s, or as long as the server asks; after three",
            "attempts when somebody presses the button, 3 to 10 s later). Every answer is looked",
            "at: is it to this question, and does its list name this resident's sum, and no other?",
            "Afterwards the database is read: is each acknowledged message stored once, in order,",
            "with the reply that was shown?",
            "",
            f"**{found['messages']} messages; wrong: {bad or 'none'}** (lost, doubled, reordered,",
            "another reply, another person's). A wait counts from sending until the answer, all",
            "attempts and pauses included, and belongs to the row in which it began.",
            "",
            "| what happens | s | messages | median ms | 99 % ms | longest ms | sent again "
            "| attempts that failed | numbers instead of an action's answer |",
            "|---|---|---|---|---|---|---|---|---|",
            *rows,
            "",
            "![Waits over the day](plots/city.png)",
            "",
        ]
    )


def plot(day: Day, path: Path) -> None:
    """Every wait at its moment, and when what happened."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    began = day.phases[0].began
    figure, axes = pyplot.subplots(figsize=(11, 4.5), constrained_layout=True)
    for phase in day.phases:
        axes.axvspan(phase.began - began, phase.over - began, alpha=0.12, color="tab:red")
        place = {"transform": axes.get_xaxis_transform(), "rotation": 90, "va": "top"}
        axes.text(phase.began - began, 0.98, phase.name, fontsize=7, **place)
    sent = [one for phase in day.phases for one in phase.sent if one.body is not None]
    first = [one for one in sent if one.attempts == 1]
    again = [one for one in sent if one.attempts > 1]
    for which, color, label in ((first, "tab:blue", "at once"), (again, "tab:red", "sent again")):
        moments = [one.at - began for one in which]
        waits = [1000 * one.waited for one in which]
        axes.plot(moments, waits, ".", markersize=2.5, color=color, label=label)
    axes.set(yscale="log", xlabel="seconds", ylabel="ms until the answer", ylim=(3, 1_000_000))
    axes.legend(loc="lower right", fontsize=8)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
