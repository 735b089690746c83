"""The parts of the page, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from bot.studio.report import advice, tables
from bot.studio.report.advice import Advice
from bot.studio.report.numbers import Report
from bot.studio.report.tables import GROUPS_SHOWN, Table

_PUBLISH = 'python -m bot publish --why "第一次发布"'
_INBOX = (
    ("python -m bot inbox", "看全部"),
    ("python -m bot inbox add 组号 主题", "把这一组最常见的说法加进主题"),
    ("python -m bot inbox dismiss 组号", "不归我们管，以后不再列出"),
)


def _nothing(_: Report) -> list[str | Markup]:
    return []


def _always(_: Report) -> bool:
    return True


@dataclass(frozen=True)
class Section:
    """`name` is also its picture's, if it has one. The table is folded unless it `is_open`."""

    name: str
    title: str
    about: Callable[[Report], Advice]
    table: Callable[[Report], Table]
    notes: Callable[[Report], list[str | Markup]] = _nothing
    is_shown: Callable[[Report], bool] = _always
    is_open: bool = False


def _command(command: str, words: str) -> Markup:
    return Markup("<code>{}</code>　{}").format(command, words)


def _inbox_notes(report: Report) -> list[str | Markup]:
    if not report.waiting:
        return []
    more = len(report.waiting) - GROUPS_SHOWN
    opening = [f"还有 {more} 组，没有列在这里。"] if more > 0 else []
    return [*opening, *(_command(*one) for one in _INBOX)]


def _exam_notes(report: Report) -> list[str | Markup]:
    if report.exam is None:
        return [_command(_PUBLISH, "检查、考试，都过关就上线")]
    exam = report.exam
    share = f"（{exam.right / exam.asked:.1%}）" if exam.asked else ""
    return [f"用的是第 {exam.version} 版的考试：{exam.asked} 句考题，答对 {exam.right} 句{share}。"]


def _misses_notes(_: Report) -> list[str | Markup]:
    return ["考题不要抄进训练问法；补情形相近、说法不同的，才知道是不是真的学会了。"]


SECTIONS = (
    Section("daily", "每天问了多少，答得怎样", advice.daily, tables.daily),
    Section("versions", "换过的版本", advice.versions, tables.versions, is_open=True),
    Section("most", "问得最多的主题", advice.most, tables.most),
    Section("topics", "这些主题，每天多少", advice.topics, tables.topics),
    Section("inbox", "收件箱：没答好的话", advice.inbox, tables.inbox, _inbox_notes),
    Section("confidence", "把握有多大", advice.confidence, tables.confidence),
    Section("opinions", "居民说有用没用", advice.opinions, tables.opinions),
    Section("confusions", "考题里，什么认成了什么", advice.exam, tables.exam, _exam_notes),
    Section(
        "misses",
        "考题错在哪些主题",
        advice.misses,
        tables.misses,
        _misses_notes,
        lambda report: bool(report.exam and report.exam.topics),
    ),
    Section("response", "等多久才有回答", advice.response, tables.response),
)
