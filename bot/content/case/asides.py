"""What people in panic say or ask in between (data/case/asides.yml), and the short answer to it."""

from __future__ import annotations

from functools import lru_cache

from bot.content.load import Content
from bot.content.model import CaseAside
from bot.content.phrases import Phrasebook, plain


def aside(content: Content, text: str, without: frozenset[str] = frozenset()) -> CaseAside | None:
    """The first entry of the file that the message fits; `without` those that do not apply."""
    told = plain(text).text
    for number, phrases in _book(content).likely(told):
        one = content.asides[number]
        if one.id not in without and any(phrase.search(told) for phrase in phrases):
            return one
    return None


@lru_cache(maxsize=4)
def _book(content: Content) -> Phrasebook:
    return Phrasebook(one.phrases for one in content.asides)
