"""Very many classes are learned each beside its neighbours; that must hardly matter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from bot.understanding import apart
from bot.understanding import fit as fitting
from bot.understanding.counting import counted
from bot.understanding.fit import fit
from bot.understanding.linear import Calibration, LinearModel

COUNT = apart.MANY + 20
CALIBRATION = Calibration(10.0)


def questions(seed: int, of_each: int) -> tuple[list[list[str]], list[str]]:
    """Each class has three words of its own, two that ten classes share, and what anybody says."""
    chance, names, labels = random.Random(seed), list[list[str]](), list[str]()
    for label in range(COUNT):
        for _ in range(of_each):
            own = chance.sample([f"w{label}-{n}" for n in range(3)], 2)
            shared = [f"wgroup{label // 10}-{n}" for n in range(2)]
            anybody = chance.sample([f"w{n}" for n in range(30)], 4)
            names.append([*own, *shared, *anybody])
            labels.append(f"class{label:03}")
    return names, labels


def learned(seed: int) -> LinearModel:
    names, labels = questions(seed, 8)
    urgent = [label < "class100" for label in labels]
    return fit(names, labels, urgent, loudness={"w": 1.0}, calibration=CALIBRATION)


def found(model: LinearModel, names: Sequence[list[str]]) -> list[str]:
    return [model.labels[int(np.argmax(model.margins(one)[:-1]))] for one in names]


def test_as_one_against_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    names, labels = questions(2, 3)
    beside = found(learned(1), names)
    monkeypatch.setattr(fitting, "MANY", COUNT)
    against_all = found(learned(1), names)
    right = [sum(map(str.__eq__, one, labels)) / len(labels) for one in (beside, against_all)]
    assert right[1] > 0.95
    assert right[0] > right[1] - 0.01


def test_the_same_questions_give_the_same_model() -> None:
    one, other = learned(3), learned(3)
    assert (one.weights != other.weights).nnz == 0
    assert (one.bias == other.bias).all()


def test_each_sees_its_own_and_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "OTHERS", 200)
    names, labels = questions(4, 8)
    matrix = counted(names).counts
    y = np.unique(labels, return_inverse=True)[1]
    seen: list[tuple[int, int, float]] = []

    def looked(samples: Any, theirs: np.ndarray, counts: np.ndarray) -> apart.Machine:
        seen.append((samples.shape[0], int(theirs.sum()), float(counts[~theirs].sum())))
        return fitting._sparse(np.ones((1, samples.shape[1]))), np.zeros(1)

    made = [one for piece in apart.pieces(matrix, y, looked, seed=1) for one in piece()]
    assert len(made) == len(seen) == COUNT
    assert all(theirs == 8 for _, theirs, _ in seen)
    assert all(8 * (apart.NEAREST + 1) <= rows < 300 for rows, _, _ in seen)
    assert all(round(others) == len(labels) - 8 for *_, others in seen), "they stand for all"
    weights, _ = made[0]
    assert weights.shape == (matrix.shape[1], 1)
    assert weights.nnz < matrix.shape[1], "only features that its samples have"
