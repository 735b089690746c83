"""One turn of a conversation: a message goes to Rasa, a reply comes back, whatever happens."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.channel import metrics
from bot.channel.intake import HANS, HANT, Incoming
from bot.channel.record import Recorder
from bot.content.first_aid import first_aid
from bot.content.heard import understood, unmasked
from bot.content.live import Live, live, pinned
from bot.content.load import Content
from bot.content.masking import mask
from bot.content.render import Reply, message_reply
from bot.content.text import is_traditional, traditional
from bot.store.asked import AskedStore

logger = logging.getLogger(__name__)

_FIXED = frozenset({"topic", "number", "dial", "keys", "kind", "message", "part"})
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class Replies(CollectingOutputChannel):
    """Collects whole replies: text, buttons and parts stay together."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: list[Reply] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.replies.append(
            {
                "text": message.get("text") or "",
                "buttons": message.get("buttons") or [],
                "custom": message.get("custom") or {},
            }
        )


async def take(incoming: Incoming, on_new_message: OnNewMessage, channel: str) -> list[Reply]:
    """The replies to one message, in simplified characters: never none.

    Personal numbers are masked before Rasa sees the text, since Rasa stores it. One version of the
    content, and the model that belongs to it, answer the whole message; each reply says which.
    """
    answering = live()
    with pinned(answering):
        if incoming.is_too_long:
            replies = [message_reply(answering.content, "too_long")]
            metrics.too_long()
        else:
            replies = await _ask_rasa(incoming, on_new_message, answering, channel)
    for reply in replies:
        reply["custom"] = {**reply["custom"], "version": answering.version}
    return replies


def version_header(replies: list[Reply]) -> dict[str, str]:
    """Which version answered, where the body has no place for it."""
    versions = {str(reply["custom"]["version"]) for reply in replies}
    return {} if versions == {"None"} else {"X-Content-Version": ", ".join(versions)}


def in_script(incoming: Incoming, replies: list[Reply]) -> list[Reply]:
    """The replies in the script that the resident chose, else in the one that they write."""
    wanted = incoming.script or (HANT if is_traditional(incoming.text) else HANS)
    return [in_traditional(reply) for reply in replies] if wanted == HANT else replies


async def _ask_rasa(
    incoming: Incoming, on_new_message: OnNewMessage, answering: Live, channel: str
) -> list[Reply]:
    output, content, began = Replies(), answering.content, time.monotonic()
    message_id = uuid.uuid4().hex
    assessment: dict[str, Any] = {}
    message = UserMessage(
        mask(incoming.text, frozenset(content.hotlines)) or "?",
        output,
        incoming.sender,
        input_channel=channel,
        metadata=_metadata(incoming, answering),
        message_id=message_id,
    )
    heard, told = unmasked.set(incoming.text), understood.set(assessment)
    try:
        await on_new_message(message)
    except Exception:  # the resident must get the numbers, whatever broke
        logger.exception("A message could not be handled")
    finally:
        unmasked.reset(heard)
        understood.reset(told)
    known = {"message": message_id, "version": answering.version, "assessment": assessment}
    recorder().note(incoming, content, known, began)
    took = time.monotonic() - began
    metrics.answered(answering, assessment, took, instead=not output.replies)
    if not output.replies:
        return [_instead(content, incoming.text)]
    for reply in output.replies:
        reply["custom"] = {**reply["custom"], "message": message_id}
    return output.replies


@lru_cache(maxsize=1)
def recorder() -> Recorder:
    return Recorder(AskedStore())


def _metadata(incoming: Incoming, answering: Live) -> dict[str, Any]:
    told = {"topic": incoming.topic, "version": answering.version}
    return {name: value for name, value in told.items() if value}


def _instead(content: Content, text: str) -> Reply:
    """What is said when Rasa gave nothing."""
    try:
        return first_aid(content, text)
    except Exception:  # whatever the text did to the reading of it, the numbers need no reading
        logger.exception("First aid could not be composed")
        return message_reply(content, "answer_failed")


def in_traditional(value: Any) -> Any:
    """Traditional characters in every text of a reply; ids and numbers stay as they are."""
    if isinstance(value, str):
        return traditional(value)
    if isinstance(value, list):
        return [in_traditional(item) for item in value]
    if isinstance(value, dict):
        return {k: v if k in _FIXED else in_traditional(v) for k, v in value.items()}
    return value
