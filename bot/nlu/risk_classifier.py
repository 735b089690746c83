"""Whether a message tells of fraud, as a component of Rasa's pipeline (bot.understanding.risk)."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.live import understanding
from bot.content.text import normalise
from bot.nlu.further import MORE
from bot.nlu.tokenizer import RISK, LexiconTokenizer
from bot.understanding.features import features
from bot.understanding.learn import fit_risk
from bot.understanding.linear import LinearModel
from bot.understanding.risk import DEFAULTS, Risk


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class RiskClassifier(GraphComponent, IntentClassifier):
    """Writes `learned` into the assessment: probabilities, and the clause that tells.

    It sets no intent. Like the topics, the risk is judged by what the version brings, if it does.
    """

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
        risk: Risk | None = None,
    ) -> None:
        self._config = config
        self._model_storage, self._resource = model_storage, resource
        self._own = risk

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
        """Learns from the examples that carry a risk; what was learned already is taken."""
        ready = understanding()
        model = ready.risk_model if ready else self._fitted(training_data)
        if model is not None:
            self._own = Risk(model)
            with self._model_storage.write_to(self._resource) as folder:
                model.save(folder)
        return self._resource

    def _fitted(self, training_data: TrainingData) -> LinearModel | None:
        names: list[list[str]] = []
        kinds: list[str] = []
        for example in training_data.training_examples:
            kind = (example.get(METADATA) or {}).get(RISK)
            if kind is None:
                continue
            names.append(_features(example))
            names += [features(normalise(text), words) for text, words, _ in example.get(MORE, [])]
            kinds += [kind] * (len(names) - len(kinds))
        return fit_risk(names, kinds, self._config)

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
                return cls(config, model_storage, resource, Risk(LinearModel.load(folder)))
        except ValueError:  # no examples, so nothing was learned
            return cls(config, model_storage, resource)

    def process(self, messages: list[Message]) -> list[Message]:
        version = understanding()
        risk: Risk | None = version.risk if version else self._own
        if risk is None:
            return messages
        for message in messages:
            learned = risk.judge(message.get(TEXT), _features(message))
            told = {**(message.get("assessment") or {}), "learned": learned}
            message.set("assessment", told, add_to_output=True)
        return messages


def _features(message: Message) -> list[str]:
    words = [token.text for token in message.get("text_tokens") or []]
    return features(normalise(message.get(TEXT)), words)
