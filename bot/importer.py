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

from bot.content.hotlines import BANK_TOPIC, BANKS
from bot.content.load import Content, load_or_fail
from bot.content.model import Topic
from bot.content.render import fill
from bot.nlu.tokenizer import MORE, RISK


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
        content = load_or_fail()
        examples = [m for topic in content.topics.values() for m in _messages(content, topic)]
        examples += _of_risk(content)
        return super().get_nlu_data("zh").merge(TrainingData(examples))


_RISKS = ("fraud", "doubtful", "ordinary")
_CALM, _OF_EACH_TOPIC = frozenset({"hotline", "law", "measures", "prevention", "smalltalk"}), 15
_TAILS = (
    "",
    "电话",
    "的电话",
    "客服",
    "客服电话",
    "号码",
    "打多少",
    "电话是多少",
    "客服电话是多少",
)


def _messages(content: Content, topic: Topic) -> list[Message]:
    """A topic's questions as two messages: Rasa warns of intents with a single one.

    The first carries what the classifier must know of the topic, the second all further questions
    (bot.nlu.tokenizer.MORE): Rasa hashes and copies every message many times over, and with one for
    each of 28,000 questions that took longer than the training itself.
    """
    about = {
        "topic": topic.id,
        "title": fill(content, topic.title),
        "urgent": topic.urgent,
        "action": topic.action,
        "names": _names(content, topic),
    }
    urgent = set(topic.urgent_too)
    first, *others = [(question, question in urgent) for _, question in topic.all_questions()]
    messages = [_message(topic, first, {"about": about})]
    if others:
        messages.append(_message(topic, others[0], {MORE: others[1:]}))
    return messages


def _of_risk(content: Content) -> list[Message]:
    """What fraud looks like, and what not: one message of each kind carries all of them.

    Red flags' examples count too, and questions of calm topics, so that asking is no suspicion.
    """
    if content.risk_examples is None:
        return []
    texts = {kind: list(getattr(content.risk_examples, kind)) for kind in _RISKS}
    for flag in content.red_flags:
        texts["fraud"] += flag.examples
        texts["ordinary"] += flag.counter_examples
    for topic in content.topics.values():
        if topic.group in _CALM:
            texts["ordinary"] += topic.questions[:_OF_EACH_TOPIC]
    return [_example(kind, several) for kind, several in texts.items()]


def _example(kind: str, texts: list[str]) -> Message:
    message = Message.build(text=texts[0])
    message.set(METADATA, {RISK: kind, MORE: [(text, False) for text in texts[1:]]})
    return message


def _message(topic: Topic, asked: tuple[str, bool], told: dict[str, Any]) -> Message:
    question, urgent = asked
    message = Message.build(text=question, intent=topic.intent)
    message.set(METADATA, {**told, "urgent": urgent})
    return message


def _names(content: Content, topic: Topic) -> list[str]:
    """Whoever types no more than the name of a bank or a service wants its number.

    These are known by heart, like titles; nothing is learned from them.
    """
    if topic.action != "hotlines":
        return []
    wanted = [
        h for h in content.hotlines.values() if (h.group in BANKS) == (topic.id == BANK_TOPIC)
    ]
    return [f"{name}{tail}" for h in wanted for name in h.aliases for tail in _TAILS]
