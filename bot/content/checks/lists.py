"""Files that are lists: every entry has a name of its own, and names what exists."""

from __future__ import annotations

import datetime

from bot.content.load import Content
from bot.content.model import DecidingQuestion, Listed
from bot.content.problems import Problem
from bot.content.source import Source

_FIX = "检查拼写；主题名就是 data/faq 下的文件名"


def names(content: Content, _: datetime.date) -> list[Problem]:
    """No name twice in a file."""
    problems: list[Problem] = []
    for source, listed in content.lists():
        seen: set[str] = set()
        for index, entry in enumerate(listed):
            if entry.id in seen:
                message = f"{entry.id} 已经用过"
                problems.append(source.problem((index, "id"), message, "换一个名称"))
            seen.add(entry.id)
    return problems


def topics(content: Content, _: datetime.date) -> list[Problem]:
    """The topics that an entry names exist."""
    return [
        source.problem((index, *loc), f"没有叫 {topic_id} 的主题", _FIX)
        for source, listed in content.lists()
        for index, entry in enumerate(listed)
        for loc, topic_id in _topics(entry)
        if not content.knows_topic(topic_id)
    ]


def deciding(content: Content, _: datetime.date) -> list[Problem]:
    """The flags that make a question needless exist."""
    known = {flag.id for flag in content.red_flags}
    problems = []
    for source, listed in content.lists():
        for index, entry in enumerate(listed):
            if isinstance(entry, DecidingQuestion):
                problems += _unknown_flags(source, index, entry, known)
    return problems


def _unknown_flags(
    source: Source, index: int, entry: DecidingQuestion, known: set[str]
) -> list[Problem]:
    fix = "检查拼写；名称见 data/red_flags.yml"
    return [
        source.problem((index, "flags", number), f"没有叫 {flag} 的可疑话", fix)
        for number, flag in enumerate(entry.flags)
        if flag not in known
    ]


def _topics(entry: Listed) -> list[tuple[tuple, str]]:
    one = getattr(entry, "topic", None)
    several = getattr(entry, "topics", [])
    return [
        *([(("topic",), one)] if one else []),
        *((("topics", number), topic_id) for number, topic_id in enumerate(several)),
    ]
