"""A small language in which trainers write what a message may say, and where a text says it.

Plain text stands for itself; `[a/b]` is one of several, `(a/b)` perhaps one of several, `…` up to
twelve characters of anything within a sentence. Script, case, width and blanks do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.content.text import simplify, visible

_ANYTHING = "\ue000"  # stands for … while NFKC would make three dots of it
_GAP = "[^。!?\n]{0,12}?"
_LATIN = re.compile("[A-Za-z0-9]")
_CLOSING = {"[": "]", "(": ")"}


@dataclass(frozen=True)
class Choice:
    """One of several sequences, or perhaps none of them."""

    among: tuple[tuple[_Step, ...], ...]
    optional: bool


_Step = str | Choice  # a character stands for itself, _ANYTHING for …


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
    found = re.compile(_pattern(_steps(phrase)))
    if found.match(""):
        raise PhraseError("什么话都会命中")
    return found


class Phrasebook:
    """Many lists of phrases, of which few occur in a text: only these are looked for.

    A phrase can begin with a few pairs of characters only; most texts have none of them.
    """

    def __init__(self, lists: Iterable[Iterable[str]]) -> None:
        """Raises PhraseError."""
        self._beginnings: dict[str, list[tuple[int, int, str]]] = {}
        for number, phrases in enumerate(lists):
            for place, phrase in enumerate(phrases):
                for beginning in _beginnings(_steps(phrase)):
                    known = self._beginnings.setdefault(beginning, [])
                    known.append((number, place, phrase))

    def likely(self, text: str) -> Iterator[tuple[int, list[re.Pattern[str]]]]:
        """The numbers of lists that a uniform text may say something of, rising; for each its
        phrases that may occur, in their order.
        """
        pairs = {"", *text, *(text[i : i + 2] for i in range(len(text) - 1))}
        known = (self._beginnings[pair] for pair in pairs & self._beginnings.keys())
        lists: dict[int, list[re.Pattern[str]]] = {}
        for number, _, phrase in sorted({one for some in known for one in some}):
            lists.setdefault(number, []).append(compiled(phrase))
        yield from lists.items()


def _beginnings(steps: tuple[_Step, ...]) -> set[str]:
    """The first two characters of everything that the steps match; fewer where anything follows."""
    growing, done = _begun(steps)
    return growing | done


def _begun(steps: Iterable[_Step]) -> tuple[set[str], set[str]]:
    """Beginnings that the next step goes on with, and those that are complete."""
    growing: set[str] = {""}
    done: set[str] = set()
    for step in steps:
        if step == _ANYTHING:
            return set(), done | growing
        if isinstance(step, str):
            following, ended = {step}, set()
        else:
            each = [_begun(one) for one in step.among]
            following = set().union(*(one for one, _ in each), {""} if step.optional else set())
            ended = set().union(*(one for _, one in each))
        done |= {(before + after)[:2] for before in growing for after in ended}
        grown = {(before + after)[:2] for before in growing for after in following}
        growing = {one for one in grown if len(one) < 2}
        done |= grown - growing
        if not growing:
            break
    return growing, done


@lru_cache(maxsize=4096)
def _steps(phrase: str) -> tuple[_Step, ...]:
    """The phrase taken apart. Raises PhraseError."""
    source = plain(phrase.replace("…", _ANYTHING)).text.strip()
    if not source:
        raise PhraseError("没有内容")
    steps, rest = _sequence(source, "")
    if rest:
        raise PhraseError(f"多了一个“{rest[0]}”")
    return steps


def _pattern(steps: Iterable[_Step]) -> str:
    return "".join(map(_pattern_of, steps))


def _pattern_of(step: _Step) -> str:
    if isinstance(step, str):
        return _GAP if step == _ANYTHING else re.escape(step)
    return f"(?:{'|'.join(map(_pattern, step.among))})" + "?" * step.optional


def _sequence(source: str, until: str) -> tuple[tuple[_Step, ...], str]:
    """The steps of `source` up to one of the characters `until`, and what is left."""
    steps: list[_Step] = []
    while source and source[0] not in until:
        head, source = source[0], source[1:]
        if head in _CLOSING:
            among, source = _choice(source, _CLOSING[head])
            steps.append(Choice(among, optional=head == "("))
        elif head in "])":
            return tuple(steps), head + source
        else:
            steps.append(head)
    return tuple(steps), source


def _choice(source: str, closing: str) -> tuple[tuple[tuple[_Step, ...], ...], str]:
    among = []
    while True:
        steps, source = _sequence(source, f"/{closing}")
        among.append(steps)
        if not source:
            raise PhraseError(f"少了“{closing}”")
        head, source = source[0], source[1:]
        if head == closing:
            return tuple(among), source
        if head != "/":
            raise PhraseError(f"“{head}”放错了地方")
