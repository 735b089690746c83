"""Whether a message comes right after what a conversation said, read from Rasa's own events."""

from __future__ import annotations

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.hearing import SPEAK, heard_in


@pytest.mark.parametrize(
    ("between", "follows"),
    [
        ([ActionExecuted(SPEAK), BotUttered("钱已经出去了吗？")], True),
        ([SlotSet("flow", {}), ActionExecuted(SPEAK), BotUttered("…")], True),
        ([ActionExecuted("utter_scam_brushing"), BotUttered("是骗局")], False),
        ([ActionExecuted(SPEAK), BotUttered("…"), UserUttered("你好"), ActionExecuted("x")], False),
        ([], False),
    ],
)
def test_follows(between: list[Event], follows: bool) -> None:
    listen = ActionExecuted("action_listen")
    events = [listen, UserUttered("刷单"), *between, listen, UserUttered("门踹开了")]
    tracker = DialogueStateTracker.from_events("resident", events)
    assert heard_in(tracker).follows is follows
