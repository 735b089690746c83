"""What somebody in trouble reads first, by rules alone: no model, no Rasa, no action server."""

from __future__ import annotations

import logging

from bot.content.case.facts import Facts, read
from bot.content.case.script import script
from bot.content.clock import here
from bot.content.hotlines import BANKS, named
from bot.content.load import Content
from bot.content.model import Hotline
from bot.content.render import Reply, Section, message_reply, topic_reply
from bot.content.urgency import in_danger, is_urgent

logger = logging.getLogger(__name__)

# A life outranks money; whoever only lost money gets the steps to stop it.
_TOPIC_OF_DANGER = {
    "self-harm": "distress",
    "held": "law_overseas",
    "kidnapped": "scam_kidnap",
    "violence": "danger",
}
_MONEY = "lost_money"


def first_aid(content: Content, text: str) -> Reply:
    """The answer when nothing else can give one: to somebody in trouble what to do this minute."""
    if not is_urgent(text):
        return message_reply(content, "answer_failed")
    topic = content.topics.get(_TOPIC_OF_DANGER.get(in_danger(text) or "", _MONEY))
    if topic is None:
        return message_reply(content, "answer_failed")
    said = topic_reply(
        content,
        topic,
        urgent=True,
        noticed=spoken(content, text, topic.id),
        lines=own_lines(content, text),
    )
    if topic.id != _MONEY:  # a life matters more than money: no list to be ticked off
        said["custom"]["case"] = None
    return said


def first_aid_or_numbers(content: Content, text: str) -> Reply:
    """The same; whatever a text does to the reading of it, the numbers need no reading."""
    try:
        return first_aid(content, text)
    except Exception:
        logger.exception("First aid could not be composed")
        return message_reply(content, "answer_failed")


def spoken(content: Content, text: str, topic_id: str) -> list[Section]:
    """What to read to 110, for somebody whose money is gone."""
    if topic_id != _MONEY:
        return []
    now = here()
    return [script(content, read(content, Facts(), text, now), now)]


def own_lines(content: Content, text: str) -> list[Hotline]:
    """The lines of the banks and payment services that a message names, to lock one's own card."""
    return [h for h in named(content, text) if h.group in BANKS and h.showable]
