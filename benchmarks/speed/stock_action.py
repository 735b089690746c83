"""The custom action of the stock project, as Rasa's documentation has one written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

ANSWER = Path(__file__).with_name("hotlines.txt").read_text("utf-8")


class ActionHotlines(Action):
    """Says the list of numbers."""

    def name(self) -> str:
        return "action_hotlines"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        dispatcher.utter_message(text=ANSWER)
        return []
