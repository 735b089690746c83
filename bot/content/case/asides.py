"""What people in panic say or ask in between (data/case/asides.yml), and the short answer to it."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.content.load import Content
from bot.content.model import CaseAside
from bot.content.phrases import compiled, plain


def aside(content: Content, text: str, without: frozenset[str] = frozenset()) -> CaseAside | None:
    """The first entry of the file that the message fits; `without` those that do not apply."""
    told = plain(text).text
    fitting = (one for one in content.asides if one.id not in without and _fits(one, told))
    return next(fitting, None)


def _fits(one: CaseAside, told: str) -> bool:
    return any(pattern.search(told) for pattern in _patterns(tuple(one.phrases)))


@lru_cache(maxsize=512)
def _patterns(phrases: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(compiled(phrase) for phrase in phrases)
