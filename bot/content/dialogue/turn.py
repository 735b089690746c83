"""Which conversation a message belongs to, and what is said in it."""

from __future__ import annotations

from typing import Any

from bot.content.dialogue import doubt, quiz, triage
from bot.content.dialogue.heard import Heard
from bot.content.load import Content
from bot.content.render import Reply

State = dict[str, Any]
_FLOWS = {flow.NAME: flow for flow in (triage, doubt, quiz)}


def next_state(content: Content, state: State | None, heard: Heard) -> State | None:
    """The state after this message, or nothing if one answer alone will do.

    Trouble outranks whatever is going on.
    """
    flow = _FLOWS.get((state or {}).get("flow", ""))
    if state and flow is triage:
        found = triage.goes_on(content, state, heard)
        if found is not None or not state.get("soft"):
            # What was told of a case is not dropped for something that is only doubtful.
            return found or quiz.begins(content, heard)
    if state and flow is quiz and quiz.is_answer(content, state, heard):
        return quiz.goes_on(content, state, heard)  # «transfer the money at once» is an option
    urgent = triage.begins(content, heard)
    if urgent is not None:
        return urgent
    if state and flow in (doubt, quiz):
        found = flow.goes_on(content, state, heard)
        if found is not None:
            return found
    return _quietly(content, state, heard)


def _quietly(content: Content, state: State | None, heard: Heard) -> State | None:
    """Conversations that begin where nobody is in trouble."""
    return (
        triage.begins_softly(content, heard)
        or doubt.begins(content, heard)
        or quiz.begins(content, heard, state)
    )


def flow_reply(content: Content, state: State, heard: Heard) -> Reply:
    """What the state says in this turn."""
    return _FLOWS[state["flow"]].speaks(content, state, heard)
