"""A long conversation is read back from its last few turns on, with what was known before them.

Nothing is deleted. What was known is told as Rasa itself begins a session that carries slots over:
session_started, the slots, the active form, action_listen. (Rasa's own cap, `max_event_history`,
slices what it also counts by: events are never stored then.)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

LONGEST = 80  # events read back; a turn has five to nine
KEPT_TURNS = 4  # of which so many are left when it gets longer


@dataclass(frozen=True)
class Read:
    """What a tracker was read from: the stamp of the last turn stored, how many rows were read, and
    the ids of the tracker's first events as they are stored (0: told anew, not stored).
    """

    stamp: str | None = None
    rows: int = 0
    ids: Sequence[int] = field(default_factory=list)


@dataclass(frozen=True)
class Start:
    """From which event on a conversation is read, and what comes before it."""

    since: int
    head: str


def shorter(tracker: DialogueStateTracker, read: Read, domain: Domain) -> Start | None:
    """Where to read from the next time, if that has become too much."""
    if read.rows <= LONGEST:
        return None
    events = list(tracker.events)
    said = [n for n, event in enumerate(events) if isinstance(event, UserUttered)]
    at = said[-KEPT_TURNS] if len(said) > KEPT_TURNS else 0
    if not 0 < at < len(read.ids) or not read.ids[at]:
        return None
    before = DialogueStateTracker.from_events(
        tracker.sender_id, events[:at], domain.slots, domain=domain
    )
    head = [event.as_dict() for event in _told(before, events[at - 1].timestamp)]
    return Start(read.ids[at], json.dumps(head))


def _told(before: DialogueStateTracker, at: float) -> list[Event]:
    known = [slot for slot in before.slots.values() if slot.value != slot.initial_value]
    loop = before.active_loop_name
    return [
        SessionStarted(timestamp=at),
        *(SlotSet(slot.name, slot.value, timestamp=at) for slot in known),
        *([ActiveLoop(loop, timestamp=at)] if loop else []),
        ActionExecuted(ACTION_LISTEN_NAME, timestamp=at),
    ]
