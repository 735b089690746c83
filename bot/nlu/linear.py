"""A linear classifier over sparse features: trained with scikit-learn, run with numpy and scipy.

Plain arrays and JSON on disk, no pickle: a model file cannot run code when it is loaded.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from bot.nlu.features import CHARACTERS, SOUNDS, WORDS

_ARRAYS, _NAMES = "weights.npz", "names.json"
SEED = 20261122
# A support vector machine's C, and the size below which a weight is dropped: both chosen by
# training on one author's questions and testing on another's (benchmarks/README.md).
STRENGTH, NEGLIGIBLE = 0.3, 0.02
# How loud each block of features speaks; blocks that are not named here are not looked at.
LOUDNESS = {CHARACTERS: 1.4, WORDS: 1.0, SOUNDS: 1.4}
# How much the best other label takes from the margin of what is none of them.
OPPOSED = 0.7
_LEVELS = 127  # weights are kept in so many steps either side of nought


@dataclass
class LinearModel:
    """Weights for every feature, for each label and, in the last column, for urgency.

    `weights` is sparse (features, labels + 1), `bias` is (labels + 1,), `idf` and `block` are
    (features,), `loudness` is (blocks,). What turns margins into probabilities was fitted on a
    fifth of the training side that the margins had not been trained on: `sharpness` for the labels,
    softmax(sharpness * margin); `urgency` (slope, offset) for the last column, sigmoid(slope *
    margin + offset); and, where there is a label `outside` for what is none of the others,
    `beyond` (slope, offset), sigmoid(slope * (its margin - OPPOSED * the best other) + offset).
    """

    labels: list[str]
    vocabulary: dict[str, int]
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
        return self.weights[index].T @ values + self.bias

    def vector(self, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """The message as features: their places in the vocabulary and their weights (tf-idf)."""
        counts = Counter(i for name in names if (i := self.vocabulary.get(name)) is not None)
        index = np.fromiter(counts.keys(), np.intp, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), float, len(counts)))) * self.idf[index]
        block = self.block[index]
        lengths = np.sqrt(np.bincount(block, values**2, len(self.loudness)))
        return index, values * (self.loudness / np.maximum(lengths, 1e-9))[block]

    def reasons(self, names: list[str], label: str, rival: str) -> list[tuple[str, float]]:
        """What each feature says for `label` against `rival`, the strongest first."""
        index, values = self.vector(names)
        columns = [self.labels.index(label), self.labels.index(rival)]
        pair = self.weights[index][:, columns].toarray()
        said = values * (pair[:, 0] - pair[:, 1])
        found = list(self.vocabulary)
        order = np.argsort(-np.abs(said))
        return [(found[index[i]], float(said[i])) for i in order if said[i]]

    def save(self, folder: Path) -> None:
        steps, data = _in_steps(self.weights)
        narrow = np.uint8 if len(self.labels) < 256 else np.uint16
        np.savez_compressed(
            folder / _ARRAYS,
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
            "vocabulary": list(self.vocabulary),
        }
        (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        names = json.loads((folder / _NAMES).read_text("utf-8"))
        shape = (len(names["vocabulary"]), len(names["labels"]) + 1)
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            columns = arrays["columns"].astype(np.int32)
            starts = np.concatenate([[0], np.cumsum(arrays["in_row"], dtype=np.int32)])
            parts = arrays["data"] * arrays["steps"][columns], columns, starts
            return cls(
                labels=names["labels"],
                vocabulary={name: i for i, name in enumerate(names["vocabulary"])},
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


def fit(
    samples: list[list[str]],
    labels: list[str],
    urgent: list[bool],
    strength: float = STRENGTH,
    loudness: dict[str, float] | None = None,
    outside: str | None = None,
    rarest: int = 1,
) -> LinearModel:
    """Trains on feature names, labels and urgency; the same input gives the same model.

    Labels weigh alike, however many samples they have. `loudness` maps a block's letter to its
    weight, `outside` names the label of what is none of the others; features that fewer than
    `rarest` samples have are left out. Without samples of both kinds
    of urgency, urgency is never predicted.
    """
    loudness = loudness or LOUDNESS
    matrix, vocabulary, idf, block = _weighted(samples, loudness, rarest)
    classes, y = np.unique(labels, return_inverse=True)
    machine = _machine(strength).fit(matrix, y)
    alarm, offset, urgency = _alarm(matrix, np.array(urgent, int), strength)
    weights = np.vstack([machine.coef_, alarm]).T
    weights[np.abs(weights) < NEGLIGIBLE] = 0
    place = list(classes).index(outside) if outside in classes else None
    sharpness, beyond = _calibrated(*_unseen(matrix, y, strength), place)
    return LinearModel(
        labels=[str(name) for name in classes],
        vocabulary=vocabulary,
        idf=idf,
        block=block,
        loudness=np.array(list(loudness.values())),
        weights=sparse.csr_matrix(weights),
        bias=np.append(machine.intercept_, offset),
        sharpness=sharpness,
        urgency=urgency,
        outside=outside,
        beyond=beyond,
    )


def _alarm(
    matrix: Any, wanted: np.ndarray, strength: float
) -> tuple[np.ndarray, float, tuple[float, float]]:
    """Weights and offset of the machine for urgency, and its sigmoid."""
    if len(np.unique(wanted)) < 2:
        return np.zeros((1, matrix.shape[1])), 0.0, (0.0, -50.0)
    machine = _machine(strength).fit(matrix, wanted)
    return machine.coef_, float(machine.intercept_[0]), _platt(*_unseen(matrix, wanted, strength))


def _weighted(
    samples: list[list[str]], loudness: dict[str, float], rarest: int
) -> tuple[Any, dict[str, int], np.ndarray, np.ndarray]:
    """tf-idf, each block on its own: matrix, vocabulary, idf and block of every column."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vocabulary: dict[str, int] = {}
    parts, idf, block = [], [], []
    for number, (letter, weight) in enumerate(loudness.items()):
        own = [[name for name in names if name[0] == letter] for names in samples]
        vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True, min_df=rarest)
        parts.append(vectorizer.fit_transform(own) * weight)
        for name in vectorizer.get_feature_names_out():
            vocabulary[str(name)] = len(vocabulary)
        idf.append(vectorizer.idf_)
        block.append(np.full(len(vectorizer.idf_), number))
    return sparse.hstack(parts).tocsr(), vocabulary, np.concatenate(idf), np.concatenate(block)


def _machine(strength: float) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=strength, class_weight="balanced", random_state=SEED)


def _unseen(matrix: Any, y: np.ndarray, strength: float) -> tuple[np.ndarray, np.ndarray]:
    """Margins and labels of a fifth of the samples, by a machine that was trained on the rest."""
    from sklearn.model_selection import StratifiedShuffleSplit

    split = StratifiedShuffleSplit(1, test_size=0.2, random_state=SEED)
    train, test = next(split.split(matrix, y))
    machine = _machine(strength).fit(matrix[train], y[train])
    return machine.decision_function(matrix[test]), y[test]


def _calibrated(
    margins: np.ndarray, y: np.ndarray, outside: int | None
) -> tuple[float, tuple[float, float]]:
    """`sharpness` and `beyond` (LinearModel) from unseen samples."""
    if outside is None:
        return _sharpness(margins, y), (0.0, 0.0)
    inside = np.delete(margins, outside, axis=1)
    own = y != outside
    labels = y[own] - (y[own] > outside)
    beyond = margins[:, outside] - OPPOSED * inside.max(axis=1)
    return _sharpness(inside[own], labels), _platt(beyond, ~own)


def _sharpness(margins: np.ndarray, y: np.ndarray) -> float:
    """The factor under which unseen samples' labels are likeliest."""
    from scipy.optimize import minimize_scalar

    def loss(factor: float) -> float:
        scaled = factor * margins
        peak = scaled.max(axis=1, keepdims=True)
        total = np.log(np.exp(scaled - peak).sum(axis=1)) + peak[:, 0]
        return float((total - scaled[np.arange(len(y)), y]).mean())

    return float(minimize_scalar(loss, bounds=(0.5, 20), method="bounded").x)


def _platt(margins: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Slope and offset of the sigmoid that fits unseen samples (Platt 1999)."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e6).fit(margins.reshape(-1, 1), y)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def _in_steps(weights: sparse.csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """The size of a step for each column, and every weight in whole steps."""
    largest = np.maximum(abs(weights).max(axis=0).toarray().ravel(), 1e-9)
    steps = (largest / _LEVELS).astype(np.float32)
    return steps, np.rint(weights.data / steps[weights.indices]).astype(np.int8)


def _softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max())
    return powers / powers.sum()
