"""Axes with days from left to right: bars, dates, and lines where a version went live."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from bot.studio.report.look import INK, LINE, SOFT, WIDTH, Look, label
from bot.studio.report.numbers import Mark, Report

_STEPS = (1, 2, 3, 5, 7, 14, 30, 60, 90, 180, 360)  # days between dates
_DATES = 9  # at most
_FEWEST = 12  # days that an axis is wide enough for, so that one day is a bar and not a wall
_HALF = 0.39  # of a bar's width, in days
_NUMBER, _ROW_POINTS = 0.6, 12  # a version's number: inches wide, points high


def bars(
    axes: Axes, counts: Sequence[int], colour: str, bottom: Sequence[int] | None = None
) -> None:
    """A bar for each day, all as one shape: a year of single ones would make a large page."""
    low = bottom or [0] * len(counts)
    boxes = [
        Path([(at - _HALF, y), (at + _HALF, y), (at + _HALF, y + count), (at - _HALF, y + count)])
        for at, (count, y) in enumerate(zip(counts, low, strict=True))
        if count
    ]
    if boxes:
        axes.add_patch(PathPatch(Path.make_compound_path(*boxes), color=colour, linewidth=0))


def span(axes: Axes, days: int) -> None:
    spare = max(0, _FEWEST - days) / 2
    axes.set_xlim(-0.6 - spare, days - 0.4 + spare)


def days(axes: Axes, report: Report) -> None:
    """Dates under the axis, the last day always among them."""
    count = len(report.days)
    step = next((step for step in _STEPS if count / step <= _DATES), _STEPS[-1])
    places = list(range(count - 1, -1, -step))
    axes.set_xticks(places, [report.days[at].day[5:] for at in places])
    axes.tick_params(axis="x", pad=5)
    span(axes, count)


def upwards(axes: Axes, highest: float, lines: int = 4) -> None:
    """From zero up, with at most so many faint lines above it, at whole round numbers."""
    highest = max(highest, 1)
    steps = (factor * 10**power for power in range(9) for factor in (1, 2, 5))
    step = next(step for step in steps if highest / step < lines + 1)
    axes.set_ylim(0, highest * 1.08)
    axes.set_yticks(range(0, int(highest) + 1, step))
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=LINE, linewidth=0.8)


def marks(axes: Axes, report: Report, look: Look | None = None) -> None:
    """A thin line where a version went live; with `look`, its number above."""
    place = {day.day: number for number, day in enumerate(report.days)}
    by_day: dict[int, list[Mark]] = {}
    for mark in report.marks:
        if mark.day in place:
            by_day.setdefault(place[mark.day], []).append(mark)
    ends = [-99.0, -99.0]  # of the last number, in two rows, so that none covers another
    wide = _NUMBER * max(len(report.days), _FEWEST) / WIDTH
    for at, switches in by_day.items():
        axes.axvline(at - 0.5, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
        row = next((row for row in (0, 1) if ends[row] < at), None)
        if look is None or row is None:
            continue
        ends[row] = at + wide
        words = look.say(f"第{switches[-1].version}版", f"v{switches[-1].version}")
        place_above = (at - 0.5, axes.get_ylim()[1])
        up = (0, 6 + _ROW_POINTS * row)
        label(axes, *place_above, words, up, ha="center", color=SOFT)
