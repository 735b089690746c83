"""Whether a message tells of fraud, learned from examples: it stands beside the red flags."""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.text import normalise
from bot.nlu import features as seen
from bot.nlu.linear import LinearModel, fit
from bot.nlu.tokenizer import MORE, RISK, LexiconTokenizer

FRAUD, DOUBTFUL, ORDINARY = "fraud", "doubtful", "ordinary"
_CLAUSE = re.compile(r"(?:[^，。！？；,.!?;\n]|(?<=\d)[.,](?=\d))+")
_SHORTEST_CLAUSE = 4


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class RiskClassifier(GraphComponent, IntentClassifier):
    """Writes `learned` into the assessment: the probabilities of fraud, doubtful and ordinary, and
    the clause (`passage`) that tells.

    It sets no intent; what follows from it is decided in bot.content.risk.judge.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [LexiconTokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # Chosen by training on examples and testing on other authors' (benchmarks/README.md).
        return {"strength": 0.5, "blocks": {"characters": 1.0, "words": 1.0}, "rarest": 2}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: LinearModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage, self._resource = model_storage, resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RiskClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples that carry a risk."""
        samples: list[list[str]] = []
        labels: list[str] = []
        for example in training_data.training_examples:
            risk = (example.get(METADATA) or {}).get(RISK)
            if risk is None:
                continue
            words = [token.text for token in example.get("text_tokens") or []]
            samples.append(seen.features(normalise(example.get(TEXT)), words))
            for text, words, _ in example.get(MORE, []):
                samples.append(seen.features(normalise(text), words))
            labels += [risk] * (len(samples) - len(labels))
        loudness = {seen.BLOCKS[name]: weight for name, weight in self._config["blocks"].items()}
        if len(set(labels)) > 2:
            calm = [False] * len(labels)
            self._model = fit(
                samples,
                labels,
                calm,
                self._config["strength"],
                loudness,
                rarest=self._config["rarest"],
            )
            with self._model_storage.write_to(self._resource) as folder:
                self._model.save(folder)
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RiskClassifier:
        try:
            with model_storage.read_from(resource) as folder:
                return cls(config, model_storage, resource, LinearModel.load(folder))
        except ValueError:  # no examples, so nothing was learned
            return cls(config, model_storage, resource)

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._model is not None:
                learned = self._judge(self._model, message)
                told = {**(message.get("assessment") or {}), "learned": learned}
                message.set("assessment", told, add_to_output=True)
        return messages

    def _judge(self, model: LinearModel, message: Message) -> dict[str, Any]:
        tokens = message.get("text_tokens") or []
        text = normalise(message.get(TEXT))
        probabilities, _ = model.judge(seen.features(text, [token.text for token in tokens]))
        told = {
            label: round(float(p), 4) for label, p in zip(model.labels, probabilities, strict=True)
        }
        return {**told, "passage": _telling(model, message.get(TEXT))}


def _telling(model: LinearModel, text: str) -> str:
    """The clause that speaks most for fraud and against the ordinary, as it was written."""
    clauses = [c.strip() for c in _CLAUSE.findall(text) if len(c.strip()) >= _SHORTEST_CLAUSE]
    fraud, ordinary = model.labels.index(FRAUD), model.labels.index(ORDINARY)

    def suspicion(clause: str) -> float:
        margins = model.margins(seen.features(normalise(clause), ()))
        return float(margins[fraud] - margins[ordinary])

    return max(clauses, key=suspicion, default=text)
