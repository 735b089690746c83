"""What a resident wrote, as it was, for the time of one turn and in memory only.

Rasa gets and stores the masked text; whether a number is a false 96110 can be told only before.
"""

from __future__ import annotations

from contextvars import ContextVar

# Every turn is a task of its own, so nobody hears what another resident wrote.
unmasked: ContextVar[str | None] = ContextVar("unmasked", default=None)
