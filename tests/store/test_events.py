"""Stored events come back as Rasa itself reads them."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    Event,
    FollowupAction,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
    deserialise_events,
)

from bot.store.events import events_of

EVENTS: list[Event] = [
    ActionExecuted("action_session_start"),
    SessionStarted(),
    ActionExecuted("action_listen"),
    UserUttered(
        "刷单是真的吗",
        {"name": "faq", "confidence": 0.9},
        [{"entity": "tips", "value": "x"}],
        parse_data={"assessment": {"topic": "scam_brushing"}},
        metadata={"version": 3},
    ),
    SlotSet("flow", {"flow": "triage", "facts": {"gone": True}}),
    BotUttered("不是真的", {"custom": {"kind": "faq"}}, {"utter_action": "utter_faq"}),
    ActiveLoop("form"),
    FollowupAction("utter_help"),
    ActionReverted(),
    Restarted(),
]


def test_as_rasa_reads_them() -> None:
    stored = [event.as_dict() for event in EVENTS]
    read = events_of(stored)
    assert read == deserialise_events(stored)
    assert [type(event) for event in read] == [type(event) for event in EVENTS]
    assert [event.as_dict() for event in read] == stored


def test_an_event_that_rasa_does_not_know() -> None:
    with pytest.raises(ValueError, match="unheard"):
        events_of([{"event": "unheard"}])
