"""The pictures with bars from left to right, the longest (or worst) on top."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.studio.report.look import (
    BLUE,
    GREY,
    INK,
    MARGIN,
    ORANGE,
    RED,
    SMALL,
    WIDTH,
    Look,
    Sheet,
    label,
    shortened,
    width_of,
)
from bot.studio.report.numbers import Exam, Report
from bot.studio.report.over_time import period
from bot.studio.report.words import REASON, URGENT, WRONG

_ROW, _KEY, _SHOWN = 0.34, 0.36, 12
_WIDEST, _GAP = 3.1, 0.12  # inches for names; between name and bar

Row = tuple[str, Sequence[int], str]  # name, parts of the bar, what is told at its end


def most(report: Report, look: Look) -> Figure:
    """The topics asked most, with the urgent part of each."""

    def told(asked: int, urgent: int) -> str:
        share = f"{urgent / asked:.0%}"
        return f"{asked}" + (look.say(f"　急事 {share}", f"  {share} urgent") if urgent else "")

    rows = [
        (look.say(t.title, t.topic), (t.urgent, t.asked - t.urgent), told(t.asked, t.urgent))
        for t in report.topics[:_SHOWN]
    ]
    series = [(RED, look.say(*URGENT)), (BLUE, look.say("其余", "others"))]
    title = look.say("问得最多的主题", "Topics asked most")
    return _ranked(look, title, period(report), rows, series)


def confusions(report: Report, look: Look) -> Figure:
    """Which topic of the exam was taken for which."""
    pairs = _exam(report).pairs or []
    rows = [
        (f"{look.say(p.title, p.topic)} → {look.say(p.taken_title, p.taken)}", (p.count,), "")
        for p in pairs[:_SHOWN]
    ]
    rows = [(name, parts, str(parts[0])) for name, parts, _ in rows]
    title = look.say("考题里，什么认成了什么", "Exam: topic → taken for")
    return _ranked(look, title, _version(report, look), rows, [(ORANGE, "")], widest=4.8)


def misses(report: Report, look: Look) -> Figure:
    """In which topics the exam found what wrong."""
    found = (_exam(report).topics or [])[:_SHOWN]
    rows = [(look.say(t.title, t.topic), (t.urgent, t.wrong, t.alarm), str(t.all)) for t in found]
    series = [
        (RED, look.say(*WRONG["urgent"])),
        (ORANGE, look.say(*WRONG["topic"])),
        (GREY, look.say(*WRONG["alarm"])),
    ]
    title = look.say("考题错在哪些主题", "Exam: misses by topic")
    return _ranked(look, title, _version(report, look), rows, series)


def inbox(report: Report, look: Look) -> Figure:
    """The biggest groups that wait, with the commonest reason."""
    rows = []
    for one in report.waiting[:_SHOWN]:
        why = REASON.get(next(iter(one.reasons), ""), ("", ""))
        name = look.say(f"{one.group}　{one.texts[0]}", f"{one.group} {one.topic or ''}")
        rows.append(
            (name, (one.asked,), look.say(f"{one.asked}　{why[0]}", f"{one.asked}  {why[1]}"))
        )
    title = look.say("收件箱里最大的几组", "Inbox: the biggest groups")
    return _ranked(look, title, report.until, rows, [(BLUE, "")], widest=4.2)


def opinions(report: Report, look: Look) -> Figure:
    """What residents said of the answers: 没用 to the left, 有用 to the right, the lowest first."""
    shown = report.opinions[:_SHOWN]
    title = look.say("居民说回答有用没用", "What residents said")
    sheet = Sheet(look, _KEY + 0.05 + _ROW * len(shown), title, period(report))
    useless, useful = look.say("没用", "not useful"), look.say("有用", "useful")
    sheet.key([(ORANGE, useless), (BLUE, useful)])
    names = [shortened(look.say(one.title, one.topic or "-"), _WIDEST) for one in shown]
    left = MARGIN + max(map(width_of, names)) + 0.45
    axes = sheet.axes(left, _KEY, WIDTH - left - 0.5, _ROW * len(shown))
    _rows(sheet, axes, names)
    for at, one in enumerate(shown):
        axes.barh(at, -one.useless, 0.66, color=ORANGE, linewidth=0)
        axes.barh(at, one.useful, 0.66, color=BLUE, linewidth=0)
        if one.useless:
            label(axes, -one.useless, at, str(one.useless), (-4, 0), ha="right")
        if one.useful:
            label(axes, one.useful, at, str(one.useful), (4, 0))
    axes.set_xlim(-max(one.useless for one in shown) or -0.5, max(o.useful for o in shown) or 0.5)
    axes.axvline(0, color=INK, linewidth=0.8)
    return sheet.figure


def _ranked(
    look: Look,
    title: str,
    subtitle: str,
    rows: Sequence[Row],
    series: Sequence[tuple[str, str]],
    widest: float = _WIDEST,
) -> Figure:
    """Names to the left, bars of as many parts as there are `series` (colour, words), what is told
    of them at their ends. What the colours mean is said if there is more than one."""
    used = [one for at, one in enumerate(series) if any(parts[at] for _, parts, _ in rows)]
    top = _KEY if len(used) > 1 else 0.05
    sheet = Sheet(look, top + 0.05 + _ROW * len(rows), title, subtitle)
    sheet.key(used if len(used) > 1 else ())
    names = [shortened(name, widest) for name, _, _ in rows]
    left = MARGIN + max(map(width_of, names)) + _GAP
    right = MARGIN + max(width_of(told, SMALL) for _, _, told in rows) + 0.1
    axes = sheet.axes(left, top, WIDTH - left - right, _ROW * len(rows))
    _rows(sheet, axes, names)
    for at, (_, parts, told) in enumerate(rows):
        begin = 0
        for (colour, _), part in zip(series, parts, strict=True):
            axes.barh(at, part, 0.66, left=begin, color=colour, linewidth=0)
            begin += part
        label(axes, begin, at, told, (5, 0))
    axes.set_xlim(0, max(sum(parts) for _, parts, _ in rows))
    return sheet.figure


def _rows(sheet: Sheet, axes: Axes, names: Sequence[str]) -> None:
    """A row for each name, the first on top, the names at the sheet's left edge."""
    axes.set_ylim(len(names) - 0.5, -0.5)
    box = axes.get_position()
    for at, name in enumerate(names):
        height = box.y1 - (box.y1 - box.y0) * (at + 0.5) / len(names)
        sheet.figure.text(
            *(MARGIN / WIDTH, height, name),
            parse_math=False,
            color=INK,
            va="center_baseline",
        )


def _exam(report: Report) -> Exam:
    assert report.exam is not None
    return report.exam


def _version(report: Report, look: Look) -> str:
    number = _exam(report).version
    return look.say(f"第 {number} 版", f"version {number}")
