"""Machines for very many classes: each learns its class beside those that are like it.

One against all others costs the number of classes times the number of samples: with twenty times as
many of both, four hundred times as much. But of the others nearly all lie far away, and say the
same. So each machine sees its own samples, some of the classes nearest to it, and as many of all
others as tell it what else there is: negative sampling with hard negatives, the usual way where
there are thousands of labels.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from scipy import sparse

MANY = 300  # classes; fewer are learned one against all others
# Classes beside each one, samples of each of them at most, and samples of all the rest. On our own
# 92 classes, which need none of this, first places fall from 0.962 to 0.936 (with 4000 of the rest:
# 0.947; if what is left out is not made up for by weights: 0.915).
NEAREST, OF_EACH, OTHERS = 10, 100, 2000
_HEAVIEST = 50  # features by which classes are compared
_AT_ONCE = 40  # classes in a piece of work
Machine = tuple[sparse.csc_matrix, np.ndarray]
Fitted = Callable[[Any, np.ndarray, np.ndarray], Machine]


def pieces(
    matrix: sparse.csr_matrix, y: np.ndarray, fitted: Fitted, seed: int
) -> list[Callable[[], list[Machine]]]:
    """Pieces of work; all in all they give `fitted(samples, theirs, counts)` of each class, in
    their order: weights (columns, 1) and offset (1,).

    `theirs` says which of the samples are of the class, `counts` for how many each one stands:
    others for those that were left out, its own so that all classes weigh alike.
    """
    chance, count = np.random.default_rng(seed), int(y.max()) + 1
    mixed = chance.permutation(len(y))
    own = _by_class(mixed, y, count)
    near = _near(matrix, y, count)

    def of_some(classes: np.ndarray) -> list[Machine]:
        found = []
        for one in classes:
            rows, counts = _beside(own, near[one], mixed[:OTHERS], one, len(y))
            samples, columns = _narrow(matrix[rows])
            theirs = y[rows] == one
            counts[theirs] = len(y) / (count * len(own[one]))
            weights, offset = fitted(samples, theirs, counts)
            found.append((_wide(weights, columns, matrix.shape[1]), offset))
        return found

    parts = np.array_split(np.arange(count), max(1, count // _AT_ONCE))
    return [partial(of_some, part) for part in parts]


def _beside(
    own: list[np.ndarray], near: np.ndarray, some: np.ndarray, one: int, total: int
) -> tuple[np.ndarray, np.ndarray]:
    """The samples beside which a class is learned, its own first, and for how many each stands."""
    parts, stands = [own[one]], [np.ones(len(own[one]))]
    for other in near:
        parts.append(own[other][:OF_EACH])
        stands.append(np.full(len(parts[-1]), len(own[other]) / len(parts[-1])))
    rows = np.concatenate(parts)
    far = np.setdiff1d(some, np.concatenate([own[one], *(own[other] for other in near)]))
    left = total - len(own[one]) - sum(len(own[other]) for other in near)
    parts.append(far)
    stands.append(np.full(len(far), left / max(len(far), 1)))
    return np.concatenate([rows, far]), np.concatenate(stands)


def _by_class(rows: np.ndarray, y: np.ndarray, count: int) -> list[np.ndarray]:
    order = np.argsort(y[rows], kind="stable")
    return np.split(rows[order], np.cumsum(np.bincount(y, minlength=count))[:-1])


def _near(matrix: sparse.csr_matrix, y: np.ndarray, count: int) -> np.ndarray:
    """The classes whose heaviest features are most alike: (classes, NEAREST)."""
    whose = sparse.csr_matrix((np.ones(len(y)), (y, np.arange(len(y)))), (count, len(y)))
    middle = (whose @ matrix).tocsr()
    for row in range(count):
        values = middle.data[middle.indptr[row] : middle.indptr[row + 1]]
        if len(values) > _HEAVIEST:
            values[np.argpartition(-values, _HEAVIEST)[_HEAVIEST:]] = 0
        values /= max(np.linalg.norm(values), 1e-9)
    middle.eliminate_zeros()
    alike = (middle @ middle.T).toarray()
    np.fill_diagonal(alike, -1)
    return np.argpartition(-alike, NEAREST, axis=1)[:, :NEAREST]


def _narrow(samples: sparse.csr_matrix) -> tuple[sparse.csr_matrix, np.ndarray]:
    """The same with only the columns that occur, and which these are."""
    occur = np.zeros(samples.shape[1], bool)
    occur[samples.indices] = True
    columns = np.flatnonzero(occur)
    place = np.cumsum(occur, dtype=np.int32) - 1
    parts = samples.data, place[samples.indices], samples.indptr
    return sparse.csr_matrix(parts, shape=(samples.shape[0], len(columns))), columns


def _wide(weights: sparse.csc_matrix, columns: np.ndarray, width: int) -> sparse.csc_matrix:
    """Weights of these columns among all: (width, 1). By columns: kept by rows it would say of each
    of a million rows where it begins, for every class."""
    parts = weights.data, columns[weights.indices], weights.indptr
    return sparse.csc_matrix(parts, shape=(width, weights.shape[1]))
