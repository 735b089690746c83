"""Stored events, read back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from rasa.shared.core.events import Event


def events_of(stored: Iterable[dict[str, Any]]) -> list[Event]:
    """As rasa.shared.core.events.deserialise_events, which walks all kinds of events for each one:
    a fifth of a turn. Raises ValueError for a kind that Rasa does not know.
    """
    made = (_kind(one["event"])._from_parameters(one) for one in stored)
    return [event for event in made if event is not None]


@lru_cache(maxsize=128)
def _kind(name: str) -> type[Event]:
    kind: type[Event] = Event.resolve_by_type(name)
    return kind
