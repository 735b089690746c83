"""A linear classifier over sparse features, run with numpy and scipy (trained: fit.py).

Plain arrays and JSON on disk, no pickle: a model file cannot run code when it is loaded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
from scipy import sparse

_ARRAYS, _NAMES = "weights.npz", "names.json"
# How much the best other label takes from the margin of what is none of them.
OPPOSED = 0.7
_LEVELS = 127  # weights are kept in so many steps either side of nought
NEVER = (0.0, -50.0)  # a sigmoid that is nought everywhere


@dataclass(frozen=True)
class Calibration:
    """What turns margins into probabilities (LinearModel); pairs are slope and offset.

    It is fitted on a fifth of the training side that the margins had not been trained on.
    """

    sharpness: float
    urgency: tuple[float, float] = NEVER
    beyond: tuple[float, float] = (0.0, 0.0)


@dataclass
class LinearModel:
    """Weights for every feature, for each label and, in the last column, for urgency.

    `keys` (features,) are hashes of the features' names, rising: 700,000 names would take 100 MB
    and keep a server waiting while they are read. `weights` is sparse (features, labels + 1),
    `bias` is (labels + 1,), `idf` and `block` are (features,), `loudness` is (blocks,).

    What turns margins into probabilities (Calibration): `sharpness` for the labels,
    softmax(sharpness * margin); `urgency` (slope, offset) for the last column, sigmoid(slope *
    margin + offset); and, where there is a label `outside` for what is none of the others,
    `beyond` (slope, offset), sigmoid(slope * (its margin - OPPOSED * the best other) + offset).
    """

    labels: list[str]
    keys: np.ndarray
    idf: np.ndarray
    block: np.ndarray
    loudness: np.ndarray
    weights: sparse.csr_matrix
    bias: np.ndarray
    sharpness: float
    urgency: tuple[float, float]
    outside: str | None = None
    beyond: tuple[float, float] = (0.0, 0.0)

    def judge(self, names: list[str]) -> tuple[np.ndarray, float]:
        """A probability for each label, in the order of `labels`, and that of urgency."""
        margins = self.margins(names)
        slope, offset = self.urgency
        urgent = 1 / (1 + np.exp(-(slope * margins[-1] + offset)))
        return self._probabilities(margins[:-1]), float(urgent)

    def _probabilities(self, margins: np.ndarray) -> np.ndarray:
        if self.outside not in self.labels:
            return _softmax(self.sharpness * margins)
        place = self.labels.index(self.outside)
        inside = np.delete(margins, place)
        slope, offset = self.beyond
        beyond = margins[place] - OPPOSED * inside.max()
        outside = 1 / (1 + np.exp(-(slope * beyond + offset)))
        return np.insert(_softmax(self.sharpness * inside) * (1 - outside), place, outside)

    def margins(self, names: list[str]) -> np.ndarray:
        """How far the message lies on the side of each label, and of urgency."""
        index, values = self.vector(names)
        return self._summed(index, values) + self.bias

    def _summed(self, index: np.ndarray, values: np.ndarray) -> np.ndarray:
        """`weights[index].T @ values` without scipy's checks, which take three times as long."""
        rows, starts = self.weights, self.weights.indptr[index]
        lengths = self.weights.indptr[index + 1] - starts
        ends = lengths.cumsum()
        places = np.repeat(starts - ends + lengths, lengths) + np.arange(lengths.sum())
        products = rows.data[places] * np.repeat(values, lengths)
        return np.bincount(rows.indices[places], products, len(self.bias))

    def vector(self, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """The message as features: their places and their weights (tf-idf)."""
        keys = _keys(map(_remembered, names))
        wanted, counts = np.unique(keys, return_counts=True)
        index = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        known = self.keys[index] == wanted
        index, counts = index[known], counts[known]
        values = (1 + np.log(counts)) * self.idf[index]
        block = self.block[index]
        lengths = np.sqrt(np.bincount(block, values**2, len(self.loudness)))
        return index, values * (self.loudness / np.maximum(lengths, 1e-9))[block]

    def reasons(self, names: list[str], label: str, rival: str) -> list[tuple[str, float]]:
        """What each feature says for `label` against `rival`, the strongest first."""
        index, values = self.vector(names)
        columns = [self.labels.index(label), self.labels.index(rival)]
        pair = self.weights[index][:, columns].toarray()
        said = values * (pair[:, 0] - pair[:, 1])
        by_key = dict(zip(keys_of(names).tolist(), names, strict=True))
        order = np.argsort(-np.abs(said))
        return [(by_key[int(self.keys[index[i]])], float(said[i])) for i in order if said[i]]

    def save(self, folder: Path) -> None:
        steps, data = _in_steps(self.weights)
        narrow = np.uint8 if len(self.labels) < 256 else np.uint16
        np.savez_compressed(
            folder / _ARRAYS,
            keys=self.keys,
            idf=self.idf.astype(np.float16),
            block=self.block.astype(np.uint8),
            loudness=self.loudness,
            steps=steps,
            data=data,
            columns=self.weights.indices.astype(narrow),
            in_row=np.diff(self.weights.indptr).astype(narrow),
            bias=self.bias.astype(np.float32),
        )
        names = {
            "labels": self.labels,
            "sharpness": self.sharpness,
            "urgency": self.urgency,
            "outside": self.outside,
            "beyond": self.beyond,
        }
        (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        names = json.loads((folder / _NAMES).read_text("utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            columns = arrays["columns"].astype(np.int32)
            starts = np.concatenate([[0], np.cumsum(arrays["in_row"], dtype=np.int32)])
            shape = (len(arrays["keys"]), len(names["labels"]) + 1)
            parts = arrays["data"] * arrays["steps"][columns], columns, starts
            return cls(
                labels=names["labels"],
                keys=arrays["keys"],
                idf=arrays["idf"].astype(float),
                block=arrays["block"].astype(np.intp),
                loudness=arrays["loudness"],
                weights=sparse.csr_matrix(parts, shape=shape),
                bias=arrays["bias"].astype(float),
                sharpness=names["sharpness"],
                urgency=tuple(names["urgency"]),
                outside=names["outside"],
                beyond=tuple(names["beyond"]),
            )


def keys_of(names: Iterable[str]) -> np.ndarray:
    """64-bit hashes, the same in every process; among a million names no two are likely alike."""
    return _keys(map(_digest, names))


def _keys(digests: Iterable[bytes]) -> np.ndarray:
    return np.frombuffer(b"".join(digests), "<u8").astype(np.uint64)


def _digest(name: str) -> bytes:
    return blake2b(name.encode(), digest_size=8).digest()


# Most of what messages are made of has come before; while learning nearly everything is new.
_remembered = lru_cache(maxsize=2**15)(_digest)


def _in_steps(weights: sparse.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """The size of a step for each column, and every weight in whole steps."""
    largest = np.maximum(abs(weights).max(axis=0).toarray().ravel(), 1e-9)
    steps = (largest / _LEVELS).astype(np.float32)
    return steps, np.rint(weights.data / steps[weights.indices]).astype(np.int8)


def _softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max())
    return powers / powers.sum()
