"""The pictures with days from left to right."""

from __future__ import annotations

from matplotlib.figure import Figure

from bot.studio.report import days_axis
from bot.studio.report.look import (
    BLUE,
    GREY,
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
_LEFT, _RIGHT = 0.55, 0.22  # inches beside the days
_TOPICS, _ROW = 8, 0.46
_DAILY, _LINE, _MARKS = 3.75, 0.24, 6


def period(report: Report) -> str:
    return f"{report.since} — {report.until}"


def daily(report: Report, look: Look) -> Figure:
    """Questions by day and what became of them; below, the urgent ones and, where the picture
    stands alone, the versions."""
    told = report.marks[-_MARKS:] if look.titled and look.chinese else []  # the page has a table
    title = look.say("每天问了多少，答得怎样", "Questions a day")
    sheet = Sheet(look, _DAILY + _LINE * len(told), title, period(report))
    used = [name for name in COLOURS if report.total(name)]
    sheet.key((COLOURS[name], look.say(*OUTCOME[name])) for name in used)
    axes = sheet.axes(_LEFT, 0.62, WIDTH - _LEFT - _RIGHT, 1.95)
    bottom = [0] * len(report.days)
    for name in used:
        counts = [getattr(day, name) for day in report.days]
        days_axis.bars(axes, counts, COLOURS[name], bottom)
        bottom = [a + b for a, b in zip(bottom, counts, strict=True)]
    days_axis.upwards(axes, max(bottom))
    days_axis.marks(axes, report, look)
    days_axis.span(axes, len(report.days))
    _urgent(sheet, report, top=2.77)
    for number, mark in enumerate(told):
        sheet.write(_LEFT, _DAILY + _LINE * (number + 0.5), _version(mark, look), size=SMALL)
    return sheet.figure


def _urgent(sheet: Sheet, report: Report, top: float) -> None:
    """The urgent questions by day, and the dates."""
    sheet.write(MARGIN, top, "■", color=RED)
    sheet.write(MARGIN + 0.2, top, sheet.look.say(*URGENT), size=SMALL)
    axes = sheet.axes(_LEFT, top + 0.18, WIDTH - _LEFT - _RIGHT, 0.5)
    urgent = [day.urgent for day in report.days]
    days_axis.bars(axes, urgent, RED)
    days_axis.upwards(axes, max(urgent), lines=2)
    days_axis.marks(axes, report)
    days_axis.days(axes, report)


def _version(mark: Mark, look: Look) -> str:
    who = f"{mark.who}{'退回这一版' if mark.back else ''}：{mark.why}"
    told = look.clean(f"第{mark.version}版　{mark.day[5:]}　{who}")
    return shortened(told, WIDTH - _LEFT - MARGIN, SMALL)


def topics(report: Report, look: Look) -> Figure:
    """The topics asked most, one row of bars each, all on one scale; one that surges in orange."""
    shown = _most_and_surging(report)
    title = look.say("问得最多的主题，每天多少", "Topics, day by day")
    sheet = Sheet(look, 0.15 + _ROW * len(shown) + 0.35, title, period(report))
    left, highest = 2.55, max(max(one.by_day) for one in shown)
    for number, one in enumerate(shown):
        top = 0.15 + _ROW * number
        name = look.say(one.title, one.topic)
        sheet.write(MARGIN, top + 0.3, shortened(name, left - 0.25))
        axes = sheet.axes(left, top, WIDTH - left - _RIGHT, _ROW - 0.06)
        surges = report.surge is not None and one.topic == report.surge.topic
        days_axis.bars(axes, one.by_day, ORANGE if surges else BLUE)
        axes.set_ylim(0, highest * 1.45)  # room for the number on the highest bar
        axes.axhline(0, color=LINE, linewidth=0.8)
        peak = max(range(len(one.by_day)), key=lambda day: one.by_day[day])
        label(axes, peak, one.by_day[peak], str(one.by_day[peak]), (0, 6), ha="center")
        days_axis.span(axes, len(report.days))
    days_axis.days(axes, report)
    return sheet.figure


def _most_and_surging(report: Report) -> list[TopicAsked]:
    shown = report.topics[:_TOPICS]
    rest = report.topics[_TOPICS:]
    return shown + [one for one in rest if report.surge and one.topic == report.surge.topic]


def response(report: Report, look: Look) -> Figure:
    """How long answers took: the median, and what 95 % stay below."""
    title = look.say("等多久才有回答", "Response times")
    sheet = Sheet(look, 2.75, title, period(report))
    axes = sheet.axes(_LEFT + 0.05, 0.5, WIDTH - _LEFT - 1.3, 1.9)
    slowest = max(day.slow or 0 for day in report.days)
    unit, scale = (("秒", "s"), 1000) if slowest >= 1000 else (("毫秒", "ms"), 1)
    sheet.write(MARGIN, 0.14, look.say(*unit), color=SOFT, size=SMALL)
    days_axis.upwards(axes, slowest / scale)
    lowest = 0.0
    for name, colour, words in (
        ("median", BLUE, ("一半不超过", "median")),
        ("slow", ORANGE, ("95% 不超过", "95 % below")),
    ):
        values = [(at, getattr(day, name)) for at, day in enumerate(report.days)]
        known = [(at, value / scale) for at, value in values if value is not None]
        axes.plot(*zip(*known, strict=True), color=colour, marker="o", markersize=3, linewidth=1.5)
        last, height = known[-1]
        lowest = max(height, lowest)  # the labels do not touch
        label(axes, last, lowest, look.say(*words), (8, 0))
        lowest += 0.1 * axes.get_ylim()[1]
    days_axis.marks(axes, report, look)
    days_axis.days(axes, report)
    return sheet.figure
