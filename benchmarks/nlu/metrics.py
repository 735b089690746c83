"""Figures from predictions: how often right, how honest, how well it knows what is not its own."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.metrics import accuracy_score, f1_score

OUT_OF_SCOPE = "oos"
_BINS = 10

Predictions = list[dict[str, Any]]


def first(prediction: dict[str, Any]) -> str:
    """What was understood: out of scope, or the best topic."""
    if prediction["refused"]:
        return OUT_OF_SCOPE
    return next((n for n, _ in prediction["ranking"] if n != OUT_OF_SCOPE), OUT_OF_SCOPE)


def belief(prediction: dict[str, Any]) -> float:
    """The confidence of the best topic that is in scope: low when the message seems not ours."""
    return max((c for name, c in prediction["ranking"] if name != OUT_OF_SCOPE), default=0.0)


def in_scope(predictions: Predictions) -> Predictions:
    return [p for p in predictions if p["label"] != OUT_OF_SCOPE]


def summary(predictions: Predictions) -> dict[str, float]:
    """Accuracy, macro F1, top 3 (in scope), refused (in scope), calibration error, all 0 to 1."""
    labels, found = [p["label"] for p in predictions], [first(p) for p in predictions]
    inside = in_scope(predictions)
    return {
        "accuracy": accuracy_score(labels, found),
        "macro_f1": f1_score(labels, found, average="macro", labels=sorted(set(labels))),
        "top_3": float(np.mean([p["label"] in _three(p) for p in inside])),
        "refused": float(np.mean([p["refused"] for p in inside])),
        "answered": float(np.mean([p["answered"] for p in inside])),
        "calibration_error": calibration_error(predictions),
        "milliseconds": float(np.median([p["milliseconds"] for p in predictions])),
    }


def _three(prediction: dict[str, Any]) -> list[str]:
    return [name for name, _ in prediction["ranking"] if name != OUT_OF_SCOPE][:3]


def reliability(predictions: Predictions) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, how many) of each tenth of the first label's confidence."""
    told = [(p["ranking"][0][1], p["ranking"][0][0] == p["label"]) for p in predictions]
    rows = []
    for low in np.arange(_BINS) / _BINS:
        inside = [t for t in told if low <= t[0] < low + 1 / _BINS or (low == 0.9 and t[0] == 1)]
        if inside:
            confidence, right = np.mean(inside, axis=0)
            rows.append((float(confidence), float(right), len(inside)))
    return rows


def calibration_error(predictions: Predictions) -> float:
    """Expected calibration error, ten bins of equal width (Guo et al. 2017)."""
    rows = reliability(predictions)
    total = sum(count for *_, count in rows)
    return sum(abs(confidence - right) * count for confidence, right, count in rows) / total


def rejected_at(inside: Predictions, outside: Predictions, coverage: float) -> float:
    """The share of `outside` below the belief that `coverage` of the messages in scope reach."""
    threshold = np.quantile([belief(p) for p in in_scope(inside)], 1 - coverage)
    return float(np.mean([belief(p) < threshold for p in outside]))


def coverage_curve(predictions: Predictions) -> list[tuple[float, float]]:
    """(share answered, share right of these) of messages in scope, from the surest to all."""
    ranked = sorted(in_scope(predictions), key=lambda p: -belief(p))
    right = np.cumsum([_three(p)[:1] == [p["label"]] for p in ranked])
    count = np.arange(1, len(ranked) + 1)
    return list(zip(count / len(ranked), right / count, strict=True))


def confusions(predictions: Predictions, most: int = 20) -> list[tuple[str, str, int]]:
    """(label, what it was taken for, how often), the most frequent first."""
    pairs: dict[tuple[str, str], int] = {}
    for p in predictions:
        if first(p) != p["label"]:
            pair = p["label"], first(p)
            pairs[pair] = pairs.get(pair, 0) + 1
    ranked = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [(label, taken, count) for (label, taken), count in ranked[:most]]


def alarms(predictions: Predictions) -> dict[str, float]:
    """The share of urgent messages that were noticed, and of others that raised a false alarm."""
    urgent = [p["alarm"] for p in predictions if p["urgent"]]
    calm = [p["alarm"] for p in predictions if not p["urgent"]]
    return {"found": float(np.mean(urgent)), "false_alarms": float(np.mean(calm))}


def _beside(prediction: dict[str, Any]) -> float:
    """The confidence that the message is out of scope."""
    return next((c for name, c in prediction["ranking"] if name == OUT_OF_SCOPE), 0.0)


def refused_share(predictions: Predictions, refuse_from: float) -> float:
    """The share of messages whose confidence of being out of scope reaches `refuse_from`."""
    return float(np.mean([_beside(p) >= refuse_from for p in predictions]))


def answered_share(predictions: Predictions, refuse_from: float, answer_from: float) -> float:
    """The share of messages that would be answered with these thresholds."""
    return float(
        np.mean([_beside(p) < refuse_from and belief(p) >= answer_from for p in predictions])
    )
