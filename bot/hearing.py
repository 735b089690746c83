"""The last message of a tracker, as the conversations see it."""

from __future__ import annotations

from itertools import islice

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.content.clock import here
from bot.content.dialogue.heard import Heard
from bot.content.heard import unmasked

SPEAK = "utter_flow"  # what a conversation of several turns says (bot.policy)


def heard_in(tracker: DialogueStateTracker) -> Heard:
    """The message as it was written if it is this turn's, else as it is stored: masked."""
    message = tracker.latest_message
    parsed = (message.parse_data if message else None) or {}
    text = unmasked.get()
    if text is None:
        text = (message.text if message else "") or ""
    return Heard(text, here(), dict(parsed.get("assessment") or {}), _follows(tracker))


def _follows(tracker: DialogueStateTracker) -> bool:
    """Whether the reply before this message was that of a conversation."""
    steps = (
        e
        for e in reversed(tracker.events)
        if isinstance(e, UserUttered)
        or (isinstance(e, ActionExecuted) and e.action_name != ACTION_LISTEN_NAME)
    )
    before = next(islice(steps, 1, None), None)  # the first one is this message
    return isinstance(before, ActionExecuted) and before.action_name == SPEAK
