"""Gives the trainers' topics to Rasa as training data: one YAML file is one intent.

Listed under `importers:` in config.yml. Rules and the domain still come from Rasa's own files.
"""

from __future__ import annotations

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import METADATA
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.content.hotlines import BANK_TOPIC, BANKS
from bot.content.load import Content, load_or_fail
from bot.content.model import Topic
from bot.content.render import fill


class ContentImporter(RasaFileImporter):
    """RasaFileImporter that adds the questions of `data/faq/`.

    Raises bot.content.load.ContentError if a file cannot be used: an assistant without half of its
    topics would be worse than none.
    """

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        content = load_or_fail()
        examples = [m for topic in content.topics.values() for m in _messages(content, topic)]
        return super().get_nlu_data(language).merge(TrainingData(examples))


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
    """A topic's questions; each carries what the classifier must know of the topic."""
    about = {
        "topic": topic.id,
        "title": fill(content, topic.title),
        "urgent": topic.urgent,
        "action": topic.action,
        "names": _names(content, topic),
    }
    urgent = set(topic.urgent_too)
    messages = []
    for _, question in topic.all_questions():
        message = Message.build(text=question, intent=topic.intent)
        message.set(METADATA, {**about, "question_urgent": question in urgent})
        messages.append(message)
    return messages


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
