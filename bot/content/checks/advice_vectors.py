"""Questions as vectors, without training: tf-idf of the classifier's features, block by block.

The same weights as bot.understanding.fit gives them (sublinear tf, smoothed idf, every block of the
loudness of LOUDNESS), so that what is near here is near to the classifier. Cosines lie in 0 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy import sparse

# config.yml's blocks by the letter that a feature's name starts with (bot.understanding.features).
LOUDNESS = {"c": 1.4, "w": 1.0, "p": 1.4}
# A feature of more than 3.5 % of the questions (我, 的, 吗) is left out of the products: there are
# some 130 of them, they take eleven twelfths of the time, and about 30 % of the questions have a
# nearest neighbour in another topic with them and without (measured on 27,516 questions).
COMMON_SHARE, COMMON_AT_LEAST = 0.035, 50


class Space:
    """What the training questions' features weigh."""

    def __init__(self, samples: list[list[str]]) -> None:
        self.vocabulary: dict[str, int] = {}
        counts = self._counts(samples, grow=True)
        letters = list(LOUDNESS)
        self._block = np.array([letters.index(name[0]) for name in self.vocabulary], np.intp)
        used = np.bincount(counts.indices, minlength=counts.shape[1])
        self._idf = np.log((1 + len(samples)) / (1 + used)) + 1
        most = max(COMMON_SHARE * len(samples), COMMON_AT_LEAST)
        self._kept = sparse.diags((used <= most).astype(np.float32))
        self.matrix = self._weighed(counts)

    def rows(self, samples: list[list[str]]) -> sparse.csr_matrix:
        """Vectors of other questions; features that no training question has are left out."""
        return self._weighed(self._counts(samples, grow=False))

    def _counts(self, samples: Iterable[list[str]], grow: bool) -> sparse.csr_matrix:
        places: list[int] = []
        starts = [0]
        vocabulary = self.vocabulary
        for names in samples:
            if grow:
                places += [vocabulary.setdefault(name, len(vocabulary)) for name in names]
            else:
                places += [vocabulary[name] for name in names if name in vocabulary]
            starts.append(len(places))
        ones = np.ones(len(places), np.float32)
        shape = (len(starts) - 1, len(vocabulary))
        counts = sparse.csr_matrix((ones, places, starts), shape=shape)
        counts.sum_duplicates()
        return counts

    def _weighed(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        """tf-idf; each block as long as it is loud, the whole of length 1."""
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        block = self._block[counts.indices]
        values = (1 + np.log(counts.data)) * self._idf[counts.indices]
        loud = np.array(list(LOUDNESS.values()))
        cell = rows * len(loud) + block
        lengths = np.sqrt(np.bincount(cell, values**2, counts.shape[0] * len(loud)))
        values *= loud[block] / np.maximum(lengths, 1e-9)[cell] / np.sqrt((loud**2).sum())
        parts = values.astype(np.float32), counts.indices, counts.indptr
        kept = sparse.csr_matrix(parts, shape=counts.shape) @ self._kept
        kept.eliminate_zeros()
        return kept
