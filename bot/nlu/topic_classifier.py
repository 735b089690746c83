"""One classifier for all topics and small talk at once, as a component of Rasa's pipeline.

What it does stands in bot.understanding. It understands with what its own training left in the
model, unless the version that answers this message brings its own (bot.content.live).
"""

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
from bot.content.live import understanding
from bot.content.text import normalise
from bot.nlu.further import MORE
from bot.nlu.tokenizer import LexiconTokenizer
from bot.understanding.features import features
from bot.understanding.learn import fit_topics
from bot.understanding.linear import LinearModel
from bot.understanding.samples import Sample
from bot.understanding.topics import ANSWER, DEFAULTS, Found, Topics

_ABOUT = "topics.json"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """Writes intent, ranking, the retrieval answer, an entity that asks for an action, and the
    `assessment` (bot.understanding.topics.Found)."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [LexiconTokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return dict(DEFAULTS)

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        topics: Topics | None = None,
    ) -> None:
        self._config = config
        self._model_storage, self._resource = model_storage, resource
        self._own = topics

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
        """Learns from the tokenised examples and keeps the result with the model.

        What was learned from the same files already (bot.studio.train) is taken as it is.
        """
        about: dict[str, dict[str, Any]] = {}
        for example in training_data.intent_examples:
            intent = _intent(example)
            about.setdefault(intent, {"topic": intent.split("/")[-1], "title": intent})
            about[intent].update((example.get(METADATA) or {}).get("about", {}))
        ready = understanding()
        model = ready.topic_model if ready else self._fitted(training_data)
        self._own = Topics(self._config, model, about)
        with self._model_storage.write_to(self._resource) as folder:
            model.save(folder)
            (folder / _ABOUT).write_text(json.dumps(about, ensure_ascii=False), "utf-8")
        return self._resource

    def _fitted(self, training_data: TrainingData) -> LinearModel:
        names: list[list[str]] = []
        asked: list[Sample] = []
        for example in training_data.intent_examples:
            told = example.get(METADATA) or {}
            names.append(features_of(example))
            asked.append(Sample(example.get(TEXT), _intent(example), bool(told.get("urgent"))))
            for text, words, urgent in example.get(MORE, []):
                names.append(features(normalise(text), words))
                asked.append(Sample(text, _intent(example), urgent))
        return fit_topics(names, asked, self._config)

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
            topics = Topics(config, LinearModel.load(folder), about)
        return cls(config, model_storage, resource, topics)

    def process(self, messages: list[Message]) -> list[Message]:
        version = understanding()
        topics = version.topics if version else self._own
        assert topics is not None, "not trained"
        for message in messages:
            named = (message.get(METADATA) or {}).get("topic")
            found = topics.find(message.get(TEXT), features_of(message), named)
            _write(message, topics, found)
            told_to = understood.get()
            if told_to is not None:
                told_to.update(found.assessment)
        return messages


def _intent(example: Message) -> str:
    return str(example.get(INTENT_RESPONSE_KEY) or example.get(INTENT))


def features_of(message: Message) -> list[str]:
    """The features of a tokenised message."""
    tokens = message.get("text_tokens") or []
    tags = [token.get("tag") for token in tokens if token.get("tag")]
    return features(normalise(message.get(TEXT)), [token.text for token in tokens], tags)


def _write(message: Message, topics: Topics, found: Found) -> None:
    """Rasa's own keys, and the assessment."""
    intent, confidence = found.ranking[0]
    told = topics.about.get(intent, {})
    name = intent.split("/")[0] if found.outcome == ANSWER else found.outcome
    listed = [{"name": n, "confidence": c} for n, c in found.ranking[:10]]
    follow = told.get("action") if found.outcome == ANSWER else None
    if follow == "tips" and found.assessment["urgent"]:
        follow = None  # nobody in trouble wants prevention tips
    entities = [{"entity": follow, "value": told["topic"]}] if follow else []
    for key, value in {
        INTENT: {"name": name, "confidence": confidence},
        "intent_ranking": listed,
        "response_selector": _selector(topics, intent, confidence),
        "entities": entities,
        "assessment": found.assessment,
    }.items():
        message.set(key, value, add_to_output=True)


def _selector(topics: Topics, intent: str, confidence: float) -> dict[str, Any]:
    """What ActionRetrieveResponse looks up; without it Rasa would stay silent."""
    result: dict[str, Any] = {"all_retrieval_intents": topics.retrieval}
    for base in topics.retrieval:
        if intent.startswith(f"{base}/"):
            response = {
                "utter_action": f"utter_{intent}",
                "intent_response_key": intent,
                "confidence": confidence,
                "responses": [],
            }
            result[base] = {"response": response, "ranking": []}
    return result
