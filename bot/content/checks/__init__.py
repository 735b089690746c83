"""Checks that need more than one file, or more than the shape, to judge.

Every check is a function `(Content, today) -> list[Problem]` in a module of its subject; a new one
is added to `ALL`. None of them needs Rasa, so that a trainer waits for no model.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from bot.content.checks import lexicon, lists, numbers, phrases, questions, registry, topics
from bot.content.load import ROOT, Content, load
from bot.content.problems import Problem, Severity

Check = Callable[[Content, datetime.date], list[Problem]]

ALL: tuple[Check, ...] = (
    numbers.references,
    numbers.bare_numbers,
    numbers.personal_numbers,
    registry.always_needed,
    registry.expiry,
    topics.relations,
    topics.call_buttons,
    topics.sources,
    topics.urgent_first,
    topics.report_figures,
    lists.names,
    lists.topics,
    lists.deciding,
    topics.dates,
    questions.duplicates,
    questions.held_out,
    questions.enough,
    lexicon.lines,
    phrases.red_flags,
    phrases.asides,
)


def check(
    root: Path = ROOT, today: datetime.date | None = None, held_out: bool = True
) -> tuple[Content, list[Problem]]:
    """Reads everything below `root` and checks it; problems come sorted by file and line."""
    content, problems = load(root, held_out)
    today = today or datetime.date.today()
    for one in ALL:
        problems += one(content, today)
    return content, sorted(set(problems), key=lambda problem: problem.sort_key)


def errors(problems: list[Problem]) -> list[Problem]:
    """The problems that keep the assistant from starting."""
    return [p for p in problems if p.severity is Severity.ERROR]
