"""The first thirty minutes: what to do this minute comes first, then one question at a time.

The state is plain data that a slot keeps: `status` (open, stopped, done, calm), `soft` (only
perhaps in trouble: a message about something else is left alone), `situation`, `facts`
(bot.content.case.facts), `asked`, how often each fact was asked for (`times`), `skipped`, and
`say`, what to say in this turn (bot.content.dialogue.triage_reply).
"""

from __future__ import annotations

import re
from typing import Any

from bot.content.case.answers import is_puzzled, is_skip, is_stop, wants_summary
from bot.content.case.asides import aside
from bot.content.case.facts import Facts, read
from bot.content.dialogue import calm
from bot.content.dialogue.asking import DONE, again, ask_next, done, not_understood, skipping, tells
from bot.content.dialogue.between import answering, noted
from bot.content.dialogue.heard import Heard
from bot.content.dialogue.questions import AMOUNT
from bot.content.dialogue.situations import LOST, MISUSED, MONEY, SITUATIONS, situation_of, softly
from bot.content.dialogue.triage_reply import speaks
from bot.content.dialogue.warnings import OF_RECOVERY, warning
from bot.content.load import Content
from bot.content.urgency import is_urgent

__all__ = ["NAME", "begins", "begins_softly", "goes_on", "speaks"]

State = dict[str, Any]
NAME = "triage"
_DRAINED = "card_stolen"
OPEN, STOPPED = "open", "stopped"
_FAREWELL = re.compile("谢谢|多谢|感谢|再见|拜拜")
_RETURNS = re.compile("我又来了|我回来了|继续|接着(?:说|问|来)|刚才说到")


def begins(content: Content, heard: Heard) -> State | None:
    """The state of a new conversation, if somebody is in trouble; the card comes before it asks."""
    if calm.is_needed(heard):
        return calm.begin(heard)
    facts = read(content, Facts(), heard.text, heard.now)
    situation = situation_of(content, heard, facts)
    if situation is None:
        return None
    if situation == LOST:
        facts = Facts.of({**facts.kept(), "gone": True})
    soft = not is_urgent(heard.text) and not facts.gone
    return _opened(content, heard, situation, facts, soft)


def begins_softly(content: Content, heard: Heard) -> State | None:
    """The state where a loss is told calmly, or what was pasted is very likely fraud."""
    found = softly(content, heard)
    if found is None:
        return None
    situation, facts = found
    return _opened(content, heard, situation, facts, soft=True)


def goes_on(content: Content, state: State, heard: Heard) -> State | None:
    """The state after one more message; nothing if it is an ordinary one that is not for us."""
    state = {**state, "say": {}}
    if calm.is_needed(heard):
        return calm.begin(heard, state)
    if state["status"] == calm.CALM:
        return _while_calm(content, state, heard)
    if heard.danger and aside(content, heard.text) is None:
        return {**state, "status": STOPPED, "say": {"answer": heard.topic or MONEY, "card": True}}
    if state["status"] != OPEN:
        return _afterwards(content, state, heard)
    if state.get("soft") and not _is_for_us(content, state, heard):
        return None
    if heard.topic in ("thanks", "goodbye") and _FAREWELL.search(heard.text):
        return {**state, "status": STOPPED, "say": {"answer": heard.topic}}
    return _within(content, {**state, "soft": False}, heard)


def _opened(content: Content, heard: Heard, situation: str, facts: Facts, soft: bool) -> State:
    warned = warning(heard.text)
    say: dict[str, Any] = {"answer": _card(content, heard, facts, situation), "card": not soft}
    if warned == OF_RECOVERY and heard.topic != "recovery_scam":
        say["lines"] = [warned]
    state: State = {"flow": NAME, "status": OPEN, "situation": situation, "facts": facts.kept()}
    state = {**state, "soft": soft, "say": say}
    if not soft and wants_summary(heard.text) and is_stop(heard.text.split("。")[0]):
        return done({**state, "say": {}})  # «no questions, the list»
    return ask_next(content, state)


def _is_for_us(content: Content, state: State, heard: Heard) -> bool:
    """Whether somebody who is perhaps in trouble goes on with it."""
    _, told = noted(content, state, heard)
    decided = is_stop(heard.text) or is_skip(heard.text) or wants_summary(heard.text)
    return told or decided or aside(content, heard.text) is not None


def _within(content: Content, state: State, heard: Heard) -> State:
    """A message while questions are being asked."""
    state, told = noted(content, state, heard)
    if wants_summary(heard.text):
        return done(state)
    if is_stop(heard.text):
        return {**state, "status": STOPPED, "asked": None, "say": {"lines": ["case_stopped"]}}
    state = answering(content, state, heard, told)
    say = state["say"]
    if say.get("ends"):
        return {**state, "status": STOPPED, "asked": None}
    if is_skip(heard.text):
        return ask_next(content, skipping(state, "case_skipped"))
    if state.get("asked") == AMOUNT and is_bare(heard.text):
        return {**state, "say": {"ask": AMOUNT}}
    if is_puzzled(heard.text) and not say.get("aside"):
        return again(state)
    if told or say.get("answer") or say.get("aside") or say.get("lines"):
        return ask_next(content, state)
    return not_understood(content, state, heard)


def _afterwards(content: Content, state: State, heard: Heard) -> State | None:
    """When no more questions are asked: the list again, more facts, or somebody coming back."""
    before = Facts.of(state.get("facts", {}))
    state, told = noted(content, state, heard)
    after = Facts.of(state.get("facts", {}))
    if wants_summary(heard.text):
        return done(state)
    state = answering(content, state, heard, told)
    say = state["say"]
    if state["status"] == STOPPED and (told or _RETURNS.search(heard.text)):
        return ask_next(content, {**state, "status": OPEN})
    if told and after.gone is not before.gone:
        return done(state)
    if told or say.get("aside") or warning(heard.text):
        anew = _spoken(after) != _spoken(before) and after.gone is not False
        return {**state, "say": {**say, "script": anew}}
    if heard.is_empty or is_stop(heard.text) or is_skip(heard.text):
        return {**state, "say": {"lines": ["case_stopped"]}}
    if heard.urgent and heard.topic:
        return {**state, "say": {"answer": heard.topic, "card": True}}
    return _about_something_else(state, heard)


def _about_something_else(state: State, heard: Heard) -> State | None:
    """After the list only a question that the rules can answer is left to them."""
    if heard.named_topic or (heard.asks_plainly and (heard.topic or state["status"] != DONE)):
        return None
    if heard.asks_plainly:
        return {**state, "say": {"lines": ["case_later"]}}
    return {**state, "say": {"lines": ["case_heard" if tells(heard.text) else "case_unclear"]}}


def _spoken(facts: Facts) -> tuple[Any, ...]:
    """What of the facts is read to 110."""
    return (facts.since, facts.sums, facts.own, facts.paid, facts.to, facts.receiver)


def _while_calm(content: Content, state: State, heard: Heard) -> State:
    """No questions, no list, unless it is wished for."""
    if state.get("situation"):
        state, _ = noted(content, state, heard)
        if wants_summary(heard.text):
            return done({**state, "say": {}})
    return calm.go_on(state, heard)


def _card(content: Content, heard: Heard, facts: Facts, situation: str) -> str:
    """What is answered first: the topic found, but where money is gone, how to stop it."""
    topic = content.topics.get(heard.topic or "")
    if topic is not None and (heard.topic in SITUATIONS or topic.urgent):
        return topic.id
    stop = _DRAINED if situation == MISUSED else MONEY
    if facts.gone and stop in content.topics:
        return stop
    return topic.id if topic is not None else "offer"


def is_bare(text: str) -> bool:
    """Whether a message is a number without a unit: five what?"""
    return bool(re.fullmatch(r"\s*\d{1,2}(?:\.\d)?\s*", text))
