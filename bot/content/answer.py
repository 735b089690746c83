"""The answer to one message, from what was understood of it: without Rasa, for every caller."""

from __future__ import annotations

from typing import Any

from bot.content.case.answers import asks_for_verdict_only
from bot.content.first_aid import own_lines, spoken
from bot.content.heard import unmasked
from bot.content.hotlines import hotlines_reply
from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE, Hotline
from bot.content.render import Reply, fill, message_reply, reply, topic_reply
from bot.content.risk.apart import is_apart, without_sound
from bot.content.risk.judge import Judgement, judge
from bot.content.risk.reply import noticed, opening, risk_reply

OFFER, FAILED = "offer", "answer_failed"
OFFERED = 3
_CHECK = "check_scam"


def answer(content: Content, name: str, text: str, assessment: dict[str, Any]) -> Reply:
    """The reply called `name`: a topic's id, `offer`, or `answer_failed` if a part gave none.

    `assessment` is the classifier's (bot.nlu.topic_classifier). An unknown name gets the numbers,
    never silence.
    """
    urgent = bool(assessment.get("urgent"))
    topic, confidence = assessment.get("topic"), float(assessment.get("confidence") or 0)
    judgement = judge(content, text, topic, confidence, unmasked.get(), assessment.get("learned"))
    unsure = name in (OFFER, OUT_OF_SCOPE)
    if unsure and judgement.evidence and judgement.level != "low":
        return risk_reply(content, judgement, urgent)
    if name == OFFER:
        return _offer(content, assessment.get("nearest", [])[:OFFERED], urgent)
    if name == FAILED:
        name = topic or ""
    if name in content.topics and content.topics[name].action == "hotlines":
        return hotlines_reply(content, text, name, urgent)
    if name in content.topics:
        return _topic(content, name, text, urgent, judgement)
    return message_reply(content, FAILED)


def warm(content: Content) -> None:
    """Compiles what is compiled at the first use, so that no resident waits for it."""
    for text in ("我刚用建行给骗子转了三万怎么办", "http://example.cn 中奖了先交税"):
        answer(content, OFFER, text, {"topic": None, "confidence": 0, "urgent": True})


def _topic(content: Content, name: str, text: str, urgent: bool, judgement: Judgement) -> Reply:
    """A topic's answer, with what was noticed in the message; in trouble, with the text for 110."""
    shown = _shown(content, name, judgement)
    said = opening(content, shown)
    if name == _CHECK and judgement.level == "low":
        # A verdict on nothing would be taken for one on what they have in mind.
        key = "check_paste" if asks_for_verdict_only(text) else "risk_low"
        said = fill(content, content.messages[key])
    passages = noticed(content, shown)
    lines: list[Hotline] = []
    if urgent:
        passages = [*spoken(content, text, name), *passages]
        lines = own_lines(content, text)
    return topic_reply(content, content.topics[name], urgent, said, passages, lines)


def _shown(content: Content, name: str, judgement: Judgement) -> Judgement:
    """The judgement as it is told beside a topic's answer."""
    return without_sound(judgement) if is_apart(content, name) else judgement


def _offer(content: Content, found: list[dict[str, Any]], urgent: bool) -> Reply:
    """ "Did you mean": the nearest topics as buttons, always with the numbers."""
    nearest = [content.topics[a["topic"]] for a in found if a["topic"] in content.topics]
    text = content.messages["offer" if nearest else "offer_none"]
    numbers = ("110", "96110") if urgent else ("96110", "110")
    if urgent:
        text = f"{content.messages['urgent_first']}\n{text}"
    calls = [content.hotlines[key] for key in numbers]
    return reply(content, fill(content, text), calls=calls, related=nearest, urgent=urgent)
