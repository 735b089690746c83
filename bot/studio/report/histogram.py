"""The picture of how sure the answers were."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.studio.inbox.waiting import UNSURE
from bot.studio.report.look import INK, LINE, MARGIN, SOFT, WIDTH, Look, Sheet, label
from bot.studio.report.numbers import STEPS, Report
from bot.studio.report.over_time import COLOURS, period
from bot.studio.report.words import OUTCOME


def confidence(report: Report, look: Look) -> Figure:
    """How sure the answers were, in steps of 5 %, by what became of the question."""
    title = look.say("把握有多大", "Confidence")
    sheet = Sheet(look, 2.75, title, period(report))
    used = [name for name in COLOURS if any(report.confidence[name])]
    sheet.key((COLOURS[name], look.say(*OUTCOME[name])) for name in used)
    axes = sheet.axes(3 * MARGIN, 0.62, WIDTH - 6 * MARGIN, 1.75)
    bottom = [0] * STEPS
    for name in used:
        counts = report.confidence[name]
        middle = [step + 0.5 for step in range(STEPS)]
        axes.bar(middle, counts, 0.86, bottom, color=COLOURS[name], linewidth=0)
        bottom = [a + b for a, b in zip(bottom, counts, strict=True)]
    for step, count in enumerate(bottom):
        if count:
            label(axes, step + 0.5, count, str(count), (0, 6), ha="center", color=SOFT)
    axes.set(xlim=(0, STEPS), ylim=(0, max(*bottom, 1) * 1.12))
    axes.axhline(0, color=LINE, linewidth=1)
    axes.set_xticks(range(0, STEPS + 1, 4), [f"{s * 100 // STEPS}%" for s in range(0, 21, 4)])
    _threshold(axes, look)
    return sheet.figure


def _threshold(axes: Axes, look: Look) -> None:
    """From where on an answer is sure enough not to come into the inbox."""
    axes.axvline(UNSURE * STEPS, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
    words = look.say(f"低于 {UNSURE:.0%} 的进收件箱", f"below {UNSURE:.0%}: inbox")
    label(axes, UNSURE * STEPS, axes.get_ylim()[1] * 0.9, f"← {words}", (-6, 0), ha="right")
