"""What is personal in a text is hidden before anything is stored or logged."""

from __future__ import annotations

from bot.content.masking.accounts import hide_accounts
from bot.content.masking.addresses import hide_addresses
from bot.content.masking.codes import hide_codes
from bot.content.masking.hidden import ACCOUNT, ADDRESS, MASK, NAME, Hidden
from bot.content.masking.names import hide_names
from bot.content.masking.numbers import hide_numbers
from bot.content.masking.sums import without_long_numbers

__all__ = ["ACCOUNT", "ADDRESS", "MASK", "NAME", "mask", "without_accounts"]


_SHORTEST_ID, _SHORTEST_CODE = 5, 3


def mask(text: str, public: frozenset[str] = frozenset()) -> str:
    """`text` with personal numbers, names, addresses and accounts replaced by marks.

    `public` are registered numbers, which stay. Everything else comes back as it was written.
    """
    hidden = Hidden(text, public)
    hide_names(hidden)
    if hidden.signs() >= _SHORTEST_ID:
        hide_accounts(hidden)
    if hidden.digits():
        hide_addresses(hidden)
    if hidden.digits() >= _SHORTEST_CODE:
        hide_codes(hidden)
        hide_numbers(hidden)
    return hidden.masked()


def without_accounts(text: str) -> str:
    """`text` in which only sums are left of the numbers, for whoever reads sums.

    What is hidden from the stores must not come back as money.
    """
    return mask(without_long_numbers(text))
