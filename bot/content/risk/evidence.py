"""What speaks for a fraud: one passage of the message, and why it matters."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Evidence:
    """`id` names the flag, `weight` is 1 (only with others) to 3 (nearly always fraud).

    `passage` is quoted from the message; `reason` and `advice` are what a resident reads; `topics`
    are the kinds of fraud that it suggests.
    """

    id: str
    weight: int
    passage: str
    reason: str
    advice: str
    topics: tuple[str, ...] = ()
