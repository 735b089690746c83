"""Entries with phrases: they can be read, fire on their examples and stay quiet on the others."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from bot.content.case.asides import aside
from bot.content.load import ASIDES, RED_FLAGS, Content
from bot.content.model import CaseAside, RedFlag
from bot.content.phrases import PhraseError, compiled, plain
from bot.content.problems import Problem
from bot.content.risk.flags import first
from bot.content.source import Source

Fires = Callable[[str], bool]


def red_flags(content: Content, _: datetime.date) -> list[Problem]:
    """Every red flag on its own."""
    source = content.sources[RED_FLAGS]
    problems = []
    for index, flag in enumerate(content.red_flags):
        problems += _unreadable(source, index, flag) or _examples(
            source, index, flag, _raises(flag)
        )
    return problems


def asides(content: Content, _: datetime.date) -> list[Problem]:
    """The asides in their order: the first one that fits answers."""
    source = content.sources[ASIDES]
    unreadable = [p for i, one in enumerate(content.asides) for p in _unreadable(source, i, one)]
    if unreadable:
        return unreadable
    problems = []
    for index, one in enumerate(content.asides):
        problems += _examples(source, index, one, _answers(content, one))
    return problems


def _raises(flag: RedFlag) -> Fires:
    return lambda text: first(flag, plain(text)) is not None


def _answers(content: Content, one: CaseAside) -> Fires:
    return lambda text: aside(content, text) is one


def _unreadable(source: Source, index: int, entry: RedFlag | CaseAside) -> list[Problem]:
    problems = []
    phrases: Sequence[str] = entry.phrases
    for number, phrase in enumerate(phrases):
        try:
            compiled(phrase)
        except PhraseError as error:
            fix = "[甲/乙] 选一个，(甲/乙) 可有可无，… 是中间隔几个字"
            problems.append(source.problem((index, "phrases", number), str(error), fix))
    return problems


def _examples(
    source: Source, index: int, entry: RedFlag | CaseAside, fires: Fires
) -> list[Problem]:
    problems = []
    for number, example in enumerate(entry.examples):
        if not fires(example):
            loc = (index, "examples", number)
            problems.append(source.problem(loc, "这个例子没有命中", "补一条 phrases，或换例子"))
    for number, example in enumerate(entry.counter_examples):
        if fires(example):
            loc = (index, "counter_examples", number)
            problems.append(source.problem(loc, "这个反例被命中了", "把 phrases 写窄一些"))
    return problems
