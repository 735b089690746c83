"""Which question comes next, and how often one is put: nobody shall be held up by it."""

from __future__ import annotations

from typing import Any

from bot.content.case.facts import Facts
from bot.content.dialogue.heard import Heard
from bot.content.dialogue.questions import open_fact
from bot.content.load import Content

State = dict[str, Any]
DONE = "done"
_TELLING = 6  # characters from which a message tells something, even if nothing was read from it


def ask_next(content: Content, state: State) -> State:
    """The first question that is open; after the last one the list for this case."""
    facts = Facts.of(state["facts"])
    skipped, times = state.get("skipped", []), state.get("times", {})
    fact = open_fact(facts, state["situation"], skipped, times)
    if fact is None:
        return done(state)
    return _shown({**state, "asked": fact, "say": {**state["say"], "ask": fact}})


def again(state: State) -> State:
    """The same question in simpler words."""
    lines = state["say"].get("lines") or ["case_unclear"]
    say = {**state["say"], "lines": lines, "ask": state["asked"], "again": True}
    return _shown({**state, "say": say})


def skipping(state: State, line: str) -> State:
    """Without the question that was asked."""
    skipped = [*state.get("skipped", []), state.get("asked")]
    lines = [*state["say"].get("lines", []), line]
    return {**state, "skipped": skipped, "say": {**state["say"], "lines": lines}}


def not_understood(content: Content, state: State, heard: Heard) -> State:
    """Once in simpler words, then the next question."""
    line = "case_heard" if tells(heard.text) else "case_unclear"
    if state.get("times", {}).get(state.get("asked") or "", 0) > 1:
        line = line if line == "case_heard" else "case_repeat"
        return ask_next(content, skipping(state, line))
    return again({**state, "say": {**state["say"], "lines": [line]}})


def tells(text: str) -> bool:
    """Whether a message is more than a slip of the finger."""
    return len(text.strip()) >= _TELLING and any("一" <= c <= "鿿" for c in text)


def done(state: State) -> State:
    """No more questions: the list for this case."""
    say = {**state["say"], "outcome": True}
    return {**state, "status": DONE, "asked": None, "soft": False, "say": say}


def _shown(state: State) -> State:
    asked = state.get("asked") or ""
    times = dict(state.get("times", {}))
    times[asked] = times.get(asked, 0) + 1
    return {**state, "times": times}
