"""Two people's changes to one list, put together where they do not touch each other."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Hunk:
    """The old items `start` to `end` became `items`."""

    start: int
    end: int
    items: tuple[int, ...]


def merged(
    base: Sequence[str], mine: Sequence[tuple[str, T]], theirs: Sequence[tuple[str, T]]
) -> list[T] | None:
    """The list with both changes; None if both changed the same items.

    `base` are fingerprints, the others fingerprints and items. What both appended or inserted at
    one place is put in one after the other, what both added only once.
    """
    ours, others = _hunks(base, mine), _hunks(base, theirs)
    if any(_clash(one, other) for one in ours for other in others):
        return None
    known = {mark: item for mark, item in theirs}
    result: list[T] = []
    added: set[str] = set()
    at = 0
    both = [(h.start, h.end, 1, h.items, mine) for h in ours]
    both += [(h.start, h.end, 0, h.items, theirs) for h in others]
    for start, end, _, items, source in sorted(both, key=lambda hunk: hunk[:3]):
        result += [known[mark] for mark in base[at:start]]
        new = [source[i] for i in items if source[i][0] not in added]
        added |= {mark for mark, _ in new}
        result += [item for _, item in new]
        at = max(at, end)
    return result + [known[mark] for mark in base[at:]]


def _hunks(base: Sequence[str], new: Sequence[tuple[str, T]]) -> list[Hunk]:
    marks = [mark for mark, _ in new]
    codes = difflib.SequenceMatcher(None, base, marks, autojunk=False).get_opcodes()
    return [Hunk(i, j, tuple(range(k, m))) for tag, i, j, k, m in codes if tag != "equal"]


def _clash(one: Hunk, other: Hunk) -> bool:
    if one.start == one.end == other.start == other.end:
        return False  # both inserted here
    return (one.start < other.end and other.start < one.end) or (
        one.start == other.start and one.end != one.start and other.end != other.start
    )
