"""Our tokenizer with parts of speech, which help on everyday commands, not on our topics."""

from __future__ import annotations

from typing import Any

import jieba.posseg
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.nlu.constants import INTENT, METADATA
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.text import normalise
from bot.nlu.further import MORE, unpacked
from bot.nlu.tokenizer import LexiconTokenizer


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class TaggingTokenizer(LexiconTokenizer):
    """LexiconTokenizer whose tokens carry jieba's tag, as `token.get("tag")`."""

    _tagger: Any = None

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Unpacks the bundled questions, since only whole messages carry tags."""
        each = []
        for example in training_data.training_examples:
            each.append(example)
            for text, urgent in unpacked(example):
                message = Message.build(text=text, intent=example.get(INTENT))
                message.set(METADATA, {"urgent": urgent})
                each.append(message)
            (example.get(METADATA) or {}).pop(MORE, None)
        return super().process_training_data(TrainingData(each))

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        if self._tagger is None:
            self._tagger = jieba.posseg.POSTokenizer(self._tokenizer)
        found, start = [], 0
        for pair in self._tagger.cut(normalise(message.get(attribute))):
            if pair.word.strip():
                found.append(Token(pair.word, start, data={"tag": pair.flag}))
            start += len(pair.word)
        return found
