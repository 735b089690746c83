"""Which items of a list are kept, changed, moved or new, so that few lines change."""

from __future__ import annotations

import bisect
from collections import defaultdict, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kept:
    """One item of a new list: the old item at `index` (None: a new one).

    `value` is what it now says (None: the same as before); `moved` that it has left its place
    among the others.
    """

    index: int | None
    value: Any = None
    moved: bool = False


def kept(old: Sequence[Any], new: Sequence[Any]) -> list[Kept]:
    """How `new` comes from `old`: as many items as possible keep their place.

    Items that are in neither place the same are taken for changed where they stand between the
    same neighbours.
    """
    origin = _origins(old, new)
    still = _longest_rising(origin)
    plan: list[Kept] = []
    used = {index for index in origin if index is not None}
    free, fresh = 0, []
    for place, index in enumerate(origin):
        if place not in still:
            fresh.append(place)
            plan.append(Kept(index, None if index is not None else new[place], True))
            continue
        _pair(plan, new, fresh, _unused(free, index or 0, used))
        plan.append(Kept(index))
        free, fresh = (index or 0) + 1, []
    _pair(plan, new, fresh, _unused(free, len(old), used))
    return plan


def _unused(start: int, end: int, used: set[int]) -> list[int]:
    return [index for index in range(start, end) if index not in used]


def _pair(plan: list[Kept], new: Sequence[Any], fresh: list[int], gone: list[int]) -> None:
    """New items take the places of those that are gone between the same neighbours."""
    unknown = [place for place in fresh if plan[place].index is None]
    for place, index in zip(unknown, gone, strict=False):
        plan[place] = Kept(index, new[place])


def _origins(old: Sequence[Any], new: Sequence[Any]) -> list[int | None]:
    """For each new item the index of an old one that says the same; none is used twice."""
    places: dict[Hashable, deque[int]] = defaultdict(deque)
    for index, item in enumerate(old):
        places[_key(item)].append(index)
    found: list[int | None] = []
    for item in new:
        waiting = places.get(_key(item))
        found.append(waiting.popleft() if waiting else None)
    return found


def _key(item: Any) -> Hashable:
    return tuple(sorted(item.items())) if isinstance(item, dict) else item


def _longest_rising(origin: list[int | None]) -> set[int]:
    """The places of a longest rising run of indices: these items need not move."""
    tails: list[int] = []  # the smallest last index of a run of each length
    ends: list[int] = []  # the place of that index
    before: dict[int, int | None] = {}
    for place, index in enumerate(origin):
        if index is None:
            continue
        length = bisect.bisect_left(tails, index)
        before[place] = ends[length - 1] if length else None
        tails[length : length + 1] = [index]
        ends[length : length + 1] = [place]
    run: set[int] = set()
    step: int | None = ends[-1] if ends else None
    while step is not None:
        run.add(step)
        step = before[step]
    return run
