"""What people in panic say or ask in between (data/case/asides.yml), and the short answer to it."""

from __future__ import annotations

from bot.content.load import Content
from bot.content.model import CaseAside
from bot.content.phrases import any_of, plain


def aside(content: Content, text: str, without: frozenset[str] = frozenset()) -> CaseAside | None:
    """The first entry of the file that the message fits; `without` those that do not apply."""
    told = plain(text).text
    fitting = (one for one in content.asides if one.id not in without and _fits(one, told))
    return next(fitting, None)


def _fits(one: CaseAside, told: str) -> bool:
    return any_of(tuple(one.phrases)).search(told) is not None
