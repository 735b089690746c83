"""The pictures with days from left to right."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bot.studio.report.look import (
    BLUE,
    GREY,
    INK,
    LINE,
    MARGIN,
    ORANGE,
    PALE,
    RED,
    SMALL,
    SOFT,
    WIDTH,
    Look,
    Sheet,
    label,
    shortened,
)
from bot.studio.report.numbers import Mark, Report, TopicAsked
from bot.studio.report.words import OUTCOME, URGENT

# How a question was dealt with, in the order in which the bars are stacked.
COLOURS = {"answer": BLUE, "offer": ORANGE, "oos": GREY, "other": PALE}
_STEPS = (1, 2, 3, 5, 7, 14, 30, 60, 90, 180, 360)
_FEWEST = 12  # days that an axis is wide enough for, so that one day is a bar and not a wall
_LEFT, _TICKS = 0.55, 9
_TOPICS, _ROW = 8, 0.44
_DAILY, _LINE, _MARKS = 3.75, 0.22, 6


def period(report: Report) -> str:
    return f"{report.since} — {report.until}"


def daily(report: Report, look: Look) -> Figure:
    """Questions by day and what became of them; below, the urgent ones and, where the picture
    stands alone, the versions."""
    told = report.marks[-_MARKS:] if look.titled else []  # the page has them as a table
    title = look.say("每天问了多少，答得怎样", "Questions a day")
    sheet = Sheet(look, _DAILY + _LINE * len(told), title, period(report))
    used = [name for name in COLOURS if report.total(name)]
    sheet.key((COLOURS[name], look.say(*OUTCOME[name])) for name in used)
    axes = sheet.axes(_LEFT, 0.62, WIDTH - _LEFT - MARGIN, 1.95)
    bottom = [0] * len(report.days)
    for name in used:
        counts = [getattr(day, name) for day in report.days]
        _bars(axes, counts, COLOURS[name], bottom)
        bottom = [a + b for a, b in zip(bottom, counts, strict=True)]
    _upwards(axes, max(bottom))
    _marks(axes, report, look)
    sheet.write(MARGIN, 2.77, "■", color=RED)
    sheet.write(MARGIN + 0.2, 2.77, look.say(*URGENT), size=SMALL)
    below = sheet.axes(_LEFT, 2.9, WIDTH - _LEFT - MARGIN, 0.5)
    urgent = [day.urgent for day in report.days]
    _bars(below, urgent, RED)
    _upwards(below, max(urgent), ticks=2)
    _marks(below, report)
    _days(below, report)
    _span(axes, len(report.days))
    for number, mark in enumerate(told):
        sheet.write(_LEFT, _DAILY + _LINE * (number + 0.5), _version(mark, look), size=SMALL)
    return sheet.figure


def _version(mark: Mark, look: Look) -> str:
    who = f"{mark.who}{'退回这一版' if mark.back else ''}：{mark.why}"
    back = "  rolled back" if mark.back else ""
    said = f"第{mark.version}版　{mark.day[5:]}　{who}"
    told = look.say(said, f"v{mark.version}  {mark.day[5:]}{back}")
    return shortened(told, WIDTH - _LEFT - MARGIN, SMALL)


def topics(report: Report, look: Look) -> Figure:
    """The topics asked most, one row of bars each, all on one scale; one that surges in orange."""
    shown = _most_and_surging(report)
    title = look.say("问得最多的主题，每天多少", "Topics, day by day")
    sheet = Sheet(look, 0.15 + _ROW * len(shown) + 0.35, title, period(report))
    left, highest = 2.4, max(max(one.by_day) for one in shown)
    for number, one in enumerate(shown):
        top = 0.15 + _ROW * number
        name = look.say(one.title, one.topic)
        sheet.write(MARGIN, top + 0.3, shortened(name, left - 0.25))
        axes = sheet.axes(left, top, WIDTH - left - MARGIN, _ROW - 0.06)
        surges = report.surge is not None and one.topic == report.surge.topic
        _bars(axes, one.by_day, ORANGE if surges else BLUE)
        axes.set_ylim(0, highest * 1.45)  # room for the number on the highest bar
        axes.axhline(0, color=LINE, linewidth=0.8)
        peak = max(range(len(one.by_day)), key=lambda day: one.by_day[day])
        label(axes, peak, one.by_day[peak], str(one.by_day[peak]), (0, 6), ha="center")
        _span(axes, len(report.days))
    _days(axes, report)
    return sheet.figure


def _most_and_surging(report: Report) -> list[TopicAsked]:
    shown = report.topics[:_TOPICS]
    rest = report.topics[_TOPICS:]
    return shown + [one for one in rest if report.surge and one.topic == report.surge.topic]


def response(report: Report, look: Look) -> Figure:
    """How long answers took: the median, and what 95 % stay below."""
    title = look.say("等多久才有回答", "Response times")
    sheet = Sheet(look, 2.75, title, period(report))
    axes = sheet.axes(_LEFT + 0.05, 0.5, WIDTH - _LEFT - 1.75, 1.9)
    slowest = max(day.slow or 0 for day in report.days)
    unit, scale = (("秒", "s"), 1000) if slowest >= 1000 else (("毫秒", "ms"), 1)
    sheet.write(MARGIN, 0.14, look.say(*unit), color=SOFT, size=SMALL)
    _upwards(axes, slowest / scale)
    lowest = 0.0
    for name, colour, words in (
        ("median", BLUE, ("一半更快", "median")),
        ("slow", ORANGE, ("100 句里 95 句更快", "95 % are faster")),
    ):
        values = [(at, getattr(day, name)) for at, day in enumerate(report.days)]
        known = [(at, value / scale) for at, value in values if value is not None]
        axes.plot(*zip(*known, strict=True), color=colour, marker="o", markersize=3, linewidth=1.5)
        last, height = known[-1]
        lowest = max(height, lowest)  # the labels do not touch
        label(axes, last, lowest, look.say(*words), (8, 0))
        lowest += 0.1 * axes.get_ylim()[1]
    _marks(axes, report, look)
    _days(axes, report)
    return sheet.figure


def _bars(
    axes: Axes, counts: Sequence[int], colour: str, bottom: Sequence[int] | None = None
) -> None:
    axes.bar(range(len(counts)), counts, 0.78, bottom, color=colour, linewidth=0)


def _span(axes: Axes, days: int) -> None:
    spare = max(0, _FEWEST - days) / 2
    axes.set_xlim(-0.6 - spare, days - 0.4 + spare)


def _days(axes: Axes, report: Report) -> None:
    """Dates under the axis, the last day always among them."""
    count = len(report.days)
    step = next((step for step in _STEPS if count / step <= _TICKS), _STEPS[-1])
    places = list(range(count - 1, -1, -step))
    axes.set_xticks(places, [report.days[at].day[5:] for at in places])
    axes.tick_params(axis="x", pad=5)
    _span(axes, count)


def _upwards(axes: Axes, highest: float, ticks: int = 3) -> None:
    """From zero up, with a few faint lines at whole numbers."""
    axes.set_ylim(0, max(highest, 0.9) * 1.08)
    whole = MaxNLocator(nbins=ticks, integer=highest >= 1, min_n_ticks=1)
    places = [v for v in whole.tick_values(0, max(highest, 1)) if 0 <= v <= max(highest, 1) * 1.08]
    axes.set_yticks(places, [f"{value:g}" for value in places])
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=LINE, linewidth=0.8)


def _marks(axes: Axes, report: Report, look: Look | None = None) -> None:
    """A thin line where a version went live; with `look`, its number above."""
    place = {day.day: number for number, day in enumerate(report.days)}
    by_day: dict[int, list[Mark]] = {}
    for mark in report.marks:
        if mark.day in place:
            by_day.setdefault(place[mark.day], []).append(mark)
    taken = [-99.0, -99.0]  # where the last number ends, in two rows
    for at, marks in by_day.items():
        axes.axvline(at - 0.5, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
        if look is None:
            continue
        words = look.say(f"第{marks[-1].version}版", f"v{marks[-1].version}")
        wide = 0.55 * max(len(report.days), _FEWEST) / WIDTH
        row = next((row for row in (0, 1) if taken[row] < at), None)
        if row is not None:
            taken[row] = at + wide
            height = axes.get_ylim()[1]
            label(axes, at - 0.5, height, words, (0, 6 + 11 * row), ha="center", color=SOFT)
