"""Advice: what would make the content better. It never blocks, and is told only when asked for.

Takes some fifteen seconds for 27,500 questions, so that `check` alone does without it. Needs numpy
and scipy, neither Rasa nor a model; how words are cut is given by a Reader.
"""

from __future__ import annotations

import datetime
from collections import Counter

from bot.content.checks import advice_counts, advice_near, advice_prose, advice_words
from bot.content.checks.advice_corpus import corpus
from bot.content.checks.advice_kinds import KINDS, Advice, Reader
from bot.content.load import Content

SHOWN = 3  # of a kind in a file


def advise(content: Content, today: datetime.date, reader: Reader) -> list[Advice]:
    """All advice, by file, kind and how pressing it is."""
    questions = corpus(content, reader)
    found = [
        *advice_counts.untested(content),
        *advice_counts.old(content, today),
        *advice_prose.prose(content, questions, reader),
        *advice_words.lexicon(content, questions, reader),
        *advice_words.names(content, reader),
        *(advice_near.likeness(content, questions, reader) if questions.asked else ()),
    ]
    return sorted(found, key=_order)


def _order(one: Advice) -> tuple:
    kinds = list(KINDS)
    return (one.problem.path, kinds.index(one.kind), -one.weight, one.problem.sort_key)


def worst(found: list[Advice], most: int = SHOWN) -> tuple[list[Advice], Counter[tuple[str, str]]]:
    """The most pressing of a kind in each file, and how many of each (file, kind) are left out.

    `found` comes from `advise`, sorted.
    """
    seen: Counter[tuple[str, str]] = Counter()
    shown = []
    for one in found:
        place = one.problem.path, one.kind
        seen[place] += 1
        if seen[place] <= most:
            shown.append(one)
    return shown, Counter({place: n - most for place, n in seen.items() if n > most})
