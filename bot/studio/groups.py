"""Puts questions that say nearly the same into one group, by the pairs of characters they share."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.content.text import normalise

ALIKE = 0.5  # Dice's coefficient of the pairs; 1 is the same text


@dataclass
class Group:
    """Texts that are nearly the same, with how often each was asked; `id` names the first one."""

    id: str
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def asked(self) -> int:
        return sum(self.counts.values())

    @property
    def texts(self) -> list[str]:
        """The commonest first."""
        return [text for text, _ in self.counts.most_common()]


def words_of(text: str) -> str:
    """The text without what does not matter: script, marks, blanks."""
    return re.sub(r"\W+", "", normalise(text))


def name_of(text: str) -> str:
    """A short name for a text: the same for the same words, however they are written."""
    return hashlib.sha256(words_of(text).encode()).hexdigest()[:6]


def grouped(texts: Iterable[str]) -> list[Group]:
    """The groups, those asked most often first; each text joins the likest group before it."""
    groups: list[Group] = []
    having: defaultdict[str, set[int]] = defaultdict(set)  # pair -> groups whose first text has it
    leaders: list[frozenset[str]] = []
    for text in texts:
        pairs = pairs_of(text)
        near = {number for pair in pairs for number in having[pair]}
        best = max(near, key=lambda number: alike(pairs, leaders[number]), default=None)
        if best is None or alike(pairs, leaders[best]) < ALIKE:
            best = len(groups)
            groups.append(Group(name_of(text)))
            leaders.append(pairs)
            for pair in pairs:
                having[pair].add(best)
        groups[best].counts[text] += 1
    return sorted(groups, key=lambda group: -group.asked)


def pairs_of(text: str) -> frozenset[str]:
    """Every two characters that stand side by side, the ends marked."""
    plain = f"^{words_of(text)}$"
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))


def alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient: from 0 to 1."""
    return 2 * len(one & other) / max(1, len(one) + len(other))
