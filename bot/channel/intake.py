"""What a request may contain. Everything else is refused with a reason, before Rasa sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.content.text import plain

MAX_CHARACTERS = 1000
_SENDER = re.compile(r"[\w.:@-]{1,128}", re.ASCII)
_ID = re.compile(r"[\w-]{8,64}", re.ASCII)
HANS, HANT = "hans", "hant"
_TOPIC = re.compile(r"[a-z0-9_]{1,64}")


class Refused(Exception):
    """The request cannot be understood; `reason` is for the programmer of the client."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Incoming:
    """A message that may go on: who, what, and the topic if a button was pressed.

    `text` may be empty or too long; that is for the resident to be told, not an error. `id` is the
    client's own, the same when it sends the message again; `script` (hans, hant) the one chosen.
    """

    sender: str
    text: str
    topic: str | None = None
    id: str | None = None
    script: str | None = None

    @property
    def is_empty(self) -> bool:
        return not re.search(r"\w", self.text)

    @property
    def is_too_long(self) -> bool:
        return len(self.text) > MAX_CHARACTERS


def read(body: Any, sender: str, *, text: str = "message") -> Incoming:
    """Takes the JSON body of a request in this conversation apart. Raises Refused."""
    found = object_of(body)
    said, topic = found.get(text, ""), _topic(found)
    if not isinstance(said, str):
        raise Refused(f"'{text}' must be a string")
    return Incoming(sender, plain(said), topic, id_of(found), script_of(found))


def object_of(body: Any) -> dict[str, Any]:
    """The body, if it is an object. Raises Refused."""
    if not isinstance(body, dict):
        raise Refused("the body must be a JSON object")
    return body


def naming(body: Any) -> tuple[str | None, str | None]:
    """What a client says of its conversation: (session, opening), any strings. Raises Refused."""
    found = object_of(body)
    session, opening = found.get("session"), found.get("opening")
    for name, value in (("session", session), ("opening", opening)):
        if not isinstance(value, str | None):
            raise Refused(f"'{name}' must be a string")
    return session, opening


def sender_of(body: dict[str, Any], field: str) -> str:
    """The conversation's id. Raises Refused."""
    who = body.get(field)
    if not isinstance(who, str) or not _SENDER.fullmatch(who):
        raise Refused(f"'{field}' must be a string of 1 to 128 letters, digits or . : @ _ -")
    return who


def id_of(body: dict[str, Any]) -> str | None:
    """The client's own id for a message. Raises Refused."""
    found = body.get("id")
    if found is None:
        return None
    if not isinstance(found, str) or not _ID.fullmatch(found):
        raise Refused("'id' must be a string of 8 to 64 letters, digits or _ -")
    return found


def is_again(body: Any) -> bool:
    """Whether only what was answered before is asked for. Raises Refused."""
    again = object_of(body).get("again", False)
    if not isinstance(again, bool):
        raise Refused("'again' must be true or false")
    return again


def script_of(body: dict[str, Any]) -> str | None:
    """The script that was chosen. Raises Refused."""
    found = body.get("script")
    if found not in (None, HANS, HANT):
        raise Refused(f"'script' must be '{HANS}' or '{HANT}'")
    return found


def _topic(body: dict[str, Any]) -> str | None:
    """The pressed button: in a field of its own, or under Rasa's `metadata`."""
    metadata = body.get("metadata")
    topic = body.get("topic")
    if topic in (None, "") and isinstance(metadata, dict):
        topic = metadata.get("topic")
    if topic in (None, ""):
        return None
    if not isinstance(topic, str) or not _TOPIC.fullmatch(topic):
        raise Refused("'topic' must be a topic's id")
    return topic
