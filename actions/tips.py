"""Prevention tips that this conversation has not heard yet."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.common import content, message_text, say, topic_of
from bot.content.clock import here
from bot.content.tips import choose, tips_reply
from bot.content.today import season_section

SLOT, DAILY = "tips_told", "daily_tip"


class ActionTips(Action):
    """Tells a few tips by topic or audience, and remembers which."""

    def name(self) -> str:
        return "action_tips"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        told = list(tracker.get_slot(SLOT) or [])
        text, topic = message_text(tracker), topic_of(tracker)
        chosen = choose(content(tracker), text, topic, told)
        seasonal = season_section(content(tracker), here().date()) if topic == DAILY else []
        say(dispatcher, tips_reply(content(tracker), chosen, seasonal))
        return [SlotSet(SLOT, told + [tip.id for tip in chosen])]
