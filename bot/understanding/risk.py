"""Whether a message tells of fraud, learned from examples: it stands beside the red flags."""

from __future__ import annotations

import re
from typing import Any

from bot.content.risk.judge import ORDINARY_FROM
from bot.content.text import normalise
from bot.understanding.features import features
from bot.understanding.linear import LinearModel
from bot.understanding.samples import FRAUD, ORDINARY

# Chosen by training on examples and testing on other authors' (benchmarks/README.md).
DEFAULTS: dict[str, Any] = {
    "strength": 0.5,
    "blocks": {"characters": 1.0, "words": 1.0},
    "rarest": 2,
}
_CLAUSE = re.compile(r"(?:[^，。！？；,.!?;\n]|(?<=\d)[.,](?=\d))+")
_SHORTEST_CLAUSE = 4


class Risk:
    """The probabilities of fraud, doubtful and ordinary, and the clause (`passage`) that tells,
    empty where the message is ordinary.

    What follows from them is decided in bot.content.risk.judge.
    """

    def __init__(self, model: LinearModel) -> None:
        self.model = model

    def judge(self, text: str, names: list[str]) -> dict[str, Any]:
        """`names` are the message's features; probabilities are from 0 to 1."""
        probabilities, _ = self.model.judge(names)
        told = dict(zip(self.model.labels, map(float, probabilities), strict=True))
        passage = "" if told[ORDINARY] > ORDINARY_FROM else self._telling(text)
        return {**{label: round(p, 4) for label, p in told.items()}, "passage": passage}

    def _telling(self, text: str) -> str:
        """The clause that speaks most for fraud and against the ordinary, as it was written."""
        clauses = [c.strip() for c in _CLAUSE.findall(text) if len(c.strip()) >= _SHORTEST_CLAUSE]
        fraud, ordinary = map(self.model.labels.index, (FRAUD, ORDINARY))

        def suspicion(clause: str) -> float:
            margins = self.model.margins(features(normalise(clause), ()))
            return float(margins[fraud] - margins[ordinary])

        return max(clauses, key=suspicion, default=text)
