"""jieba with the trainers' lexicon, as Rasa's tokenizer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.live import understanding
from bot.content.text import normalise
from bot.nlu.further import MORE, unpacked
from bot.understanding.words import cut, overlay, words_of

_FILE = "lexicon.txt"
# In the metadata of an example without an intent: how risky it is (bot.nlu.risk_classifier).
RISK = "risk"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class LexiconTokenizer(Tokenizer):
    """Cuts the normalised message; the lexicon is kept with the model."""

    @classmethod
    def required_packages(cls) -> list[str]:
        return ["jieba"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "lexicon": "data/lexicon.txt",
            "intent_tokenization_flag": False,
            "intent_split_symbol": "_",
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        lines: list[str] | None = None,
    ) -> None:
        super().__init__(config)
        self._model_storage, self._resource = model_storage, resource
        self._set_lexicon(lines or [])

    def _set_lexicon(self, lines: list[str]) -> None:
        self._lines = lines
        self._tokenizer = overlay(words_of(lines))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LexiconTokenizer:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Takes the lexicon as it is now into the model."""
        path = Path(self._config["lexicon"])
        self._set_lexicon([line.strip() for line in path.read_text("utf-8").splitlines()])
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text("\n".join(self._lines), "utf-8")
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LexiconTokenizer:
        with model_storage.read_from(resource) as folder:
            lines = (folder / _FILE).read_text("utf-8").splitlines()
        return cls(config, model_storage, resource, lines)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Cuts the examples, and the further questions that they carry if they are needed."""
        for example in [] if understanding() else training_data.training_examples:
            cut_up = [
                (text, cut(self._tokenizer, normalise(text)), urgent)
                for text, urgent in unpacked(example)
            ]
            if cut_up:
                example.set(MORE, cut_up)
        return super().process_training_data(training_data)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        text = normalise(message.get(attribute))
        version = understanding()
        tokenizer = version.tokenizer if version else self._tokenizer
        found = tokenizer.tokenize(text) if text else []
        return [Token(word, start) for word, start, _ in found if word.strip()]
