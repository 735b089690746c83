"""What a message is about, and what is to be done with it: answer, offer, or turn away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.content.model import OUT_OF_SCOPE
from bot.content.text import normalise
from bot.content.urgency import in_danger, is_long_ago, is_urgent
from bot.understanding.fit import STRENGTH
from bot.understanding.linear import LinearModel

ANSWER, OFFER = "answer", "offer"
# config.yml may say otherwise. benchmarks/README.md: the curves that the thresholds come from.
DEFAULTS: dict[str, Any] = {
    "answer_from": 0.75,
    "offer_from": 0.1,
    "refuse_from": 0.15,
    "urgent_from": 0.6,
    "nearest": 4,
    "strength": STRENGTH,
    "blocks": {"characters": 1.4, "words": 1.0, "sounds": 1.4},
    "rarest": 1,
    "calibration": None,  # bot.understanding.linear.Calibration; measured if it is not given
}
# Danger to life, told by rule, goes to the topic that helps, whatever else the message is about.
# Self-harm always; the others where the model found none of the topics that would do.
_RESCUE = {
    "self-harm": ("distress",),
    "held": ("law_overseas", "danger", "scam_kidnap", "scam_pyramid"),
    "kidnapped": ("scam_kidnap", "law_overseas", "danger", "scam_pyramid", "scam_ai_face"),
    "violence": ("danger", "distress", "scam_kidnap", "sextortion", "scam_pyramid", "law_overseas"),
}
_RANKED = 20  # topics; nobody looks further
Ranking = list[tuple[str, float]]


@dataclass(frozen=True)
class Found:
    """Intents with their confidence (0 to 1), best first; what to do; and our own view of the
    message: topic, outcome (`answer`, `offer` or `oos`), confidence, nearest topics, named (nothing
    was guessed), urgent.
    """

    ranking: Ranking
    outcome: str
    assessment: dict[str, Any]


class Topics:
    """Finds the topic of a message, given the weights and what is known of every intent.

    A topic can also be named: by a button, by its exact title or by the bare name of an
    institution. From `refuse_from` of probability for it, a message is out of scope; otherwise the
    best topic is answered from `answer_from` and offered with its neighbours from `offer_from`; an
    alarm is raised from `urgent_from`.
    """

    def __init__(
        self, config: dict[str, Any], model: LinearModel, about: dict[str, dict[str, Any]]
    ) -> None:
        self._config, self.model, self.about = {**DEFAULTS, **config}, model, about
        self._intents = {told["topic"]: intent for intent, told in about.items()}
        self._by_heart = {
            normalise(text): told["topic"]
            for told in about.values()
            for text in (told["title"], *told.get("names", ()))
        }
        labels = enumerate(model.labels)
        self._known = np.array([i for i, label in labels if label in about], int)
        self._outside = [i for i in self._known if model.labels[i] == OUT_OF_SCOPE]
        self.retrieval = sorted({i.split("/")[0] for i in about if "/" in i})

    def find(self, text: str, names: list[str], named: str | None = None) -> Found:
        """What a message is about; `names` are its features (bot.understanding.features).

        `named` is the topic of a button, if one was pressed.
        """
        topic = named if named in self._intents else self._by_heart.get(normalise(text))
        if topic is not None:
            ranking, outcome, alarm = [(self._intents[topic], 1.0)], ANSWER, 0.0
        else:
            ranking, outcome, alarm = self._guess(text, names)
        told = self._assess(text, ranking, outcome, alarm)
        return Found(ranking, outcome, {**told, "named": topic is not None})

    def _guess(self, text: str, names: list[str]) -> tuple[Ranking, str, float]:
        probabilities, alarm = self.model.judge(names)
        ranked = self._ranked(probabilities)
        ranking, outcome = self._outcome(ranked, alarm >= self._config["urgent_from"])
        rescue = self._rescue(text, ranking[0][0], outcome)
        if rescue is not None:
            return [(rescue, 1.0), *(r for r in ranking if r[0] != rescue)], ANSWER, 1.0
        return ranking, outcome, alarm

    def _ranked(self, probabilities: np.ndarray) -> Ranking:
        """The likeliest of the topics that there are, and what is out of scope."""
        best = self._known[probabilities[self._known].argsort()[::-1]][:_RANKED]
        listed = [*best, *(i for i in self._outside if i not in best)]
        return [(self.model.labels[i], float(probabilities[i])) for i in listed]

    def _rescue(self, text: str, first: str, outcome: str) -> str | None:
        """The intent for a life in danger, if the model's own choice would not help."""
        danger = in_danger(text)
        topics = [t for t in _RESCUE.get(danger or "", ()) if t in self._intents]
        if not topics:
            return None
        found = self.about[first]["topic"]
        helps = found in topics and outcome == ANSWER
        sure = danger != "self-harm" and outcome == ANSWER
        return None if helps or sure else self._intents[topics[0]]

    def _outcome(self, ranking: Ranking, alarm: bool) -> tuple[Ranking, str]:
        """What to do, and the ranking with that first: what is out of scope, or the best topic."""
        topics = [r for r in ranking if r[0] != OUT_OF_SCOPE]
        beside = [r for r in ranking if r[0] == OUT_OF_SCOPE] or [(OUT_OF_SCOPE, 0.0)]
        best = topics[0][1]
        refused = beside[0][1] >= self._config["refuse_from"] or best < self._config["offer_from"]
        if not refused and best >= self._config["answer_from"]:
            return topics + beside, ANSWER
        if not refused or alarm:
            # Perhaps somebody in trouble: better to offer too much than to turn them away.
            return topics + beside, OFFER
        return beside + topics, OUT_OF_SCOPE

    def _assess(self, text: str, ranking: Ranking, outcome: str, alarm: float) -> dict[str, Any]:
        """Our own view of the message, for the channel, the answers and the trainers."""
        topics = [
            {"topic": self.about[intent]["topic"], "confidence": round(confidence, 4)}
            for intent, confidence in ranking
            if intent != OUT_OF_SCOPE
        ]
        intent, confidence = ranking[0]
        first = self.about.get(intent, {})
        by_topic = outcome == ANSWER and bool(first.get("urgent"))
        by_model = alarm >= self._config["urgent_from"]
        return {
            "topic": first["topic"] if outcome != OUT_OF_SCOPE else OUT_OF_SCOPE,
            "outcome": outcome,
            "confidence": round(confidence, 4),
            "nearest": topics[: self._config["nearest"]],
            "urgent": is_urgent(text) or ((by_topic or by_model) and not is_long_ago(text)),
        }
