"""The same work on several things at once."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from typing import Any, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_work: Callable[[Any], Any]


def each(work: Callable[[_Item], _Result], items: Sequence[_Item]) -> list[_Result]:
    """`work` of every item, in their order, by as many processes as there are processors.

    They are forked, so that what was read need not be read again. Only where no other thread might
    hold a lock at that moment; elsewhere one item after another. Results are sent as pickles.
    """
    global _work
    if threading.active_count() > 1:
        return [work(item) for item in items]
    _work = work
    with get_context("fork").Pool(os.cpu_count()) as pool:
        return pool.map(_do, items, chunksize=1)


def _do(item: Any) -> Any:
    return _work(item)
