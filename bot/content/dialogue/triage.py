"""The first thirty minutes: what to do this minute comes first, then one question at a time.

The state is plain data that a slot keeps: `status` (open, stopped, done, calm), `soft` (only
perhaps in trouble: a message about something else is left alone), `situation`, `facts`
(bot.content.case.facts), `asked`, how often each fact was asked for (`times`), `skipped`, and
`say`, what to say in this turn (bot.content.dialogue.triage_reply).
"""

from __future__ import annotations

import re
from typing import Any

from bot.content.case.amounts import has_foreign
from bot.content.case.answers import (
    asks_for_verdict_only,
    asks_what_now,
    is_puzzled,
    is_skip,
    is_stop,
    wants_summary,
)
from bot.content.case.facts import Facts, read, says_paid
from bot.content.case.plans import plan_of
from bot.content.dialogue import calm
from bot.content.dialogue.asking import DONE, again, ask_next, done, not_understood, skipping, tells
from bot.content.dialogue.between import answering, noted
from bot.content.dialogue.heard import Heard
from bot.content.dialogue.moments import ABOUT_TO_PAY, at_once, courtesy, fitting_aside
from bot.content.dialogue.questions import AMOUNT
from bot.content.dialogue.situations import (
    BLACKMAIL,
    LOST,
    MISUSED,
    MONEY,
    RELATIVE,
    SITUATIONS,
    is_about_kin,
    situation_of,
    softly,
    tells_of_a_line,
    tells_of_forbidding,
)
from bot.content.dialogue.triage_reply import speaks
from bot.content.dialogue.warnings import OF_BAIT, OF_PAYING_AGAIN, OF_RECOVERY, STOPPING, warning
from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE
from bot.content.risk.judge import ORDINARY_FOR_SURE, demands
from bot.content.urgency import is_urgent

__all__ = ["NAME", "begins", "begins_softly", "goes_on", "speaks"]

State = dict[str, Any]
NAME = "triage"
_ON_THE_LINE, _CHECK = "still_on_call", "check_scam"
_SMALL_TALK = frozenset({"smalltalk"})
_DRAINED, _THREATENED = "card_stolen", "sextortion"
OPEN, STOPPED = "open", "stopped"
_FAREWELL = re.compile("谢谢|多谢|感谢|再见|拜拜")
_A_SENTENCE = 8  # characters: what is shorter answers what was asked
_A_LINE = 24  # characters: what is longer may tell of something else
_RETURNS = re.compile("我又来了|我回来了|继续|接着(?:说|问|来)|刚才说到")


def begins(content: Content, heard: Heard) -> State | None:
    """The state of a new conversation, if somebody is in trouble; the card comes before it asks."""
    if calm.is_needed(heard):
        return calm.begin(heard)
    warned = warning(heard.text)
    if not heard.urgent and warned not in STOPPING:
        return _about_to_pay(content, heard)
    facts = read(content, Facts(), heard.text, heard.now)
    situation = situation_of(content, heard, facts)
    in_time = warned in STOPPING and not facts.gone
    alarmed = warned == OF_BAIT and situation is not None  # over money that came in
    if warned is not None and in_time and (alarmed or _is_for_nobody_else(content, heard)):
        kind = RELATIVE if is_about_kin(heard.text) else LOST
        return _first(content, heard, kind, Facts(), soft=True, say={"lines": [warned]})
    if situation is None:
        return _about_to_pay(content, heard)
    lost = situation != BLACKMAIL and SITUATIONS.get(heard.topic or "") == LOST
    if lost and not in_time:
        facts = Facts.of({**facts.kept(), "gone": True})
    soft = not is_urgent(heard.text) and not facts.gone
    return _opened(content, heard, situation, facts, soft)


def _is_for_nobody_else(content: Content, heard: Heard) -> bool:
    """Whether a plan to pay is answered here: not by a topic, and not if it is about daily life."""
    ordinary = (heard.assessment.get("learned") or {}).get("ordinary", 0) >= ORDINARY_FOR_SURE
    daily = ordinary and plan_of(heard.text) != "invest"
    return not _is_known(content, heard) and not daily


def _is_known(content: Content, heard: Heard) -> bool:
    """Whether the message has a topic whose own answer says what to do."""
    topic = content.topics.get(heard.topic or "")
    return topic is not None and topic.group not in _SMALL_TALK


def _about_to_pay(content: Content, heard: Heard) -> State | None:
    """The state of somebody who stands at the counter or is asked for a code."""
    between = at_once(content, heard.text, of_kin=False)
    if between not in ABOUT_TO_PAY or _is_known(content, heard) or heard.danger:
        return None
    if between == "enter_code" and heard.assessment.get("outcome") == OUT_OF_SCOPE:
        return None  # every web page asks for a code
    return _first(content, heard, LOST, Facts(), soft=True, say={"aside": between})


def begins_softly(content: Content, heard: Heard) -> State | None:
    """The state where a loss is told calmly, or what was pasted is very likely fraud."""
    found = softly(content, heard)
    if found is None:
        return None
    situation, facts = found
    if says_paid(heard.text):
        paid = read(content, Facts(), heard.text, heard.now)
        return _opened(content, heard, situation, paid, soft=not paid.gone)
    return _opened(content, heard, situation, facts, soft=True)


def goes_on(content: Content, state: State, heard: Heard) -> State | None:
    """The state after one more message; nothing if it is an ordinary one that is not for us."""
    state = {**state, "was": state.get("say", {}).get("aside"), "say": {}}
    if calm.is_needed(heard):
        return calm.begin(heard, state)
    if state["status"] == calm.CALM:
        return _while_calm(content, state, heard)
    if heard.danger and fitting_aside(content, heard.text, of_kin=True) is None:
        return {**state, "status": STOPPED, "say": {"answer": heard.topic or MONEY, "card": True}}
    if state["status"] != OPEN:
        return _afterwards(content, state, heard)
    if state.get("soft"):
        return _perhaps(content, state, heard)
    polite = courtesy(heard.text)
    if polite is not None:
        return {**state, "say": {"lines": [polite], "ask": state.get("asked")}}
    if heard.topic == "goodbye" and _FAREWELL.search(heard.text):
        return {**state, "status": STOPPED, "say": {"answer": heard.topic}}
    return _within(content, state, heard)


def _perhaps(content: Content, state: State, heard: Heard) -> State | None:
    """A message of somebody who is perhaps in trouble."""
    if _asks_again(content, state, heard):
        return {**state, "say": {"lines": ["risk_still"], "ask": state["asked"]}}
    if _is_another_subject(content, state, heard):
        return None  # «a case of liquor for 1,200» after a question about a QR code is no loss
    before = Facts.of(state.get("facts", {}))
    after = read(content, before, heard.text, heard.now, state.get("asked"))
    if after.gone and not before.gone:
        return _opened(content, heard, state["situation"], after, soft=False)
    if not _is_for_us(content, state, heard):
        return _unclear(content, state, heard)
    return _within(content, {**state, "soft": warning(heard.text) in STOPPING}, heard)


def _asks_again(content: Content, state: State, heard: Heard) -> bool:
    """Whether it is only asked once more: that brings nothing new, so the verdict stands."""
    if asks_for_verdict_only(heard.text) or asks_what_now(heard.text):
        return True
    if not heard.follows or len(heard.text.strip()) > _A_LINE:
        return False
    doubts = heard.topic == _CHECK or (heard.is_unclear and heard.asks_plainly)
    if not doubts or warning(heard.text) is not None:
        return False
    return fitting_aside(content, heard.text, state["situation"] == RELATIVE) is None


def _unclear(content: Content, state: State, heard: Heard) -> State | None:
    """What nobody understands, right after the question of somebody perhaps in trouble: asked once
    more; what a topic answers, or is surely about something else, is left to the rules.
    """
    if not heard.follows or not heard.is_unclear or begins_softly(content, heard) is not None:
        return None
    if heard.sounds_like_fraud and demands(heard.text):
        return {**state, "say": {"lines": [OF_PAYING_AGAIN], "ask": state["asked"]}}
    if state.get("times", {}).get(state.get("asked") or "", 0) > 1:
        return {**state, "say": {"lines": ["case_heard"]}}  # and not asked a third time
    return not_understood(content, state, heard)


def _is_another_subject(content: Content, state: State, heard: Heard) -> bool:
    """Whether a message surely has a topic of its own, and would be no case if it came first."""
    return (
        heard.is_certain
        and _is_known(content, heard)
        and heard.topic not in {*SITUATIONS, state.get("about")}
        and len(heard.text.strip()) >= _A_SENTENCE
        and at_once(content, heard.text, state.get("situation") == RELATIVE) is None
        and begins(content, heard) is None
    )


def _leads_away(content: Content, state: State, heard: Heard) -> bool:
    """Whether a message after the list is left to the rules: nothing here fits it better."""
    here = fitting_aside(content, heard.text, state.get("situation") == RELATIVE)
    fits = here is not None or wants_summary(heard.text)
    return not fits and _is_another_subject(content, state, heard)


def _opened(content: Content, heard: Heard, situation: str, facts: Facts, soft: bool) -> State:
    warned = warning(heard.text, facts.gone)
    say = _opening(content, heard, facts, situation, soft)
    stops = plan_of(heard.text) is not None or (warned in STOPPING and not facts.gone)
    if stops or (warned == OF_RECOVERY and heard.topic != "recovery_scam"):
        say["lines"] = [warned, *say.get("lines", [])]
    if has_foreign(heard.text):
        say["lines"] = [*say.get("lines", []), "case_foreign_sum"]
    return _first(content, heard, situation, facts, soft, say)


def _opening(
    content: Content, heard: Heard, facts: Facts, situation: str, soft: bool
) -> dict[str, Any]:
    """What is said first: a card that claims nothing which was not told."""
    between = at_once(content, heard.text, situation == RELATIVE)
    card = {"answer": _card(content, heard, facts, situation), "card": not soft}
    if between in ABOUT_TO_PAY and not facts.gone:
        return {"aside": between, "first": True}
    own_line = card["answer"] == _ON_THE_LINE and not facts.gone
    if own_line and situation == RELATIVE:
        return {"lines": ["case_open_relative"], "first": True}
    if own_line and not tells_of_forbidding(heard.text):
        if tells_of_a_line(heard.text):
            return {**card, "lines": ["case_open_share"], "unled": True}
        return {"lines": ["case_open_line"], "first": True}
    return card if between is None else {**card, "aside": between}


def _first(
    content: Content,
    heard: Heard,
    situation: str,
    facts: Facts,
    soft: bool,
    say: dict[str, Any],
) -> State:
    """The first state of a conversation, with its first question."""
    state: State = {"flow": NAME, "status": OPEN, "situation": situation, "facts": facts.kept()}
    skipped = [AMOUNT] if has_foreign(heard.text) else []
    state = {**state, "about": heard.topic, "soft": soft, "say": say, "skipped": skipped}
    if not soft and wants_summary(heard.text) and is_stop(heard.text.split("。")[0]):
        return done({**state, "say": {}})  # «no questions, the list»
    return ask_next(content, state)


def _is_for_us(content: Content, state: State, heard: Heard) -> bool:
    """Whether somebody who is perhaps in trouble goes on with it."""
    _, told = noted(content, state, heard)
    decided = is_stop(heard.text) or is_skip(heard.text) or wants_summary(heard.text)
    answered = fitting_aside(content, heard.text, state["situation"] == RELATIVE) is not None
    return told or decided or answered or warning(heard.text) is not None


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
    if say.get("answer") and state.get("asked"):
        if not told:
            return {**state, "say": {**say, "ask": state["asked"]}}
        return ask_next(content, state)
    if told or say.get("answer") or say.get("aside") or say.get("lines"):
        return ask_next(content, state)
    return not_understood(content, state, heard)


def _afterwards(content: Content, state: State, heard: Heard) -> State | None:
    """When no more questions are asked: the list again, more facts, or somebody coming back."""
    polite = courtesy(heard.text)
    if polite is not None:
        return {**state, "say": {"lines": [f"{polite}_after"]}}
    if _leads_away(content, state, heard):
        return None
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
    if situation == LOST and heard.topic == _THREATENED:
        return MONEY
    if situation == BLACKMAIL and heard.topic == MONEY and _THREATENED in content.topics:
        return _THREATENED  # nothing is paid yet
    if facts.gone and SITUATIONS.get(heard.topic or "", situation) != situation != MISUSED:
        return MONEY  # «我已经给了» sounds like a code, but the conversation is about money
    if topic is not None and (heard.topic in SITUATIONS or topic.urgent):
        return topic.id
    stop = {MISUSED: _DRAINED, BLACKMAIL: _THREATENED}.get(situation, MONEY)
    if (facts.gone or situation == BLACKMAIL) and stop in content.topics:
        return stop
    return topic.id if topic is not None else "offer"


def is_bare(text: str) -> bool:
    """Whether a message is a number without a unit: five what?"""
    return bool(re.fullmatch(r"\s*\d{1,2}(?:\.\d)?\s*", text))
