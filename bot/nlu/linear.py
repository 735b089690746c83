"""A linear classifier over sparse features: trained with scikit-learn, run with numpy alone.

Plain arrays and JSON on disk, no pickle: a model file cannot run code when it is loaded.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

_ARRAYS, _NAMES = "weights.npz", "names.json"
SEED = 20261122


@dataclass
class LinearModel:
    """Weights for every feature and label.

    `weights` is (features, labels), `bias` and are (labels,), `idf` is (features,). `sharpness`
    turns margins into probabilities: softmax(sharpness * margin), fitted on folds of the training
    side that the margins were not trained on.
    """

    labels: list[str]
    vocabulary: dict[str, int]
    idf: np.ndarray
    weights: np.ndarray
    bias: np.ndarray
    sharpness: float

    def probabilities(self, names: list[str]) -> np.ndarray:
        """One probability for each label, in the order of `labels`."""
        counts = Counter(i for name in names if (i := self.vocabulary.get(name)) is not None)
        if not counts:
            return np.full(len(self.labels), 1 / len(self.labels))
        index = np.fromiter(counts.keys(), int, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), float, len(counts)))) * self.idf[index]
        values /= math.sqrt(float(values @ values))
        return _softmax(self.sharpness * (values @ self.weights[index] + self.bias))

    def save(self, folder: Path) -> None:
        np.savez_compressed(
            folder / _ARRAYS,
            idf=self.idf.astype(np.float32),
            weights=self.weights.astype(np.float16),
            bias=self.bias.astype(np.float32),
        )
        names = {
            "labels": self.labels,
            "sharpness": self.sharpness,
            "vocabulary": list(self.vocabulary),
        }
        (folder / _NAMES).write_text(json.dumps(names, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        names = json.loads((folder / _NAMES).read_text("utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            return cls(
                labels=names["labels"],
                vocabulary={name: i for i, name in enumerate(names["vocabulary"])},
                idf=arrays["idf"],
                weights=arrays["weights"].astype(np.float32),
                bias=arrays["bias"],
                sharpness=names["sharpness"],
            )


def fit(samples: list[list[str]], labels: list[str], strength: float = 0.5) -> LinearModel:
    """Trains on feature names and labels; the same input gives the same model.

    `strength` is the support vector machine's C. Features seen once are dropped: they are a third
    of the size and cost no accuracy.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=lambda names: names, sublinear_tf=True, min_df=2)
    matrix = vectorizer.fit_transform(samples)
    classes, y = np.unique(labels, return_inverse=True)
    machine = _machine(strength).fit(matrix, y)
    return LinearModel(
        labels=[str(name) for name in classes],
        vocabulary={
            name: int(i) for name, i in sorted(vectorizer.vocabulary_.items(), key=lambda p: p[1])
        },
        idf=vectorizer.idf_,
        weights=machine.coef_.T.copy(),
        bias=machine.intercept_,
        sharpness=_sharpness(matrix, y, strength),
    )


def _machine(strength: float):  # type: ignore[no-untyped-def]  # scikit-learn has no types
    from sklearn.svm import LinearSVC

    return LinearSVC(C=strength, random_state=SEED)


def _sharpness(matrix, y: np.ndarray, strength: float) -> float:  # type: ignore[no-untyped-def]
    """The factor under which held-out folds' labels are likeliest."""
    from scipy.optimize import minimize_scalar
    from sklearn.model_selection import StratifiedKFold

    folds = StratifiedKFold(3, shuffle=True, random_state=SEED)
    margins = np.empty((len(y), int(y.max()) + 1))
    for train, test in folds.split(matrix, y):
        margins[test] = (
            _machine(strength).fit(matrix[train], y[train]).decision_function(matrix[test])
        )

    def loss(factor: float) -> float:
        scaled = factor * margins
        peak = scaled.max(axis=1, keepdims=True)
        total = np.log(np.exp(scaled - peak).sum(axis=1)) + peak[:, 0]
        return float((total - scaled[np.arange(len(y)), y]).mean())

    return float(minimize_scalar(loss, bounds=(0.5, 20), method="bounded").x)


def _softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max())
    return powers / powers.sum()
