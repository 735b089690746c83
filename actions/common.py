"""What every action needs: the content, read once, and a way to answer."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.content.load import Content, current
from bot.content.render import Reply


def content() -> Content:
    """The trainers' content as it was when the action server first needed it."""
    return current()


def message_text(tracker: Tracker) -> str:
    """What the resident just wrote, or nothing."""
    return str((tracker.latest_message or {}).get("text") or "")


def topic_of(tracker: Tracker) -> str | None:
    """The topic whose file asks for this action."""
    entities: list[dict[str, Any]] = (tracker.latest_message or {}).get("entities") or []
    for entity in entities:
        if entity.get("entity") in ("hotlines", "tips"):
            return str(entity.get("value"))
    return None


def is_urgent(tracker: Tracker) -> bool:
    """Whether the classifier found that this resident needs help this minute."""
    assessment = (tracker.latest_message or {}).get("assessment") or {}
    return bool(assessment.get("urgent"))


def say(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Sends a reply in the form that all channels understand."""
    dispatcher.utter_message(
        text=reply["text"], buttons=reply["buttons"], json_message=reply["custom"]
    )
