"""Red flags: they fire on their examples, stay quiet on their counter-examples, and name topics."""

from __future__ import annotations

import datetime

from bot.content.load import RED_FLAGS, Content
from bot.content.model import RedFlag
from bot.content.phrases import PhraseError, compiled, plain
from bot.content.problems import Problem
from bot.content.risk.flags import first
from bot.content.source import Source


def red_flags(content: Content, _: datetime.date) -> list[Problem]:
    """Phrases can be read, and the examples come out as told."""
    source = content.sources[RED_FLAGS]
    problems = []
    for index, flag in enumerate(content.red_flags):
        unreadable = _unreadable(source, index, flag)
        problems += unreadable or _examples(source, index, flag)
    return problems


def _unreadable(source: Source, index: int, flag: RedFlag) -> list[Problem]:
    problems = []
    for number, phrase in enumerate(flag.phrases):
        try:
            compiled(phrase)
        except PhraseError as error:
            fix = "[甲/乙] 选一个，(甲/乙) 可有可无，… 是中间隔几个字"
            problems.append(source.problem((index, "phrases", number), str(error), fix))
    return problems


def _examples(source: Source, index: int, flag: RedFlag) -> list[Problem]:
    problems = []
    for number, example in enumerate(flag.examples):
        if first(flag, plain(example)) is None:
            loc = (index, "examples", number)
            problems.append(source.problem(loc, "这个例子没有命中", "补一条 phrases，或换例子"))
    for number, example in enumerate(flag.counter_examples):
        if first(flag, plain(example)) is not None:
            loc = (index, "counter_examples", number)
            problems.append(source.problem(loc, "这个反例被命中了", "把 phrases 写窄一些"))
    return problems
