"""Which numbers to call for this need."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.common import content, is_urgent, message_text, say, topic_of
from bot.content.hotlines import hotlines_reply


class ActionHotlines(Action):
    """Answers with the line of a bank or service that is named, else by topic, else the list."""

    def name(self) -> str:
        return "action_hotlines"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        text, topic, urgent = message_text(tracker), topic_of(tracker), is_urgent(tracker)
        say(dispatcher, hotlines_reply(content(tracker), text, topic, urgent))
        return []
