"""A resident's verdict on an answer. What was asked is looked up, not taken from the client."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from rasa.core.agent import Agent
from rasa.shared.core.events import UserUttered

from bot.channel import metrics
from bot.channel.intake import Refused
from bot.content.clock import here
from bot.store.feedback import FeedbackStore, Verdict
from bot.store.patience import patiently

_MESSAGE = re.compile(r"[0-9a-f]{32}")


async def keep(body: Any, sender: str | None, agent: Agent | None, store: FeedbackStore) -> bool:
    """Stores {"message", "useful"}; false if no such message is known in this conversation.

    Raises Refused and StoreFailed.
    """
    message, useful = body.get("message"), body.get("useful")
    if not isinstance(message, str) or not _MESSAGE.fullmatch(message):
        raise Refused("'message' must be the id that came with the reply")
    if not isinstance(useful, bool):
        raise Refused("'useful' must be true or false")
    asked = await _asked(agent, sender, message) if sender else None
    if asked is None:
        return False
    assessment = (asked.parse_data or {}).get("assessment", {})
    day = here().date().isoformat()
    verdict = Verdict(message, day, asked.text or "", assessment.get("topic"), useful)
    await patiently(store.engine, partial(store.keep, verdict))
    metrics.FEEDBACK.labels("yes" if useful else "no").inc()
    return True


async def _asked(agent: Agent | None, sender: str, message: str) -> UserUttered | None:
    """The message of this conversation with this id, masked as it is stored."""
    if agent is None or agent.tracker_store is None:
        return None
    tracker = await agent.tracker_store.retrieve_full_tracker(sender)
    events = reversed(tracker.events) if tracker is not None else ()
    uttered = (e for e in events if isinstance(e, UserUttered))
    return next((e for e in uttered if e.message_id == message), None)
