"""What a version made of the held-out questions, kept so that its model need not be asked again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from bot.content.load import Content
from bot.studio.compare.changes import Heard, HeardOf, Question

_KEY = 12  # characters of a question's hash


def held_out(content: Content) -> list[Question]:
    """The held-out questions, in the order of the files."""
    return [
        Question(one.text, topic, one.urgent)
        for topic, found in content.held_out.items()
        for one in found
    ]


def shortened(heard: HeardOf) -> dict[str, list[Any]]:
    """For a version's figures, small: a hash of the question instead of the question."""
    return {
        _key(text): [one.topic, one.outcome, int(one.urgent), one.confidence]
        for text, one in heard.items()
    }


def unpacked(questions: Sequence[Question], kept: Mapping[str, Sequence[Any]]) -> dict[str, Heard]:
    """What is kept of these questions, by text."""
    known = ((one.text, kept.get(_key(one.text))) for one in questions)
    return {text: Heard(told[0], told[1], bool(told[2]), told[3]) for text, told in known if told}


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_KEY]
