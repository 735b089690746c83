"""What a resident wrote, as it was, for the time of one turn and in memory only.

Rasa gets and stores the masked text; whether a number is a false 96110 can be told only before.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

# Every turn is a task of its own, so nobody hears what another resident wrote.
unmasked: ContextVar[str | None] = ContextVar("unmasked", default=None)
# How the message was understood, put there by the classifier for whoever handles the turn.
understood: ContextVar[dict[str, Any] | None] = ContextVar("understood", default=None)
