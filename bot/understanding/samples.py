"""What is learned from: every topic's questions, and examples of fraud, doubtful and ordinary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.content.hotlines import BANK_TOPIC, BANKS
from bot.content.load import Content
from bot.content.model import Topic
from bot.content.render import fill

FRAUD, DOUBTFUL, ORDINARY = "fraud", "doubtful", "ordinary"
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


@dataclass(frozen=True)
class Sample:
    """A question as a resident writes it, its intent, and whether it is urgent."""

    text: str
    intent: str
    urgent: bool


def of_topic(topic: Topic) -> list[Sample]:
    """A topic's questions in the order of its file."""
    urgent = set(topic.urgent_too)
    return [Sample(q, topic.intent, q in urgent) for _, q in topic.all_questions()]


def of_topics(content: Content) -> list[Sample]:
    """The questions of all topics."""
    return [sample for topic in content.topics.values() for sample in of_topic(topic)]


def of_risk(content: Content) -> dict[str, list[str]]:
    """Examples by kind; none if there are no risk examples.

    Red flags' examples count too, and questions of calm topics, so that asking is no suspicion.
    """
    if content.risk_examples is None:
        return {}
    kinds = (FRAUD, DOUBTFUL, ORDINARY)
    texts = {kind: list(getattr(content.risk_examples, kind)) for kind in kinds}
    for flag in content.red_flags:
        texts[FRAUD] += flag.examples
        texts[ORDINARY] += flag.counter_examples
    for topic in content.topics.values():
        if topic.group in _CALM:
            texts[ORDINARY] += topic.questions[:_OF_EACH_TOPIC]
    return texts


def about(content: Content, topic: Topic) -> dict[str, Any]:
    """What has to be known of a topic to answer, plain data; nothing is learned from it."""
    return {
        "topic": topic.id,
        "title": fill(content, topic.title),
        "urgent": topic.urgent,
        "action": topic.action,
        "names": _names(content, topic),
    }


def about_all(content: Content) -> dict[str, dict[str, Any]]:
    """`about` of every topic, by intent."""
    return {topic.intent: about(content, topic) for topic in content.topics.values()}


def _names(content: Content, topic: Topic) -> list[str]:
    """Whoever types no more than the name of a bank or a service wants its number.

    These are known by heart, like titles.
    """
    if topic.action != "hotlines":
        return []
    wanted = [
        h for h in content.hotlines.values() if (h.group in BANKS) == (topic.id == BANK_TOPIC)
    ]
    return [f"{name}{tail}" for h in wanted for name in h.aliases for tail in _TAILS]
