"""A topic's answer as residents see it in the chat."""

from __future__ import annotations

from dataclasses import dataclass

from bot.content.hotlines import hotlines_reply
from bot.content.load import Content
from bot.content.model import Topic
from bot.content.render import Reply, topic_reply


@dataclass(frozen=True)
class Preview:
    """An answer, and to whom it is given."""

    who: str
    reply: Reply


def previews(content: Content, topic: Topic) -> list[Preview]:
    """The usual answer; and the one for somebody in trouble, where such people ask too."""
    if any(key not in content.hotlines for key in ("110", "96110")) or not content.messages:
        return []  # the registry itself is broken; its problems are told elsewhere
    found = [Preview("居民问到时", _reply(content, topic, topic.urgent))]
    if topic.urgent_questions and not topic.urgent:
        found.append(Preview("问的人正急着时（“紧急问法”）", _reply(content, topic, True)))
    return found


def _reply(content: Content, topic: Topic, urgent: bool) -> Reply:
    lines = [key for key in topic.hotlines if key in content.hotlines]
    shown = topic.copy(update={"hotlines": lines})
    if topic.action == "hotlines":
        return hotlines_reply(content, "", topic.id, urgent)
    return topic_reply(content, shown, urgent)
