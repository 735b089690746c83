"""The trainers' red flags (data/red_flags.yml) in a message."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.content.load import Content
from bot.content.model import RedFlag
from bot.content.phrases import Phrasebook, Plain, compiled, plain
from bot.content.risk.evidence import Evidence

_LONGEST_PASSAGE = 40
_SENTENCE = re.compile(r"[^。!?\n]+")
# Somebody who warns of a scheme names it as well.
_WARNING = re.compile(
    "(?:凡是|凡|一律|任何|所有|只要).{0,40}(?:都是|就是|均为|均是|属于|一定是)(?:诈|骗)|谨防|反诈提醒|防骗提醒"
    "|(?:警方|民警|公安|反诈中心|社区|银行)(?:温馨)?提(?:醒|示)|不轻信|不要轻信|切勿轻信|不透露|骗子(?:会|常|一般)"
    "|都是(?:二次|电信)?(?:诈骗|骗局|骗子|骗人)|(?:均|切|请)?勿(?:提供|泄露|外泄|转发)|请勿(?:向|将|把|泄露|转发|告)|(?:不要|切勿|勿)(?:告诉|告知|透露给|泄露给)(?:任何人|他人|别人)"
)


@lru_cache(maxsize=4)  # answer, conversation and verdict all ask for the message under way
def found(content: Content, text: str) -> tuple[Evidence, ...]:
    """Every flag that the message raises, once, with the passage that raised it."""
    message = plain(text)
    evidence = []
    for number, phrases in _book(content).likely(message.text):
        flag, span = content.red_flags[number], _first(phrases, message)
        if span is not None:
            evidence.append(
                Evidence(
                    flag.id,
                    flag.weight,
                    _quoted(message, *span),
                    flag.reason,
                    flag.advice,
                    tuple(flag.topics),
                )
            )
    return tuple(evidence)


def warns(text: str) -> bool:
    """Whether the message itself warns of fraud, as posters and banks do."""
    return bool(_WARNING.search(plain(text).text))


def first(flag: RedFlag, message: Plain) -> tuple[int, int] | None:
    """Where the flag's phrases first occur, outside of sentences that warn of fraud."""
    return _first([compiled(phrase) for phrase in flag.phrases], message)


def _first(phrases: list[re.Pattern[str]], message: Plain) -> tuple[int, int] | None:
    """In the first sentence that says one of them, the first of them."""
    for sentence in _telling(message.text):
        found = (phrase.search(message.text, *sentence) for phrase in phrases)
        match = next(filter(None, found), None)
        if match is not None:
            return match.span()
    return None


@lru_cache(maxsize=4)
def _book(content: Content) -> Phrasebook:
    return Phrasebook(flag.phrases for flag in content.red_flags)


@lru_cache(maxsize=64)
def _telling(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences that do not warn of fraud."""
    found = _SENTENCE.finditer(text)
    return tuple(one.span() for one in found if not _WARNING.search(one.group()))


def _quoted(message: Plain, start: int, end: int) -> str:
    """The passage with the clause that it stands in, if that is not too long."""
    before = max(message.text.rfind(mark, 0, start) for mark in ",。!?;\n") + 1
    after = min((i for mark in ",。!?;\n" if (i := message.text.find(mark, end)) >= 0), default=-1)
    after = len(message.text) if after < 0 else after
    if after - before <= _LONGEST_PASSAGE:
        start, end = before, after
    return message.passage(start, min(end, start + _LONGEST_PASSAGE)).strip()
