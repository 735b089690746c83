"""The first thirty minutes: what to do this minute comes first, then one question at a time.

The state is plain data that a slot keeps: `status` (open, stopped, done, calm), `soft` (only
perhaps in trouble: a message about something else is left alone), `situation`, `facts`
(bot.content.case.facts), `asked`, how often each fact was asked for (`times`), `skipped`, and
`say`, what to say in this turn (bot.content.dialogue.triage_reply).
"""

from __future__ import annotations

import re
from typing import Any

from bot.content.case.answers import (
    asks_in_words,
    is_correction,
    is_puzzled,
    is_skip,
    is_stop,
    wants_summary,
)
from bot.content.case.asides import aside
from bot.content.case.facts import Facts, read
from bot.content.dialogue import calm
from bot.content.dialogue.heard import Heard
from bot.content.dialogue.questions import AMOUNT, CONTACT, is_known, open_fact
from bot.content.dialogue.situations import LOST, MONEY, SITUATIONS, situation_of, softly
from bot.content.dialogue.triage_reply import speaks
from bot.content.dialogue.warnings import OF_RECOVERY, warning
from bot.content.hotlines import BANK_TOPIC, BANKS, named
from bot.content.load import Content
from bot.content.urgency import is_urgent

__all__ = ["NAME", "begins", "begins_softly", "goes_on", "speaks"]

State = dict[str, Any]
NAME = "triage"
OPEN, STOPPED, DONE = "open", "stopped", "done"
_SAID_BETTER = ("case_noted", "case_hang_up")  # by the aside itself
_FAREWELL = frozenset({"thanks", "goodbye"})
# Within a conversation the nearest topic is likelier than for a message out of the blue.
_NEAR_ENOUGH = 0.4
_TELLING = 6  # characters from which a message tells something, even if nothing was read from it
_RETURNS = re.compile("我又来了|我回来了|继续|接着(?:说|问|来)|刚才说到")
_WHICH_NUMBER = re.compile("电话|客服|热线|打哪|号码")


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
    if heard.danger:
        return {**state, "status": STOPPED, "say": {"answer": heard.topic or MONEY, "card": True}}
    if state["status"] != OPEN:
        return _afterwards(content, state, heard)
    if state.get("soft") and not _is_for_us(content, state, heard):
        return None
    if heard.topic in _FAREWELL and heard.confidence > 0.9 and len(heard.text) < 12:
        return {**state, "status": STOPPED, "say": {"answer": heard.topic}}
    return _within(content, {**state, "soft": False}, heard)


def _opened(content: Content, heard: Heard, situation: str, facts: Facts, soft: bool) -> State:
    warned = warning(heard.text)
    say: dict[str, Any] = {"answer": _card(content, heard, facts), "card": not soft}
    if warned == OF_RECOVERY and heard.topic != "recovery_scam":
        say["lines"] = [warned]
    state = {"flow": NAME, "status": OPEN, "situation": situation, "facts": facts.kept()}
    return _ask_next(content, {**state, "soft": soft, "say": say})


def _is_for_us(content: Content, state: State, heard: Heard) -> bool:
    """Whether somebody who is perhaps in trouble goes on with it."""
    _, told = _noted(content, state, heard)
    decided = is_stop(heard.text) or is_skip(heard.text) or wants_summary(heard.text)
    return told or decided or aside(content, heard.text) is not None


def _within(content: Content, state: State, heard: Heard) -> State:
    """A message while questions are being asked."""
    state, told = _noted(content, state, heard)
    if wants_summary(heard.text):
        return _done(state)
    if is_stop(heard.text):
        return {**state, "status": STOPPED, "asked": None, "say": {"lines": ["case_stopped"]}}
    state = _answering(content, state, heard, told)
    if is_skip(heard.text):
        return _ask_next(content, _skipping(state, "case_skipped"))
    if state.get("asked") == AMOUNT and is_bare(heard.text):
        return {**state, "say": {"ask": AMOUNT}}
    if is_puzzled(heard.text):
        return _again(state)
    say = state["say"]
    if say.get("answer") or say.get("aside"):
        return _ask_next(content, state)
    if told or say.get("lines"):
        return _ask_next(content, state, counts=not told or not _just_told(state))
    return _not_understood(content, state, heard)


def _noted(content: Content, state: State, heard: Heard) -> tuple[State, bool]:
    """The state with what the message tells, and whether it told anything."""
    before = Facts.of(state.get("facts", {}))
    after = read(content, before, heard.text, heard.now, state.get("asked"))
    if after == before:
        again = read(content, Facts(), heard.text, heard.now, state.get("asked"))
        if not again.kept():
            return state, False
        return {**state, "say": {"lines": ["case_noted"]}}, True
    line = "case_corrected" if is_correction(heard.text) else "case_noted"
    if after.gone and before.gone is False:
        line = "case_gone_now"
    elif after.contact and not before.contact:
        line = "case_hang_up"
    return {**state, "facts": after.kept(), "say": {"lines": [line]}}, True


def _answering(content: Content, state: State, heard: Heard, told: bool) -> State:
    """Adds what must be said at once, and the answer to what was asked in between."""
    say = dict(state["say"])
    warned = warning(heard.text)
    if warned:
        say["lines"] = [warned, *say.get("lines", [])]
    between = aside(content, heard.text)
    if between is not None and not _wants_number(content, heard):
        say["aside"] = between.id
        say["lines"] = [line for line in say.get("lines", []) if line not in _SAID_BETTER]
    elif not warned:
        answer = _digression(content, state, heard, told)
        if answer:
            say["answer"] = answer
        elif _is_left_open(heard, told):
            say["lines"] = [*say.get("lines", []), "case_later"]
    if is_urgent(heard.text) and say.get("lines", []) in ([], ["case_noted"]):
        say["lines"] = ["urgent_first"]
    return {**state, "say": say}


def _is_left_open(heard: Heard, told: bool) -> bool:
    """Whether something was asked that nobody here can answer."""
    asks = asks_in_words(heard.text) if told else heard.asks_plainly
    return asks and not is_puzzled(heard.text)


def _digression(content: Content, state: State, heard: Heard, told: bool) -> str | None:
    """The topic asked for in the middle; a statement counts only if it is urgent news."""
    if heard.named_topic:
        return heard.named_topic
    if _wants_number(content, heard):
        return BANK_TOPIC
    if heard.asks_plainly:
        return heard.nearest(_NEAR_ENOUGH)
    news = SITUATIONS.get(heard.topic or "") not in (None, state.get("situation"))
    return heard.topic if news and heard.urgent and heard.is_sure and not told else None


def _wants_number(content: Content, heard: Heard) -> bool:
    """Whether a bank's or payment service's number is asked for."""
    wanted = any(h.group in BANKS for h in named(content, heard.text))
    return wanted and bool(_WHICH_NUMBER.search(heard.text))


def _not_understood(content: Content, state: State, heard: Heard) -> State:
    """Once in simpler words, then the next question: nobody shall be held up."""
    asked = state.get("asked") or ""
    if state.get("times", {}).get(asked, 0) >= 1:
        return _ask_next(content, _skipping(state, "case_repeat"))
    telling = len(heard.text.strip()) >= _TELLING and any("一" <= c <= "鿿" for c in heard.text)
    line = "case_heard" if telling else "case_unclear"
    return _counted(_again({**state, "say": {"lines": [line]}}))


def _again(state: State) -> State:
    """The same question in simpler words."""
    lines = state["say"].get("lines") or ["case_unclear"]
    return {**state, "say": {**state["say"], "lines": lines, "ask": state["asked"], "again": True}}


def _skipping(state: State, line: str) -> State:
    skipped = [*state.get("skipped", []), state.get("asked")]
    lines = [*state["say"].get("lines", []), line]
    return {**state, "skipped": skipped, "say": {**state["say"], "lines": lines}}


def _ask_next(content: Content, state: State, counts: bool = False) -> State:
    """The first question that is open; after the last one the list for this case.

    `counts`: the last question was passed over; what is passed over twice is asked no more.
    """
    if counts and state.get("asked"):
        state = _counted(state)
    facts = Facts.of(state["facts"])
    skipped, times = state.get("skipped", []), state.get("times", {})
    fact = open_fact(facts, state["situation"], skipped, times)
    if fact is None:
        return _done(state)
    return {**state, "asked": fact, "say": {**state["say"], "ask": fact}}


def _counted(state: State) -> State:
    asked = state.get("asked") or ""
    times = dict(state.get("times", {}))
    times[asked] = times.get(asked, 0) + 1
    return {**state, "times": times}


def _just_told(state: State) -> bool:
    """Whether the last message told what had been asked for."""
    return is_known(Facts.of(state["facts"]), state.get("asked") or CONTACT)


def _done(state: State) -> State:
    say = {**state["say"], "outcome": True}
    return {**state, "status": DONE, "asked": None, "soft": False, "say": say}


def _afterwards(content: Content, state: State, heard: Heard) -> State | None:
    """When no more questions are asked: the list again, more facts, or somebody coming back."""
    before = Facts.of(state.get("facts", {}))
    state, told = _noted(content, state, heard)
    after = Facts.of(state.get("facts", {}))
    if wants_summary(heard.text):
        return _done(state)
    state = _answering(content, state, heard, told)
    say = state["say"]
    if state["status"] == STOPPED and (told or _RETURNS.search(heard.text)):
        return _ask_next(content, {**state, "status": OPEN})
    if told and after.gone is not before.gone:
        return _done(state)
    if told or say.get("aside") or warning(heard.text):
        anew = _spoken(after) != _spoken(before) and after.gone is not False
        return {**state, "say": {**say, "script": anew}}
    if heard.is_empty or is_stop(heard.text) or is_skip(heard.text):
        return {**state, "say": {"lines": ["case_stopped"]}}
    if heard.urgent and heard.topic:
        return {**state, "say": {"answer": heard.topic, "card": True}}
    if heard.topic is None and not heard.urgent and state["status"] == DONE:
        line = "case_later" if heard.asks_plainly else "case_heard"
        return {**state, "say": {"lines": [line]}}
    return None


def _spoken(facts: Facts) -> tuple[Any, ...]:
    """What of the facts is read to 110."""
    return (facts.since, facts.sums, facts.own, facts.paid, facts.to, facts.receiver)


def _while_calm(content: Content, state: State, heard: Heard) -> State:
    """No questions, no list, unless it is wished for."""
    if state.get("situation"):
        state, _ = _noted(content, state, heard)
        if wants_summary(heard.text):
            return _done({**state, "say": {}})
    return calm.go_on(state, heard)


def _card(content: Content, heard: Heard, facts: Facts) -> str:
    """What is answered first: the topic found, but where money is gone, how to stop it."""
    topic = content.topics.get(heard.topic or "")
    if topic is not None and (heard.topic in SITUATIONS or topic.urgent):
        return topic.id
    if facts.gone and MONEY in content.topics:
        return MONEY
    return topic.id if topic is not None else "offer"


def is_bare(text: str) -> bool:
    """Whether a message is a number without a unit: five what?"""
    return bool(re.fullmatch(r"\s*\d{1,2}(?:\.\d)?\s*", text))
