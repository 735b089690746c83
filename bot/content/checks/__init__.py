"""Checks that need more than one file, or more than the shape, to judge.

Every check is a function `(Content, today) -> list[Problem]` in a module of its subject; a new one
is added to one of the two lists. None of them needs Rasa, so that a trainer waits for no model.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.content.checks import lexicon, lists, numbers, phrases, questions, registry, topics
from bot.content.load import ROOT, Content, load
from bot.content.problems import Problem, Severity

Check = Callable[[Content, datetime.date], list[Problem]]

# Those that look at topics …
OF_TOPICS: tuple[Check, ...] = (
    numbers.references,
    numbers.bare_numbers,
    numbers.personal_numbers,
    topics.relations,
    topics.call_buttons,
    topics.sources,
    topics.urgent_first,
    topics.report_figures,
    topics.dates,
    lists.topics,
    questions.duplicates,
    questions.held_out,
    questions.enough,
)
# … and those whose findings no topic can change.
OF_THE_REST: tuple[Check, ...] = (
    registry.always_needed,
    registry.expiry,
    lists.names,
    lists.deciding,
    lexicon.lines,
    phrases.red_flags,
    phrases.asides,
)
ALL = OF_TOPICS + OF_THE_REST


def check(
    root: Path = ROOT, today: datetime.date | None = None, held_out: bool = True
) -> tuple[Content, list[Problem]]:
    """Reads everything below `root` and checks it; problems come sorted by file and line."""
    content, problems = load(root, held_out)
    return content, in_order(problems + found_by(ALL, content, today))


def found_by(
    checks: Iterable[Check], content: Content, today: datetime.date | None = None
) -> list[Problem]:
    """What these checks find in a content that was read."""
    today = today or datetime.date.today()
    return [problem for one in checks for problem in one(content, today)]


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each once, by file and line."""
    return sorted(set(problems), key=lambda problem: problem.sort_key)


def added(before: Iterable[Problem], after: Iterable[Problem]) -> list[Problem]:
    """Those of `after` that were not there before; their lines may have moved."""
    known = Counter((p.path, p.severity, p.message) for p in before)
    found = []
    for problem in after:
        key = (problem.path, problem.severity, problem.message)
        if known[key]:
            known[key] -= 1
        else:
            found.append(problem)
    return found


def errors(problems: list[Problem]) -> list[Problem]:
    """The problems that keep the assistant from starting."""
    return [p for p in problems if p.severity is Severity.ERROR]
