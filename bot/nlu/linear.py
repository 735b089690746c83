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

from bot.nlu.features import BLOCKS

_ARRAYS, _NAMES = "weights.npz", "names.json"
SEED = 20261122
# A support vector machine's C, and the size below which a weight is dropped: both chosen by
# training on one author's questions and testing on another's (benchmarks/README.md).
STRENGTH, NEGLIGIBLE = 0.3, 0.01
# Labels weigh alike, however many samples they have; but a very large one, such as what is out of
# scope, keeps this weight a sample, or it would lose its own questions.
LEAST_WEIGHT = 0.3


@dataclass
class LinearModel:
    """Weights for every feature, for each label and, in the last column, for urgency.

    `weights` is sparse (features, labels + 1), `bias` is (labels + 1,), `idf` and `block` are
    (features,). `sharpness` turns margins into probabilities, softmax(sharpness * margin), and
    `urgency` (slope, offset) does so for the last column, sigmoid(slope * margin + offset); both
    were fitted on a fifth of the training side that the margins had not been trained on.
    """

    labels: list[str]
    vocabulary: dict[str, int]
    idf: np.ndarray
    block: np.ndarray
    weights: sparse.csr_matrix
    bias: np.ndarray
    sharpness: float
    urgency: tuple[float, float]

    def judge(self, names: list[str]) -> tuple[np.ndarray, float]:
        """A probability for each label, in the order of `labels`, and that of urgency."""
        margins = self.margins(names)
        slope, offset = self.urgency
        urgent = 1 / (1 + np.exp(-(slope * margins[-1] + offset)))
        return _softmax(self.sharpness * margins[:-1]), float(urgent)

    def margins(self, names: list[str]) -> np.ndarray:
        """How far the message lies on the side of each label, and of urgency."""
        index, values = self.vector(names)
        return self.weights[index].T @ values + self.bias

    def vector(self, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """The message as features: their places in the vocabulary and their weights (tf-idf)."""
        counts = Counter(i for name in names if (i := self.vocabulary.get(name)) is not None)
        index = np.fromiter(counts.keys(), np.intp, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), float, len(counts)))) * self.idf[index]
        lengths = np.sqrt(np.bincount(self.block[index], values**2, len(BLOCKS)))
        return index, values / lengths[self.block[index]]

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
        np.savez_compressed(
            folder / _ARRAYS,
            idf=self.idf.astype(np.float16),
            block=self.block.astype(np.uint8),
            data=self.weights.data.astype(np.float16),
            columns=self.weights.indices.astype(np.uint16),
            rows=self.weights.indptr.astype(np.uint32),
            bias=self.bias.astype(np.float32),
        )
        names = {
            "labels": self.labels,
            "sharpness": self.sharpness,
            "urgency": self.urgency,
            "vocabulary": list(self.vocabulary),
        }
        (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        names = json.loads((folder / _NAMES).read_text("utf-8"))
        shape = (len(names["vocabulary"]), len(names["labels"]) + 1)
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            parts = arrays["data"].astype(float), arrays["columns"], arrays["rows"]
            return cls(
                labels=names["labels"],
                vocabulary={name: i for i, name in enumerate(names["vocabulary"])},
                idf=arrays["idf"].astype(float),
                block=arrays["block"].astype(np.intp),
                weights=sparse.csr_matrix(parts, shape=shape),
                bias=arrays["bias"].astype(float),
                sharpness=names["sharpness"],
                urgency=tuple(names["urgency"]),
            )


def fit(samples: list[list[str]], labels: list[str], urgent: list[bool]) -> LinearModel:
    """Trains on feature names, labels and urgency; the same input gives the same model."""
    matrix, vocabulary, idf, block = _weighted(samples)
    classes, y = np.unique(labels, return_inverse=True)
    wanted = np.array(urgent, int)
    machine, alarm = _machine(y).fit(matrix, y), _machine(wanted).fit(matrix, wanted)
    weights = np.vstack([machine.coef_, alarm.coef_]).T
    weights[np.abs(weights) < NEGLIGIBLE] = 0
    return LinearModel(
        labels=[str(name) for name in classes],
        vocabulary=vocabulary,
        idf=idf,
        block=block,
        weights=sparse.csr_matrix(weights),
        bias=np.append(machine.intercept_, alarm.intercept_),
        sharpness=_sharpness(*_unseen(matrix, y)),
        urgency=_platt(*_unseen(matrix, wanted)),
    )


def _weighted(samples: list[list[str]]) -> tuple[Any, dict[str, int], np.ndarray, np.ndarray]:
    """tf-idf, each block on its own: matrix, vocabulary, idf and block of every column."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vocabulary: dict[str, int] = {}
    parts, idf, block = [], [], []
    for number, letter in enumerate(BLOCKS):
        own = [[name for name in names if name[0] == letter] for names in samples]
        vectorizer = TfidfVectorizer(analyzer=list, sublinear_tf=True)
        parts.append(vectorizer.fit_transform(own))
        for name in vectorizer.get_feature_names_out():
            vocabulary[str(name)] = len(vocabulary)
        idf.append(vectorizer.idf_)
        block.append(np.full(len(vectorizer.idf_), number))
    return sparse.hstack(parts).tocsr(), vocabulary, np.concatenate(idf), np.concatenate(block)


def _machine(y: np.ndarray) -> Any:
    from sklearn.svm import LinearSVC

    sizes = np.bincount(y)
    balanced = len(y) / (len(sizes) * sizes)
    weights = dict(enumerate(np.maximum(balanced, LEAST_WEIGHT)))
    return LinearSVC(C=STRENGTH, class_weight=weights, random_state=SEED)


def _unseen(matrix: Any, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Margins and labels of a fifth of the samples, by a machine that was trained on the rest."""
    from sklearn.model_selection import StratifiedShuffleSplit

    split = StratifiedShuffleSplit(1, test_size=0.2, random_state=SEED)
    train, test = next(split.split(matrix, y))
    margins = _machine(y[train]).fit(matrix[train], y[train]).decision_function(matrix[test])
    return margins, y[test]


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


def _softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max())
    return powers / powers.sum()
