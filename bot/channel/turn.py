"""One turn of a conversation: a message goes to Rasa, a reply comes back, whatever happens."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from bot.channel.intake import HANS, HANT, Incoming
from bot.content.first_aid import first_aid
from bot.content.heard import unmasked
from bot.content.load import Content
from bot.content.masking import mask
from bot.content.render import Reply, message_reply
from bot.content.text import is_traditional, traditional

logger = logging.getLogger(__name__)

_FIXED = frozenset({"topic", "number", "dial", "kind", "message", "part"})
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


async def take(
    incoming: Incoming, on_new_message: OnNewMessage, content: Content, channel: str
) -> list[Reply]:
    """The replies to one message, in simplified characters: never none.

    Personal numbers are masked before Rasa sees the text, since Rasa stores it.
    """
    if incoming.is_too_long:
        return [message_reply(content, "too_long")]
    return await _ask_rasa(incoming, on_new_message, content, channel)


def in_script(incoming: Incoming, replies: list[Reply]) -> list[Reply]:
    """The replies in the script that the resident chose, else in the one that they write."""
    wanted = incoming.script or (HANT if is_traditional(incoming.text) else HANS)
    return [in_traditional(reply) for reply in replies] if wanted == HANT else replies


async def _ask_rasa(
    incoming: Incoming, on_new_message: OnNewMessage, content: Content, channel: str
) -> list[Reply]:
    output = Replies()
    message_id = uuid.uuid4().hex
    message = UserMessage(
        mask(incoming.text, frozenset(content.hotlines)) or "?",
        output,
        incoming.sender,
        input_channel=channel,
        metadata={"topic": incoming.topic} if incoming.topic else {},
        message_id=message_id,
    )
    heard = unmasked.set(incoming.text)
    try:
        await on_new_message(message)
    except Exception:  # the resident must get the numbers, whatever broke
        logger.exception("A message could not be handled")
    finally:
        unmasked.reset(heard)
    if not output.replies:
        return [_instead(content, incoming.text)]
    for reply in output.replies:
        reply["custom"] = {**reply["custom"], "message": message_id}
    return output.replies


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
