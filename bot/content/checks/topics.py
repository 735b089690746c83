"""Topics among themselves, and the rules that every answer keeps."""

from __future__ import annotations

import datetime
import re

from bot.content.load import Content
from bot.content.problems import Problem, Severity
from bot.content.source import Source

_SOURCE = re.compile(
    r"F\d\.\d+|S\d\d|R[0-4](\.\d)?|facts [0-9](\.\d)?|反电信网络诈骗法 \d+|刑法 \d+(之[一二])?"
    r"|刑事诉讼法 \d+|治安管理处罚法 \d+|联合惩戒办法|个人信息保护法|民法典"
)
_FIGURE = re.compile(
    r"(?<!第 )(?<!第)(?<!\d)\d[\d.,]* ?余? ?(?:万|亿|个(?!月)|起|名|人|条|次|处|支|家|%|％)"
)


def relations(content: Content, _: datetime.date) -> list[Problem]:
    """`related` names other topics that exist."""
    problems = []
    for topic_id, topic in content.topics.items():
        source = content.topic_source(topic_id)
        for index, other in enumerate(topic.related):
            loc = ("related", index)
            if other == topic_id:
                problems.append(source.problem(loc, "把自己列为相关主题", "删掉这一条"))
            elif not content.knows_topic(other):
                fix = "检查拼写；主题名就是 data/faq 下的文件名"
                problems.append(source.problem(loc, f"没有叫 {other} 的主题", fix))
    return problems


def call_buttons(content: Content, _: datetime.date) -> list[Problem]:
    """`hotlines` names registered numbers that may be shown."""
    problems = []
    for topic_id, topic in content.topics.items():
        source = content.topic_source(topic_id)
        for index, key in enumerate(topic.hotlines):
            hotline = content.hotlines.get(key)
            if hotline is None and not content.knows_hotline(key):
                fix = "检查号码，或先在 data/hotlines.yml 登记"
                problems.append(source.problem(("hotlines", index), f"登记册里没有 {key}", fix))
            elif hotline is not None and not hotline.showable:
                message = f"{key} 还没有核实，不能给居民看"
                problems.append(source.problem(("hotlines", index), message, "换一个已核实的号码"))
    return problems


def sources(content: Content, _: datetime.date) -> list[Problem]:
    """Every answer says where it comes from, in a form that can be looked up."""
    problems = []
    places: list[tuple[Source, tuple, list[str]]] = [
        (content.topic_source(t), ("sources",), topic.sources)
        for t, topic in content.topics.items()
    ]
    places += [
        (source, (i, "sources"), getattr(entry, "sources", []))
        for source, listed in content.lists()
        for i, entry in enumerate(listed)
    ]
    for source, loc, named in places:
        for index, name in enumerate(named):
            if not _SOURCE.fullmatch(name):
                fix = "写成 F2.1、S01、R2、反电信网络诈骗法 31 这样"
                problems.append(source.problem((*loc, index), f"看不懂的依据“{name}”", fix))
    return problems


def urgent_first(content: Content, _: datetime.date) -> list[Problem]:
    """Somebody whose money is leaving reads one sentence: it must hold the number to call."""
    problems = []
    for topic_id, topic in content.topics.items():
        first = re.split(r"[。！!]", topic.answer)[0]
        if topic.urgent and "{110}" not in first:
            source = content.topic_source(topic_id)
            fix = "第一句先说马上做什么，并写上 {110}"
            problems.append(source.problem(("answer",), "紧急主题的第一句没有 110", fix))
    return problems


def report_figures(content: Content, _: datetime.date) -> list[Problem]:
    """The report's figures are of 2019; told without the year they would pass for today's."""
    problems = []
    for topic_id, topic in content.topics.items():
        if topic.group != "measures":
            continue
        for loc, text in topic.texts():
            if _FIGURE.search(re.sub(r"\{[^}]*\}", "", text)) and "2019" not in text:
                fix = "同一句里写明“2019 年上半年”"
                problem = content.topic_source(topic_id).problem(loc, "报告的数字没有写年份", fix)
                problems.append(problem)
    return problems


def dates(content: Content, today: datetime.date) -> list[Problem]:
    """A review that lies in the future is a slip of the pen."""
    return [
        content.topic_source(topic_id).problem(
            ("reviewed",),
            f"{topic.reviewed} 还没有到",
            "写实际审阅的日期",
            severity=Severity.WARNING,
        )
        for topic_id, topic in content.topics.items()
        if topic.reviewed > today
    ]
