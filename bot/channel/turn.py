"""One turn of a conversation: a message goes to Rasa, a reply comes back, whatever happens."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from functools import lru_cache, partial
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.lock_store import LockError

from bot.channel import metrics
from bot.channel.intake import HANS, HANT, Incoming
from bot.channel.line import the_line
from bot.channel.record import Recorder
from bot.content.first_aid import first_aid_or_numbers
from bot.content.heard import understood, unmasked
from bot.content.live import Live, live, pinned
from bot.content.masking import mask
from bot.content.render import Reply, message_reply
from bot.content.text import is_traditional, traditional
from bot.content.urgency import is_urgent
from bot.store.asked import AskedStore
from bot.store.turns import Answered, Interleaved, StoreFailed, Turn, the_turn, under_way

logger = logging.getLogger(__name__)

_FIXED = frozenset({"topic", "number", "dial", "keys", "kind", "message", "part"})
TRIES = 3  # when another server writes in the same conversation at the same time
OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class Unstored(Exception):
    """The message could not be stored: it is not answered, and should be sent again. `replies` is
    the card with the numbers, for the meantime.
    """

    def __init__(self, replies: list[Reply]) -> None:
        super().__init__("the message could not be stored")
        self.replies = replies


class Replies(CollectingOutputChannel):
    """Collects whole replies: text, buttons and parts stay together. Each says which message it
    answers and from which version.
    """

    def __init__(self, message: str, version: int | None) -> None:
        super().__init__()
        self.replies: list[Reply] = []
        self._known = {"message": message, "version": version}

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.replies.append(
            {
                "text": message.get("text") or "",
                "buttons": message.get("buttons") or [],
                "custom": {**(message.get("custom") or {}), **self._known},
            }
        )


async def take(incoming: Incoming, on_new_message: OnNewMessage, channel: str) -> list[Reply]:
    """The replies to one message, in simplified characters: never none.

    Personal numbers are masked before Rasa sees the text, since Rasa stores it. One version of the
    content, and the model that belongs to it, answer the whole message; each reply says which.
    Raises Unstored.
    """
    answering, began = live(), time.monotonic()
    if incoming.is_too_long:
        metrics.too_long()
        return [_of_version(message_reply(answering.content, "too_long"), answering)]
    in_need = partial(is_urgent, incoming.text)
    async with the_line().turn(incoming.sender, in_need):
        return await _taken(incoming, on_new_message, answering, channel, began)


async def _taken(
    incoming: Incoming,
    on_new_message: OnNewMessage,
    answering: Live,
    channel: str,
    began: float,
) -> list[Reply]:
    """Raises Unstored."""
    with pinned(answering):
        for _ in range(TRIES):
            try:
                return await _ask_rasa(incoming, on_new_message, answering, channel, began)
            except Answered as by_another:
                return by_another.replies
            except Interleaved:
                logger.warning("Another server wrote in this conversation: taken anew")
            except (StoreFailed, LockError) as error:
                logger.error("A message could not be stored: %s", error)
                break
        raise Unstored([_instead(incoming, answering)])


def version_header(replies: list[Reply]) -> dict[str, str]:
    """Which version answered, where the body has no place for it."""
    versions = {str(reply["custom"]["version"]) for reply in replies}
    return {} if versions == {"None"} else {"X-Content-Version": ", ".join(versions)}


def in_script(incoming: Incoming, replies: list[Reply]) -> list[Reply]:
    """The replies in the script that the resident chose, else in the one that they write."""
    wanted = incoming.script or (HANT if is_traditional(incoming.text) else HANS)
    return [in_traditional(reply) for reply in replies] if wanted == HANT else replies


async def _ask_rasa(
    incoming: Incoming, on_new_message: OnNewMessage, answering: Live, channel: str, began: float
) -> list[Reply]:
    """Raises what bot.store.turns names, and LockError."""
    message_id = uuid.uuid4().hex
    output = Replies(message_id, answering.version)
    assessment: dict[str, Any] = {}
    message = UserMessage(
        mask(incoming.text, frozenset(answering.content.hotlines)) or "?",
        output,
        incoming.sender,
        input_channel=channel,
        metadata=_metadata(incoming, answering),
        message_id=message_id,
    )
    turn = the_turn(incoming.sender) or Turn(incoming.sender)
    turn.replies = lambda: output.replies or [_instead(incoming, answering)]
    heard, told = unmasked.set(incoming.text), understood.set(assessment)
    try:
        with under_way(turn):
            await on_new_message(message)
    except (StoreFailed, Interleaved, Answered, LockError):
        raise
    except Exception:  # the resident must get the numbers, whatever broke
        logger.exception("A message could not be handled")
    finally:
        unmasked.reset(heard)
        understood.reset(told)
    if not turn.gone:
        known = {"message": message_id, "version": answering.version, "assessment": assessment}
        recorder().note(incoming, answering.content, known, began)
    took = time.monotonic() - began
    metrics.answered(answering, assessment, took, instead=not output.replies)
    return turn.replies()


@lru_cache(maxsize=1)
def recorder() -> Recorder:
    return Recorder(AskedStore())


def _metadata(incoming: Incoming, answering: Live) -> dict[str, Any]:
    told = {"topic": incoming.topic, "version": answering.version}
    return {name: value for name, value in told.items() if value}


def _instead(incoming: Incoming, answering: Live) -> Reply:
    """What is said when Rasa gave nothing."""
    return _of_version(first_aid_or_numbers(answering.content, incoming.text), answering)


def _of_version(reply: Reply, answering: Live) -> Reply:
    reply["custom"] = {**reply["custom"], "version": answering.version}
    return reply


def in_traditional(value: Any) -> Any:
    """Traditional characters in every text of a reply; ids and numbers stay as they are."""
    if isinstance(value, str):
        return traditional(value)
    if isinstance(value, list):
        return [in_traditional(item) for item in value]
    if isinstance(value, dict):
        return {k: v if k in _FIXED else in_traditional(v) for k, v in value.items()}
    return value
