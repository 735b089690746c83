"""The numbers behind the pictures, as tables in Chinese. Cells are text or whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.content.model import GROUPS
from bot.studio.report.numbers import OUTCOMES, STEPS, Mark, Report
from bot.studio.report.words import OUTCOME, REASON, WRONG

GROUPS_SHOWN = 12  # of the inbox; the command shows all

Cell = str | int


@dataclass(frozen=True)
class Table:
    """`head` names the columns; a column of numbers stands to the right."""

    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def daily(report: Report) -> Table:
    used = [name for name in OUTCOMES if name != "other" or report.total(name)]
    head = ["日期", "问话", *(OUTCOME[name][0] for name in used), "急事"]
    rows: list[Sequence[Cell]] = [
        [day.day, day.asked, *(getattr(day, name) for name in used), day.urgent]
        for day in report.days
    ]
    total = [report.total(name) for name in ("asked", *used, "urgent")]
    return Table(head, [*rows, ["合计", *total]])


def versions(report: Report) -> Table:
    rows = [[f"第 {m.version} 版", m.day, m.who, _why(m)] for m in reversed(report.marks)]
    return Table(["版本", "日期", "谁", "改了什么"], rows)


def _why(mark: Mark) -> str:
    forced = f"（强行发布：{mark.forced}）" if mark.forced else ""
    return f"{'退回这一版：' if mark.back else ''}{mark.why}{forced}"


def most(report: Report) -> Table:
    head = ["主题", "文件名", "分组", "次数", "急事", "急事占"]
    rows: list[Sequence[Cell]] = [
        [
            *(one.title, one.topic, GROUPS.get(one.group, one.group)),
            *(one.asked, one.urgent, per_cent(one.urgent, one.asked)),
        ]
        for one in report.topics
    ]
    return Table(head, rows)


def topics(report: Report) -> Table:
    """The last seven days, the newest first."""
    last = range(len(report.days) - 1, max(-1, len(report.days) - 8), -1)
    head = ["主题", *(report.days[at].day[5:] for at in last)]
    return Table(head, [[one.title, *(one.by_day[at] for at in last)] for one in report.topics])


def inbox(report: Report) -> Table:
    rows: list[Sequence[Cell]] = [
        [
            *(one.group, one.asked, "\n".join(f"“{text}”" for text in one.texts)),
            f"{one.title} {one.topic}" if one.topic else "",
            "\n".join(f"{REASON[name][0]} {count}" for name, count in one.reasons.items()),
        ]
        for one in report.waiting[:GROUPS_SHOWN]
    ]
    return Table(["组号", "次数", "居民怎么说", "最像", "为什么在这里"], rows)


def confidence(report: Report) -> Table:
    used = [name for name in OUTCOMES if any(report.confidence[name])]
    steps = [step for step in range(STEPS) if any(report.confidence[name][step] for name in used)]
    rows: list[Sequence[Cell]] = [
        [
            f"{100 * step // STEPS}%—{100 * (step + 1) // STEPS}%",
            *(report.confidence[name][step] for name in used),
        ]
        for step in reversed(steps)
    ]
    return Table(["把握", *(OUTCOME[name][0] for name in used)], rows)


def opinions(report: Report) -> Table:
    rows: list[Sequence[Cell]] = [
        [*(one.title, one.topic or ""), one.useful, one.useless, per_cent(one.useful, one.said)]
        for one in report.opinions
    ]
    return Table(["主题", "文件名", "有用", "没用", "有用占"], rows)


def exam(report: Report) -> Table:
    pairs = (report.exam.pairs if report.exam else None) or []
    rows: list[Sequence[Cell]] = [
        [p.title, p.topic, p.taken_title, p.taken, p.count] for p in pairs
    ]
    return Table(["该是", "文件名", "认成", "文件名", "句数"], rows)


def misses(report: Report) -> Table:
    found = (report.exam.misses if report.exam else None) or []
    rows: list[Sequence[Cell]] = [
        [miss["title"], miss["text"], told(miss["wrong"])] for miss in found
    ]
    return Table(["主题", "考题", "错在哪"], rows)


def response(report: Report) -> Table:
    rows: list[Sequence[Cell]] = [
        [day.day, day.median, day.slow]
        for day in report.days
        if day.median is not None and day.slow is not None
    ]
    if report.median is not None and report.slow is not None:
        rows.append(["合计", report.median, report.slow])
    return Table(["日期", "一半不超过（毫秒）", "95% 不超过（毫秒）"], rows)


def told(wrong: Iterable[str]) -> str:
    return "，".join(WRONG[name][0] for name in wrong if name in WRONG)


def per_cent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else ""
