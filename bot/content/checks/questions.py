"""Questions: one belongs to one topic, and what is tested is never trained on."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE
from bot.content.problems import Problem, Severity
from bot.content.text import simplify

ENOUGH, ENOUGH_URGENT, ENOUGH_HELD_OUT = 20, 30, 6


@lru_cache(maxsize=1 << 16)  # two checks ask it of every question, and a console again and again
def same(question: str) -> str:
    """Two questions that differ only in script, case, spaces or punctuation are one."""
    return re.sub(r"[\W_]+", "", simplify(question).lower()) or question


def duplicates(content: Content, _: datetime.date) -> list[Problem]:
    """The same question in two topics cannot be answered; twice in one, it teaches nothing."""
    problems: list[Problem] = []
    seen: dict[str, tuple[str, tuple[str, int]]] = {}
    for topic_id, topic in content.topics.items():
        source = content.topic_source(topic_id)
        for loc, question in topic.all_questions():
            first = seen.setdefault(same(question), (topic_id, loc))
            if first != (topic_id, loc):
                message = f"“{question}”与{_place(content, topic_id, *first)}重复"
                problems.append(source.problem(loc, message, "只留一处"))
    return problems


def _place(content: Content, topic_id: str, other: str, loc: tuple[str, int]) -> str:
    source = content.topic_source(other)
    file = "本文件" if other == topic_id else source.path
    return f"{file}第 {source.position(loc)[0]} 行"


def held_out(content: Content, _: datetime.date) -> list[Problem]:
    """Held-out questions name a topic that exists, and measure nothing if they were trained on."""
    problems: list[Problem] = []
    trained = {same(q): t for t, topic in content.topics.items() for _, q in topic.all_questions()}
    for topic_id, questions in content.held_out.items():
        source = content.held_out_source(topic_id)
        if not content.knows_topic(topic_id):
            fix = "文件名要与 data/faq 下的主题同名"
            problems.append(Problem(source.path, 1, 1, "", f"没有叫 {topic_id} 的主题", fix))
        for index, question in enumerate(questions):
            if same(question.text) in trained:
                loc = ("questions", index, "text")
                message = f"“{question.text}”也在 {trained[same(question.text)]} 的训练问法里"
                problems.append(source.problem(loc, message, "换一种说法"))
    return problems


def enough(content: Content, _: datetime.date) -> list[Problem]:
    """Advice: with few questions a topic is hardly found."""
    problems = []
    for topic_id, topic in content.topics.items():
        need = ENOUGH_URGENT if topic.urgent else ENOUGH
        source = content.topic_source(topic_id)
        count = len(topic.all_questions())
        if count < need:
            message = f"只有 {count} 个问法，建议至少 {need} 个"
            fix = "多写几种不同的情形、说话人和说法"
            problem = source.problem(("questions",), message, fix, severity=Severity.WARNING)
            problems.append(problem)
        tested = len(content.held_out.get(topic_id, []))
        if content.held_out and tested < ENOUGH_HELD_OUT and topic_id != OUT_OF_SCOPE:
            message = f"只有 {tested} 个测试问法，建议至少 {ENOUGH_HELD_OUT} 个"
            fix = f"请没看过训练问法的人写到 tests/questions/{topic.group}/{topic_id}.yml"
            problems.append(source.problem((), message, fix, severity=Severity.WARNING))
    return problems
