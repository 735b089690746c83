"""One classifier for all topics and small talk at once."""

from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.heard import understood
from bot.content.model import OUT_OF_SCOPE
from bot.content.text import normalise
from bot.content.urgency import in_danger, is_long_ago, is_urgent
from bot.nlu import features as seen
from bot.nlu.linear import STRENGTH, LinearModel, fit
from bot.nlu.tokenizer import MORE, LexiconTokenizer

_ABOUT = "topics.json"
# Danger to life, told by rule, goes to the topic that helps, whatever else the message is about.
# Self-harm always; the others where the model found none of the topics that would do.
_RESCUE = {
    "self-harm": ("distress",),
    "held": ("law_overseas", "danger", "scam_kidnap", "scam_pyramid"),
    "kidnapped": ("scam_kidnap", "law_overseas", "danger", "scam_pyramid", "scam_ai_face"),
    "violence": ("danger", "distress", "scam_kidnap", "sextortion", "scam_pyramid", "law_overseas"),
}
ANSWER, OFFER = "answer", "offer"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Predicts the topic; writes intent, ranking, the retrieval answer and an `assessment`.

    The assessment is ours: topic, outcome (`answer`, `offer` or `oos`), confidence, nearest
    topics, named (nothing was guessed), urgent. A topic can also be named, by `metadata: {"topic":
    …}` (a button), by its exact title or by the bare name of an institution.

    Thresholds: from `refuse_from` of probability for it, a message is out of scope; otherwise the
    best topic is answered from `answer_from` and offered with its neighbours from `offer_from`;
    an alarm is raised from `urgent_from`. benchmarks/README.md: the curves they were chosen from.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [LexiconTokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "answer_from": 0.75,
            "offer_from": 0.1,
            "refuse_from": 0.15,
            "urgent_from": 0.6,
            "nearest": 4,
            "strength": STRENGTH,
            "blocks": {"characters": 1.4, "words": 1.0, "sounds": 1.4},
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
        about: dict[str, dict[str, Any]] | None = None,
    ) -> None:
        self._config = config
        self._model_storage, self._resource = model_storage, resource
        self._model = model
        self._set_topics(about or {})

    def _set_topics(self, about: dict[str, dict[str, Any]]) -> None:
        """`about` is what the importer says of every intent."""
        self._about = about
        self._intents = {told["topic"]: intent for intent, told in about.items()}
        self._by_heart = {
            normalise(text): told["topic"]
            for told in about.values()
            for text in (told["title"], *told.get("names", ()))
        }
        self._retrieval = sorted({i.split("/")[0] for i in about if "/" in i})

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TopicClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the tokenised examples and keeps the result with the model."""
        samples: list[list[str]] = []
        labels: list[str] = []
        urgent: list[bool] = []
        about: dict[str, dict[str, Any]] = {}
        for example in training_data.intent_examples:
            intent = example.get(INTENT_RESPONSE_KEY) or example.get(INTENT)
            told = example.get(METADATA) or {}
            samples.append(_features(example))
            urgent.append(bool(told.get("urgent")))
            for text, words, at_once in example.get(MORE, []):
                samples.append(seen.features(normalise(text), words))
                urgent.append(at_once)
            labels += [intent] * (len(samples) - len(labels))
            about.setdefault(intent, {"topic": intent.split("/")[-1], "title": intent})
            about[intent].update(told.get("about", {}))
        loudness = {seen.BLOCKS[name]: weight for name, weight in self._config["blocks"].items()}
        self._model = fit(
            samples, labels, urgent, self._config["strength"], loudness, outside=OUT_OF_SCOPE
        )
        self._set_topics(about)
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(folder)
            (folder / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), "utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        with model_storage.read_from(resource) as folder:
            about = json.loads((folder / _ABOUT).read_text("utf-8"))
            return cls(config, model_storage, resource, LinearModel.load(folder), about)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            ranking, outcome, alarm = self._rank(message)
            told = self._assess(message, ranking, outcome, alarm)
            self._write(message, ranking, outcome, told["urgent"])
            message.set("assessment", told, add_to_output=True)
            told_to = understood.get()
            if told_to is not None:
                told_to.update(told)
        return messages

    def _rank(self, message: Message) -> tuple[list[tuple[str, float]], str, float]:
        """Intents with their confidence, best first, the outcome, and how urgent it seems."""
        topic = self._named(message)
        if topic is not None:
            return [(self._intents[topic], 1.0)], ANSWER, 0.0
        assert self._model is not None, "not trained"
        probabilities, alarm = self._model.judge(_features(message))
        order = probabilities.argsort()[::-1]
        ranking = [(self._model.labels[i], float(probabilities[i])) for i in order]
        ranking, outcome = self._outcome(ranking, alarm >= self._config["urgent_from"])
        rescue = self._rescue(message.get(TEXT), ranking[0][0], outcome)
        if rescue is not None:
            return [(rescue, 1.0), *(r for r in ranking if r[0] != rescue)], ANSWER, 1.0
        return ranking, outcome, alarm

    def _named(self, message: Message) -> str | None:
        """The topic of a pressed button or of an exact title: nothing has to be guessed."""
        named = (message.get(METADATA) or {}).get("topic")
        return named if named in self._intents else self._by_heart.get(normalise(message.get(TEXT)))

    def _rescue(self, text: str, first: str, outcome: str) -> str | None:
        """The intent for a life in danger, if the model's own choice would not help."""
        danger = in_danger(text)
        topics = [t for t in _RESCUE.get(danger or "", ()) if t in self._intents]
        if not topics:
            return None
        found = self._about[first]["topic"]
        helps = found in topics and outcome == ANSWER
        sure = danger != "self-harm" and outcome == ANSWER
        return None if helps or sure else self._intents[topics[0]]

    def _outcome(
        self, ranking: list[tuple[str, float]], alarm: bool
    ) -> tuple[list[tuple[str, float]], str]:
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

    def _write(
        self, message: Message, ranking: list[tuple[str, float]], outcome: str, urgent: bool
    ) -> None:
        """Rasa's own keys."""
        intent, confidence = ranking[0]
        told = self._about.get(intent, {})
        listed = [{"name": n, "confidence": c} for n, c in ranking[:10]]
        name = intent.split("/")[0] if outcome == ANSWER else outcome
        message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        message.set("intent_ranking", listed, add_to_output=True)
        message.set("response_selector", self._selector(intent, confidence), add_to_output=True)
        follow = told.get("action") if outcome == ANSWER else None
        if follow == "tips" and urgent:
            follow = None  # nobody in trouble wants prevention tips
        entities = [{"entity": follow, "value": told["topic"]}] if follow else []
        message.set("entities", entities, add_to_output=True)

    def _selector(self, intent: str, confidence: float) -> dict[str, Any]:
        """What ActionRetrieveResponse looks up; without it Rasa would stay silent."""
        result: dict[str, Any] = {"all_retrieval_intents": self._retrieval}
        for base in self._retrieval:
            if intent.startswith(f"{base}/"):
                response = {
                    "utter_action": f"utter_{intent}",
                    "intent_response_key": intent,
                    "confidence": confidence,
                    "responses": [],
                }
                result[base] = {"response": response, "ranking": []}
        return result

    def _assess(
        self, message: Message, ranking: list[tuple[str, float]], outcome: str, alarm: float
    ) -> dict[str, Any]:
        """Our own view of the message, for the channel, the answers and the trainers."""
        topics = [
            {"topic": self._about[intent]["topic"], "confidence": round(confidence, 4)}
            for intent, confidence in ranking
            if intent != OUT_OF_SCOPE
        ]
        intent, confidence = ranking[0]
        first = self._about.get(intent, {})
        by_topic = outcome == ANSWER and bool(first.get("urgent"))
        by_model = alarm >= self._config["urgent_from"]
        text = message.get(TEXT)
        return {
            "topic": first["topic"] if outcome != OUT_OF_SCOPE else OUT_OF_SCOPE,
            "outcome": outcome,
            "confidence": round(confidence, 4),
            "nearest": topics[: self._config["nearest"]],
            "named": self._named(message) is not None,
            "urgent": is_urgent(text) or ((by_topic or by_model) and not is_long_ago(text)),
        }


def _features(message: Message) -> list[str]:
    tokens = message.get("text_tokens") or []
    tags = [token.get("tag") for token in tokens if token.get("tag")]
    return seen.features(normalise(message.get(TEXT)), [token.text for token in tokens], tags)
