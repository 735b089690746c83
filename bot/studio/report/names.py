"""What topics are called in a report."""

from __future__ import annotations

from bot.content.load import Content
from bot.content.render import fill


def title_of(content: Content, topic: str | None) -> str:
    """What trainers call a topic; one that was deleted since goes by its id."""
    if topic is None:
        return "没认出主题"
    if topic in content.topics:
        return fill(content, content.topics[topic].title)
    return topic if content.knows_topic(topic) else f"{topic}（已删除）"
