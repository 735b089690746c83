"""Trains a LinearModel: machines that tell one label from all others, with scikit-learn."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from scipy import sparse

from bot.understanding.apart import MANY, Machine, pieces
from bot.understanding.counting import Counted, counted
from bot.understanding.features import CHARACTERS, SOUNDS, WORDS
from bot.understanding.linear import NEVER, OPPOSED, Calibration, LinearModel
from bot.understanding.parallel import each

SEED = 20261122
# A support vector machine's C, and the size below which a weight is dropped: both chosen by
# training on one author's questions and testing on another's (benchmarks/README.md).
STRENGTH, NEGLIGIBLE = 0.3, 0.02
# When the machine is good enough: with a thousandth of it, margins differ by 0.015 at most, no
# held-out question is understood differently, and training takes half as long again.
TOLERANCE = 0.1
# How loud each block of features speaks; blocks that are not named here are not looked at.
LOUDNESS = {CHARACTERS: 1.4, WORDS: 1.0, SOUNDS: 1.4}


def fit(
    samples: list[list[str]] | Counted,
    labels: list[str],
    urgent: list[bool],
    strength: float = STRENGTH,
    loudness: dict[str, float] | None = None,
    outside: str | None = None,
    rarest: int = 1,
    calibration: Calibration | None = None,
) -> LinearModel:
    """Trains on feature names, labels and urgency; the same input gives the same model.

    Labels weigh alike, however many samples they have. `loudness` maps a block's letter to its
    weight, `outside` names the label of what is none of the others; features that fewer than
    `rarest` samples have are left out. Without samples of both kinds of urgency, urgency is never
    predicted. A `calibration` that is given need not be measured, which takes as long as the rest.
    Raises ValueError with fewer than three labels.
    """
    loudness = loudness or LOUDNESS
    if isinstance(samples, list):
        samples = counted(samples)
    matrix, keys, idf, block = _weighted(samples, loudness, rarest)
    small, single = _condensed(matrix)
    classes, y = np.unique(labels, return_inverse=True)
    if len(classes) < 3:
        raise ValueError("nothing to learn: there are fewer than three labels")
    place = list(classes).index(outside) if outside in classes else None
    wanted = np.array(urgent, int)
    weights, offsets = _machines(small, y, wanted, strength)
    given = calibration or calibrate(small, y, wanted, strength, place)
    return LinearModel(
        labels=[str(name) for name in classes],
        keys=keys,
        idf=idf,
        block=block,
        loudness=np.array(list(loudness.values())),
        weights=_spread(weights, single),
        bias=offsets,
        sharpness=given.sharpness,
        urgency=given.urgency,
        outside=outside,
        beyond=given.beyond,
    )


def _machines(
    matrix: Any, y: np.ndarray, wanted: np.ndarray, strength: float
) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Weights (columns, classes + 1) and offsets: one machine for each class against all others,
    one for urgency at the end.

    To a machine that knows a class from all others, the others may as well be a single one, so that
    half of the classes can be learned beside the other half.
    """
    count = int(y.max()) + 1
    if count > MANY:
        return _many_machines(matrix, y, wanted, strength)
    weight = {**dict(enumerate(len(y) / (count * np.bincount(y)))), count: 1.0}
    halves = np.array_split(np.arange(count), 2) if count > 3 else [np.arange(count)]

    def learned(classes: np.ndarray | None) -> tuple[sparse.csr_matrix, np.ndarray]:
        if classes is None:
            return _alarm(matrix, wanted, strength)
        lumped = np.where(np.isin(y, classes), y, count)
        fitted = _machine(strength, weight).fit(matrix, lumped)
        own = slice(len(classes))
        return _sparse(fitted.coef_[own]), fitted.intercept_[own]

    found = each(learned, [*halves, None])
    weights, offsets = zip(*found, strict=True)
    return sparse.hstack(weights).tocsr(), np.concatenate(offsets)


def _many_machines(
    matrix: Any, y: np.ndarray, wanted: np.ndarray, strength: float
) -> tuple[sparse.csr_matrix, np.ndarray]:
    """The same for more classes than can be learned each against all others."""

    def fitted(samples: Any, theirs: np.ndarray, counts: np.ndarray) -> Machine:
        machine = _machine(strength, None).fit(samples, theirs, sample_weight=counts)
        return _sparse(machine.coef_), machine.intercept_

    # The alarm, which sees all samples, is the longest piece: it comes first.
    work = [lambda: [_alarm(matrix, wanted, strength)], *pieces(matrix, y, fitted, SEED)]
    alarm, *found = each(lambda place: work[place](), range(len(work)))
    weights, offsets = zip(*chain(*found, alarm), strict=True)
    return sparse.hstack(weights).tocsr(), np.concatenate(offsets)


def _sparse(weights: np.ndarray) -> sparse.csc_matrix:
    """(classes, columns) as (columns, classes), without what is negligible."""
    return sparse.csr_matrix(np.where(np.abs(weights) < NEGLIGIBLE, 0, weights)).T


def _alarm(matrix: Any, wanted: np.ndarray, strength: float) -> tuple[Any, np.ndarray]:
    """Weights and offset of the machine for urgency."""
    if len(np.unique(wanted)) < 2:
        return sparse.csc_matrix((matrix.shape[1], 1)), np.zeros(1)
    machine = _machine(strength).fit(matrix, wanted)
    return _sparse(machine.coef_), machine.intercept_


@dataclass
class _Single:
    """Features that one sample has: `own` says which (features,) and of which sample (`row`), and
    which share of that sample's it is, as numbers whose squares add up to 1."""

    own: np.ndarray
    row: np.ndarray
    share: np.ndarray


def _condensed(matrix: sparse.csr_matrix) -> tuple[sparse.csr_matrix, _Single]:
    """The same samples with one column for all the features that only this sample has.

    For a linear machine that is the same problem, since it looks at samples by their products: two
    samples share none of these columns, and the length is the same. Two thirds of the features go.
    """
    columns = matrix.tocsc()
    own = columns.getnnz(axis=0) == 1
    alone = columns[:, own]
    row, values = alone.indices, alone.data
    lengths = np.sqrt(np.bincount(row, values**2, matrix.shape[0]))
    together = sparse.hstack([columns[:, ~own], sparse.diags(lengths)]).tocsr()
    together.eliminate_zeros()
    return together, _Single(own, row, values / lengths[row])


def _spread(found: sparse.csr_matrix, single: _Single) -> sparse.csr_matrix:
    """Weights (columns of _condensed, labels) for every feature (features, labels)."""
    shared = np.count_nonzero(~single.own)
    alone = sparse.diags(single.share) @ found[shared:][single.row]
    order = np.argsort(np.concatenate([np.flatnonzero(~single.own), np.flatnonzero(single.own)]))
    spread = sparse.vstack([found[:shared], alone]).tocsr()[order]
    spread.data[np.abs(spread.data) < NEGLIGIBLE] = 0
    spread.eliminate_zeros()
    return spread


def calibrate(
    matrix: Any, y: np.ndarray, wanted: np.ndarray, strength: float, outside: int | None
) -> Calibration:
    """What turns margins into probabilities, from a fifth of the samples; `y` are their labels,
    `wanted` says which are urgent, `outside` is the label of what is none of the others."""
    sharpness, beyond = _calibrated(*_unseen(matrix, y, strength), outside)
    if len(np.unique(wanted)) < 2:
        return Calibration(sharpness, NEVER, beyond)
    return Calibration(sharpness, _platt(*_unseen(matrix, wanted, strength)), beyond)


def _weighted(
    samples: Counted, loudness: dict[str, float], rarest: int
) -> tuple[Any, np.ndarray, np.ndarray, np.ndarray]:
    """tf-idf, each block on its own: matrix, key, idf and block of every column, keys rising."""
    from sklearn.feature_extraction.text import TfidfTransformer

    enough = samples.counts.getnnz(axis=0) >= rarest
    by_column = samples.counts.tocsc()
    kept, parts, idf = [], [], []
    for letter, weight in loudness.items():
        own = np.flatnonzero((samples.blocks == letter) & enough)
        transformer = TfidfTransformer(sublinear_tf=True)
        parts.append(transformer.fit_transform(by_column[:, own]) * weight)
        idf.append(transformer.idf_)
        kept.append(own)
    columns = np.concatenate(kept)
    block = np.repeat(np.arange(len(kept)), [len(own) for own in kept])
    order = np.argsort(columns)
    matrix = sparse.hstack(parts).tocsc()[:, order].tocsr()
    return matrix, samples.keys[columns[order]], np.concatenate(idf)[order], block[order]


def _machine(strength: float, weight: dict[int, float] | str | None = "balanced") -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=strength, class_weight=weight, random_state=SEED, tol=TOLERANCE)


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
