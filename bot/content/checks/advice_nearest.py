"""The nearest training questions of each question: in its own topic, and in the nearest other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bot.content.checks.advice_corpus import Corpus

# Where a single question says that another topic is nearer, the three nearest of either are
# compared as well: one alone is chance. Of the 300 questions that stand out most, a classifier
# trained without them (five folds) also misses 86 % with three, 79 % with one, 86 % with five.
TOGETHER = 3
_RIVALS = 3  # so many topics, by their nearest question, are looked at more closely
_ROWS = 256  # at a time: 256 x 27,500 likenesses are 28 MB


@dataclass(frozen=True)
class Near:
    """Indices into the corpus and likenesses (cosines, 0 to 1) of one question's neighbours.

    `own` and `other` are the nearest questions in its topic and in another; `gap` is by how much
    the other topic's nearest three are nearer on average, 0 if its nearest one is not nearer.
    `before` is the nearest one further up in the own topic, -1 if nothing is.
    """

    own: int
    own_near: float
    other: int
    other_near: float
    gap: float
    before: int
    before_near: float


def nearest(
    corpus: Corpus,
    matrix: sparse.csr_matrix,
    queries: sparse.csr_matrix,
    topics: list[int],
    at: int | None = None,
) -> Iterator[Near]:
    """The neighbours of each row of `queries`, a question of the topic with that index.

    Rows of `matrix` are the corpus's questions. If the queries are among them, from row `at` on, no
    question is its own neighbour (leave-one-out).
    """
    columns = matrix.T.tocsr()
    for first in range(0, queries.shape[0], _ROWS):
        likeness = (queries[first : first + _ROWS] @ columns).toarray()
        if at is not None:
            rows = np.arange(len(likeness))
            likeness[rows, at + first + rows] = 0
        best = np.maximum.reduceat(likeness, corpus.starts, axis=1)
        for number, row in enumerate(likeness, first):
            limit = 0 if at is None else at + number
            yield _near(corpus, row, topics[number], best[number - first], limit)


def _near(corpus: Corpus, row: np.ndarray, topic: int, best: np.ndarray, limit: int) -> Near:
    """`best` has each topic's greatest likeness; `limit` ends what is further up."""
    start = corpus.starts[topic]
    own, own_near = _at(corpus, row, topic)
    best[topic] = -1
    rival, gap = int(best.argmax()), 0.0
    if best[rival] > own_near:
        rivals = [int(one) for one in np.argsort(best)[-_RIVALS:] if best[one] > own_near]
        means = {one: _mean(corpus, row, one) for one in rivals}
        rival = max(means, key=lambda one: means[one])
        gap = means[rival] - _mean(corpus, row, topic)
    other, other_near = _at(corpus, row, rival) if best[rival] >= 0 else (-1, 0.0)
    above = row[start : max(limit, start)]
    before = int(above.argmax()) if len(above) else -1
    before_near = float(above[before]) if len(above) else 0.0
    place = start + before if before >= 0 else -1
    return Near(own, own_near, other, other_near, gap, place, before_near)


def _at(corpus: Corpus, row: np.ndarray, topic: int) -> tuple[int, float]:
    """A topic's nearest question, and its likeness."""
    start = corpus.starts[topic]
    at = start + int(row[start : corpus.ends[topic]].argmax())
    return at, float(row[at])


def _mean(corpus: Corpus, row: np.ndarray, topic: int) -> float:
    """How near a topic's nearest three are on average, or all if it has fewer."""
    part = row[corpus.starts[topic] : corpus.ends[topic]]
    few = np.partition(part, -TOGETHER)[-TOGETHER:] if len(part) > TOGETHER else part
    return float(few.mean())
