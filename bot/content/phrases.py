"""A small language in which trainers write what a message may say, and where a text says it.

Plain text stands for itself; `[a/b]` is one of several, `(a/b)` perhaps one of several, `…` up to
twelve characters of anything within a sentence. Script, case, width and blanks do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bot.content.text import simplify, visible

_ANYTHING = "\ue000"  # stands for … while NFKC would make three dots of it
_GAP = "[^。!?\n]{0,12}?"
_LATIN = re.compile("[A-Za-z0-9]")
_OPENING = {"[": "(?:{})", "(": "(?:{})?"}
_CLOSING = {"[": "]", "(": ")"}


class PhraseError(ValueError):
    """A phrase that cannot be read; says what is wrong with it, in Chinese."""


@dataclass(frozen=True)
class Plain:
    """A text made uniform, and where each of its characters stood in the original."""

    text: str
    original: str
    places: tuple[int, ...]

    def passage(self, start: int, end: int) -> str:
        """What the original says between two places of the uniform text."""
        return self.original[self.places[start] : self.places[end - 1] + 1]


@lru_cache(maxsize=64)  # a dozen readers look at the message under way
def plain(text: str) -> Plain:
    """`text` simplified, in lower case and half width, blanks only between Latin words."""
    original = visible(text)
    characters, places = [], []
    for place, character in enumerate(original):
        uniform = _uniform(character)
        if uniform.isspace() and uniform != "\n" and not _parts_words(original, place):
            continue
        characters.append(uniform)
        places += [place] * len(uniform)
    return Plain("".join(characters), original, tuple(places))


@lru_cache(maxsize=10_000)
def _uniform(character: str) -> str:
    return simplify(unicodedata.normalize("NFKC", character)).lower()


def _parts_words(text: str, place: int) -> bool:
    """Whether a blank stands between two Latin words, the only ones that need it."""
    before, after = text[:place].rstrip()[-1:], text[place:].lstrip()[:1]
    return bool(_LATIN.match(before) and _LATIN.match(after))


@lru_cache(maxsize=4096)  # a few thousand phrases, each checked alone and used with others
def compiled(phrase: str) -> re.Pattern[str]:
    """The pattern for uniform texts. Raises PhraseError."""
    source = plain(phrase.replace("…", _ANYTHING)).text.strip()
    if not source:
        raise PhraseError("没有内容")
    pattern, rest = _sequence(source, "")
    if rest:
        raise PhraseError(f"多了一个“{rest[0]}”")
    found = re.compile(pattern)
    if found.match(""):
        raise PhraseError("什么话都会命中")
    return found


@lru_cache(maxsize=2048)
def any_of(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for uniform texts that say one of the phrases. Raises PhraseError."""
    return re.compile("|".join(compiled(phrase).pattern for phrase in phrases))


def _sequence(source: str, until: str) -> tuple[str, str]:
    """The pattern of `source` up to one of the characters `until`, and what is left."""
    pattern = ""
    while source and source[0] not in until:
        head, source = source[0], source[1:]
        if head in _OPENING:
            inner, source = _choice(source, _CLOSING[head])
            pattern += _OPENING[head].format(inner)
        elif head in "])":
            return pattern, head + source
        else:
            pattern += _GAP if head == _ANYTHING else re.escape(head)
    return pattern, source


def _choice(source: str, closing: str) -> tuple[str, str]:
    alternatives = []
    while True:
        pattern, source = _sequence(source, f"/{closing}")
        alternatives.append(pattern)
        if not source:
            raise PhraseError(f"少了“{closing}”")
        head, source = source[0], source[1:]
        if head == closing:
            return "|".join(alternatives), source
        if head != "/":
            raise PhraseError(f"“{head}”放错了地方")
