"""What the generator of answers gives Rasa."""

from __future__ import annotations

import copy
import inspect
import json

from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlg import ContentAnswers


async def test_a_reply_is_not_copied_for_a_log_that_is_not_written() -> None:
    nobody = DialogueStateTracker("nobody", [])
    reply = await ContentAnswers().generate("utter_greet", nobody, "chat")
    assert reply is not None
    parts = reply["custom"]
    said = copy.deepcopy(BotUttered("…", {"custom": parts}))
    assert said.data["custom"] is parts
    assert json.loads(json.dumps(said.as_dict()))["data"]["custom"] == dict(parts)


def test_rasa_still_copies_what_it_does_not_log() -> None:
    """When it no longer does, bot.nlg.Unchanging may go."""
    assert "deepcopy(events)" in inspect.getsource(MessageProcessor._log_action_on_tracker)
