"""The last message of a tracker, as the conversations see it."""

from __future__ import annotations

from rasa.shared.core.trackers import DialogueStateTracker

from bot.content.clock import here
from bot.content.dialogue.heard import Heard
from bot.content.heard import unmasked


def heard_in(tracker: DialogueStateTracker) -> Heard:
    """The message as it was written if it is this turn's, else as it is stored: masked."""
    message = tracker.latest_message
    parsed = (message.parse_data if message else None) or {}
    text = unmasked.get()
    if text is None:
        text = (message.text if message else "") or ""
    return Heard(text, here(), dict(parsed.get("assessment") or {}))
