"""One message as the conversations see it."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import Any

from bot.content.case.answers import is_question
from bot.content.model import OUT_OF_SCOPE
from bot.content.risk.judge import FRAUD_FROM
from bot.content.urgency import in_danger

ANSWERED = "answer"
_SURE_WITHOUT_QUESTION = 0.9
_CERTAIN = 0.95  # so much is asked of what leads away from a case


@dataclass(frozen=True)
class Heard:
    """`text` as it was written (never stored), and what the classifier understood of it.

    `follows`: whether the reply before it was that of a conversation, such as a question.
    """

    text: str
    now: datetime.datetime
    assessment: dict[str, Any] = field(default_factory=dict)
    follows: bool = False

    @property
    def topic(self) -> str | None:
        """The topic, if the classifier would answer it."""
        sure = self.assessment.get("outcome") == ANSWERED
        return str(self.assessment["topic"]) if sure else None

    @property
    def confidence(self) -> float:
        return float(self.assessment.get("confidence") or 0)

    @property
    def urgent(self) -> bool:
        return bool(self.assessment.get("urgent"))

    @property
    def is_empty(self) -> bool:
        """Only marks, no word."""
        return not re.search(r"\w", self.text)

    @property
    def danger(self) -> str | None:
        return in_danger(self.text)

    @property
    def asks_plainly(self) -> bool:
        """Whether it is put as a question."""
        return is_question(self.text)

    @property
    def is_sure(self) -> bool:
        return self.confidence >= _SURE_WITHOUT_QUESTION

    @property
    def is_certain(self) -> bool:
        return self.topic is not None and self.confidence >= _CERTAIN

    @property
    def is_unclear(self) -> bool:
        """Whether no topic is found for it, nor is it surely about something else."""
        elsewhere = self.assessment.get("outcome") == OUT_OF_SCOPE and self.confidence >= _CERTAIN
        return self.topic is None and not elsewhere

    @property
    def sounds_like_fraud(self) -> bool:
        """Whether the model takes what is told for fraud."""
        return (self.assessment.get("learned") or {}).get("fraud", 0) >= FRAUD_FROM

    @property
    def named_topic(self) -> str | None:
        """The topic of a pressed button or an exact title."""
        return self.topic if self.assessment.get("named") else None

    def nearest(self, least: float) -> str | None:
        """The likeliest topic, if its probability is at least so much."""
        if self.topic is not None:
            return self.topic
        for one in self.assessment.get("nearest", []):
            return str(one["topic"]) if one["confidence"] >= least else None
        return None

    @property
    def asks(self) -> bool:
        """Whether it wants an answer of its own, in the middle of something else."""
        return self.asks_plainly or (self.topic is not None and self.is_sure)
