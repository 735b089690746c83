"""How often each sample has each feature."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np
from scipy import sparse

from bot.understanding.linear import keys_of


@dataclass
class Counted:
    """How often each sample has each feature: `counts` is sparse (samples, features).

    `keys` (features,) are hashes of the features' names, rising; `blocks` (features,) the letters
    of their blocks.
    """

    keys: np.ndarray
    blocks: np.ndarray
    counts: sparse.csr_matrix


def counted(samples: Iterable[list[str]]) -> Counted:
    """Counts the feature names of samples."""
    places: defaultdict[str, int] = defaultdict(count().__next__)
    columns: list[int] = []
    starts = [0]
    for names in samples:
        columns.extend(map(places.__getitem__, names))
        starts.append(len(columns))
    blocks = np.array([name[0] for name in places], "U1")
    return _in_order([(keys_of(places), blocks, np.ones(len(columns)), columns, np.diff(starts))])


def joined(parts: Sequence[Counted]) -> Counted:
    """The samples of several counts one after another."""
    return _in_order(
        [
            (one.keys, one.blocks, one.counts.data, one.counts.indices, np.diff(one.counts.indptr))
            for one in parts
        ]
    )


def _in_order(parts: Sequence[tuple[Any, ...]]) -> Counted:
    """From keys, blocks, counts, columns and numbers of features in every sample."""
    keys, first, places = np.unique(
        np.concatenate([part[0] for part in parts]), return_index=True, return_inverse=True
    )
    starts = np.cumsum([0, *(len(part[0]) for part in parts)])
    blocks = np.concatenate([part[1] for part in parts])[first]
    columns = np.concatenate(
        [places[start:][part[3]] for start, part in zip(starts, parts, strict=False)]
    )
    data, in_row = (np.concatenate([part[i] for part in parts]) for i in (2, 4))
    rows = np.concatenate([[0], np.cumsum(in_row)])
    counts = sparse.csr_matrix((data, columns, rows), shape=(len(in_row), len(keys)))
    counts.sum_duplicates()
    return Counted(keys, blocks, counts)


def rows(everything: Counted, wanted: slice) -> Counted:
    """Some of the samples."""
    return Counted(everything.keys, everything.blocks, everything.counts[wanted])
