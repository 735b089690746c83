"""A topic's further questions, which one message of Rasa's training data carries for it.

Rasa hashes and copies every message, with all that it holds, a dozen times. One message for each of
28,000 questions took longer than the training itself, and a list of them in one message seconds;
one string is hashed and handed on as it is.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from rasa.shared.nlu.constants import METADATA
from rasa.shared.nlu.training_data.message import Message

# In a message's metadata the packed questions; once they are cut, the message's own attribute of
# this name has (text, words, urgent) of each.
MORE = "more"


def packed(asked: Sequence[tuple[str, bool]]) -> str:
    """Questions of the same intent, each with whether it is urgent, for a message's metadata."""
    return json.dumps(asked, ensure_ascii=False)


def unpacked(message: Message) -> list[tuple[str, bool]]:
    """What a message carries besides its own question."""
    told = (message.get(METADATA) or {}).get(MORE, "[]")
    return [(text, urgent) for text, urgent in json.loads(told)]
