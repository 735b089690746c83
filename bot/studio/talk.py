"""A conversation without Rasa: what a resident would be answered, turn by turn, kept nowhere.

It puts together the same parts as the servers do: masking (bot.channel.turn), understanding, the
conversations of several turns (bot.policy), the answers (bot.nlg) and the two actions. What Rasa
itself adds there are the rules in data/rules, which is what `_by_rules` says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from bot.channel.intake import MAX_CHARACTERS
from bot.content.answer import answer
from bot.content.clock import here
from bot.content.dialogue.heard import Heard
from bot.content.dialogue.turn import State, flow_reply, next_state
from bot.content.heard import unmasked
from bot.content.load import Content
from bot.content.masking import mask
from bot.content.render import Reply, message_reply
from bot.content.text import plain
from bot.content.tips import choose, tips_reply
from bot.content.today import season_section
from bot.understanding.understanding import Understanding

_DAILY = "daily_tip"


@dataclass(frozen=True)
class Memory:
    """What the assistant remembers of a conversation: where it stands, the tips it told, and
    whether the last reply was one of the conversation's own."""

    flow: State | None = None
    tips: tuple[str, ...] = ()
    spoke: bool = False


@dataclass(frozen=True)
class Turn:
    """What was made of a message, what is answered, and what is remembered; `masked` is what
    would have been stored."""

    masked: str
    assessment: dict[str, Any]
    replies: list[Reply]
    memory: Memory = field(default_factory=Memory)


def say(
    content: Content,
    understanding: Understanding,
    memory: Memory,
    text: str,
    named: str | None = None,
) -> Turn:
    """One turn. `named` is the topic of a pressed button."""
    said = plain(text)
    masked = mask(said, frozenset(content.hotlines)) or "?"
    if len(said) > MAX_CHARACTERS:
        return Turn(masked, understanding.assess(""), [message_reply(content, "too_long")], memory)
    assessment = understanding.find(masked, named).assessment
    heard = Heard(said, here(), dict(assessment), memory.spoke)
    told = unmasked.set(said)
    try:
        flow = next_state(content, memory.flow, heard)
        if flow is not None:
            replies, memory = [flow_reply(content, flow, heard)], Memory(flow, memory.tips, True)
        else:
            replies, memory = _by_rules(content, replace(memory, spoke=False), masked, heard)
    finally:
        unmasked.reset(told)
    return Turn(masked, assessment, replies, memory)


def _by_rules(
    content: Content, memory: Memory, masked: str, heard: Heard
) -> tuple[list[Reply], Memory]:
    """What data/rules say: the topic's answer, with tips where its file says so; else an offer, or
    that it is out of scope."""
    if heard.is_empty and heard.named_topic is None:
        return [message_reply(content, "empty")], memory
    name = heard.topic or str(heard.assessment["outcome"])
    replies = [answer(content, name, masked, heard.assessment)]
    topic = content.topics.get(name)
    if topic is None or topic.action != "tips" or heard.urgent:
        return replies, memory
    chosen = choose(content, masked, name, list(memory.tips))
    seasonal = season_section(content, heard.now.date()) if name == _DAILY else []
    replies.append(tips_reply(content, chosen, seasonal))
    return replies, Memory(memory.flow, (*memory.tips, *(tip.id for tip in chosen)))
