"""Gives the trainers' topics to Rasa as training data: one YAML file is one intent.

Listed under `importers:` in config.yml. Rules and the domain still come from Rasa's own files.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import METADATA
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.live import current
from bot.content.load import Content
from bot.content.model import Topic
from bot.nlu.further import MORE, packed
from bot.nlu.tokenizer import RISK
from bot.understanding import samples


class ContentImporter(RasaFileImporter):
    """RasaFileImporter that adds the questions of `data/faq/`.

    Raises bot.content.load.ContentError if a file cannot be used: an assistant without half of its
    topics would be worse than none.
    """

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        return self._nlu_data

    @cached_property
    def _nlu_data(self) -> TrainingData:
        """Rasa asks three times; reading, hashing and copying all messages takes seconds."""
        content = current()  # what is being trained on has been read already
        examples = [m for topic in content.topics.values() for m in _messages(content, topic)]
        examples += [_example(kind, texts) for kind, texts in samples.of_risk(content).items()]
        return super().get_nlu_data("zh").merge(TrainingData(examples))


def _messages(content: Content, topic: Topic) -> list[Message]:
    """A topic's questions as two messages: Rasa warns of intents with a single one.

    The first carries what the classifier must know of the topic, the second all further questions.
    """
    first, *others = [(one.text, one.urgent) for one in samples.of_topic(topic)]
    messages = [_message(topic, first, {"about": samples.about(content, topic)})]
    if others:
        messages.append(_message(topic, others[0], {MORE: packed(others[1:])}))
    return messages


def _example(kind: str, texts: list[str]) -> Message:
    message = Message.build(text=texts[0])
    message.set(METADATA, {RISK: kind, MORE: packed([(text, False) for text in texts[1:]])})
    return message


def _message(topic: Topic, asked: tuple[str, bool], told: dict[str, Any]) -> Message:
    question, urgent = asked
    message = Message.build(text=question, intent=topic.intent)
    message.set(METADATA, {**told, "urgent": urgent})
    return message
