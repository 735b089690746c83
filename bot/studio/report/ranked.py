"""The pictures with bars from left to right, the longest (or worst) on top, and the histogram."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.studio.inbox import UNSURE
from bot.studio.report.look import (
    BLUE,
    GREY,
    INK,
    LINE,
    MARGIN,
    ORANGE,
    RED,
    SMALL,
    SOFT,
    WIDTH,
    Look,
    Sheet,
    label,
    shortened,
    width_of,
)
from bot.studio.report.numbers import STEPS, Exam, Report
from bot.studio.report.over_time import COLOURS, period
from bot.studio.report.words import OUTCOME, REASON, URGENT, WRONG

_ROW, _KEY, _SHOWN = 0.31, 0.34, 12
_WIDEST, _GAP = 2.9, 0.12  # inches for names; between name and bar

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
    key = [(RED, look.say(*URGENT)), (BLUE, look.say("其余", "others"))]
    title = look.say("问得最多的主题", "Topics asked most")
    return _ranked(look, title, period(report), rows, (RED, BLUE), key)


def confusions(report: Report, look: Look) -> Figure:
    """Which topic of the exam was taken for which."""
    pairs = _exam(report).pairs or []
    rows = [
        (f"{look.say(p.title, p.topic)} → {look.say(p.taken_title, p.taken)}", (p.count,), "")
        for p in pairs[:_SHOWN]
    ]
    rows = [(name, parts, str(parts[0])) for name, parts, _ in rows]
    title = look.say("考题里，什么认成了什么", "Exam: topic → taken for")
    return _ranked(look, title, _version(report, look), rows, (ORANGE,), (), widest=4.6)


def misses(report: Report, look: Look) -> Figure:
    """In which topics the exam found what wrong."""
    found = (_exam(report).topics or [])[:_SHOWN]
    rows = [(look.say(t.title, t.topic), (t.urgent, t.wrong, t.alarm), str(t.all)) for t in found]
    key = [
        (RED, look.say(*WRONG["urgent"])),
        (ORANGE, look.say(*WRONG["topic"])),
        (GREY, look.say(*WRONG["alarm"])),
    ]
    title = look.say("考题错在哪些主题", "Exam: misses by topic")
    return _ranked(look, title, _version(report, look), rows, (RED, ORANGE, GREY), key)


def inbox(report: Report, look: Look) -> Figure:
    """The biggest groups that wait, with the commonest reason."""
    rows = []
    for one in report.waiting[:_SHOWN]:
        why = look.say(*REASON.get(next(iter(one.reasons), ""), ("", "")))
        name = look.say(f"{one.group}　{one.texts[0]}", f"{one.group} {one.topic or ''}")
        rows.append((name, (one.asked,), f"{one.asked}　{why}"))
    title = look.say("收件箱里最大的几组", "Inbox: the biggest groups")
    return _ranked(look, title, report.until, rows, (BLUE,), (), widest=4.0)


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


def _ranked(
    look: Look,
    title: str,
    subtitle: str,
    rows: Sequence[Row],
    colours: Sequence[str],
    key: Sequence[tuple[str, str]],
    widest: float = _WIDEST,
) -> Figure:
    """Names to the left, stacked bars, what is told of them at their ends."""
    top = _KEY if key else 0.05
    sheet = Sheet(look, top + 0.05 + _ROW * len(rows), title, subtitle)
    sheet.key(key)
    names = [shortened(name, widest) for name, _, _ in rows]
    left = MARGIN + max(map(width_of, names)) + _GAP
    right = MARGIN + max(width_of(told, SMALL) for _, _, told in rows) + 0.1
    axes = sheet.axes(left, top, WIDTH - left - right, _ROW * len(rows))
    _rows(sheet, axes, names)
    for at, (_, parts, told) in enumerate(rows):
        begin = 0
        for colour, part in zip(colours, parts, strict=True):
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
