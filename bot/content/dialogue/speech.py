"""Puts a turn's reply together: fixed sentences, an answer, and a question with its buttons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.content.load import Content
from bot.content.render import Reply, fill


def button(text: str) -> dict[str, str]:
    """A quick reply: pressing it is the same as typing it."""
    return {"title": text, "payload": text}


def lines(content: Content, keys: Iterable[str], **values: str) -> str:
    """Fixed sentences, one below the other."""
    return "\n".join(fill(content, content.messages[key], **values) for key in dict.fromkeys(keys))


def opened(said: Reply, text: str) -> Reply:
    """The reply with something said before it."""
    if not text:
        return said
    custom = said["custom"]
    lead = f"{text}\n{custom['lead']}" if custom["lead"] else text
    whole = f"{text}\n{said['text']}" if custom["lead"] else f"{text}\n\n{said['text']}".rstrip()
    return {**said, "text": whole, "custom": {**custom, "lead": lead}}


def asking(said: Reply, text: str, options: Sequence[str]) -> Reply:
    """The reply with a question at its end; its answers are the first buttons."""
    quick = [button(option) for option in options]
    ask: dict[str, Any] = {"text": text, "options": quick}
    return {
        "text": f"{said['text']}\n\n{text}".strip(),
        "buttons": [*quick, *said["buttons"]],
        "custom": {**said["custom"], "ask": ask},
    }
