"""What a message adds to a case, and what is said to it before the next question."""

from __future__ import annotations

import re
from typing import Any

from bot.content.case.answers import asks_in_words, is_correction, is_puzzled
from bot.content.case.asides import aside
from bot.content.case.facts import Facts, read
from bot.content.dialogue.heard import Heard
from bot.content.dialogue.situations import SITUATIONS
from bot.content.dialogue.warnings import warning
from bot.content.hotlines import BANK_TOPIC, BANKS, named
from bot.content.load import Content
from bot.content.urgency import is_urgent

State = dict[str, Any]
# Within a conversation the nearest topic is likelier than for a message out of the blue.
_NEAR_ENOUGH = 0.5
_SAID_BETTER = ("case_noted", "case_hang_up", "case_second_payment")  # by the aside itself
_NEWS = frozenset({"gave_code", "sextortion", "clicked_link", "malicious_app", "still_on_call"})
_NEVER_BETWEEN = frozenset({"distress", "oos"})
_GROUPS_NEVER_BETWEEN = frozenset({"measures"})
_ACCOUNT = re.compile(r"\d(?:[ -]?\d){11,}")  # nothing of it is kept, and they shall know
_WHICH_NUMBER = re.compile("电话|客服|热线|打哪|号码")


def noted(content: Content, state: State, heard: Heard) -> tuple[State, bool]:
    """The state with what the message tells, and whether it told anything."""
    before = Facts.of(state.get("facts", {}))
    after = read(content, before, heard.text, heard.now, state.get("asked"))
    if after == before:
        known = Facts(gone=before.gone)
        if read(content, known, heard.text, heard.now, state.get("asked")) == known:
            return state, False
        return {**state, "say": {"lines": ["case_noted"]}}, True
    changed = [k for k, v in after.kept().items() if before.kept().get(k) != v]
    corrected = is_correction(heard.text)
    line = "case_corrected" if corrected else "case_noted"
    if after.gone and before.gone is False:
        line = "case_gone_now"
    elif before.sums and len(after.sums) > len(before.sums) and not corrected:
        line = "case_gone_now"  # they have paid again
    elif after.contact and not before.contact:
        line = "case_hang_up"
    return {**state, "facts": after.kept(), "say": {"lines": [line], "changed": changed}}, True


def answering(content: Content, state: State, heard: Heard, told: bool) -> State:
    """Adds what must be said at once, and the answer to what was asked in between."""
    say = dict(state["say"])
    warned = warning(heard.text)
    if warned:
        say["lines"] = [warned, *say.get("lines", [])]
    between = aside(content, heard.text)
    if between is not None and not _wants_number(content, heard):
        say["aside"] = between.id
        say["ends"] = between.ends
        say["lines"] = [line for line in say.get("lines", []) if line not in _SAID_BETTER]
    elif not warned:
        answer = _digression(content, state, heard, told)
        if answer:
            say["answer"] = answer
        elif _is_left_open(heard, told):
            say["lines"] = [*say.get("lines", []), "case_later"]
    if _ACCOUNT.search(heard.text):
        say["lines"] = [*say.get("lines", []), "case_account_blank"]
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
        topic = heard.nearest(_NEAR_ENOUGH)
        group = content.topics[topic].group if topic in content.topics else ""
        return None if topic in _NEVER_BETWEEN or group in _GROUPS_NEVER_BETWEEN else topic
    news = heard.topic in _NEWS and SITUATIONS[heard.topic] != state.get("situation")
    return heard.topic if news and is_urgent(heard.text) and heard.is_sure and not told else None


def _wants_number(content: Content, heard: Heard) -> bool:
    """Whether a bank's or payment service's number is asked for."""
    wanted = any(h.group in BANKS for h in named(content, heard.text))
    wanted = wanted or "银行" in heard.text
    return wanted and bool(_WHICH_NUMBER.search(heard.text))
