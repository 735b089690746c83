"""What every action needs: the content, read once, and a way to answer."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.content.answer import warm
from bot.content.bundle import unpack
from bot.content.live import current
from bot.content.load import Content, ContentError
from bot.content.render import Reply
from bot.store.versions import VersionStore

logger = logging.getLogger(__name__)


def prepare() -> None:
    """Reads what answers now, so that the first who asks does not wait for it.

    A database that is away, or files that cannot be used, are told to whoever asks.
    """
    try:
        live = VersionStore().live()
        warm(_published(live.id) if live else current())
    except (sa.exc.SQLAlchemyError, ContentError) as error:
        logger.warning("Nothing could be made ready: %s", type(error).__name__)


def content(tracker: Tracker) -> Content:
    """The content of the version that this message was given (bot.channel.resilience tells it)."""
    version = (tracker.latest_message or {}).get("version")
    return current() if version is None else _published(int(version))


@lru_cache(maxsize=4)
def _published(version: int) -> Content:
    """A version's content. Raises ValueError if there is no such version."""
    store = VersionStore()
    found = store.get(version)
    if found is None:
        raise ValueError(f"the store has no version {version}")
    return unpack(store.blob(found.answers))


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
