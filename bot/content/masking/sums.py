"""What is no sum of money out of a text, for whoever reads sums."""

from __future__ import annotations

import re
import unicodedata

from bot.content.masking.hidden import MASK

# A card or a phone number in groups, whatever stands between them: commas, slashes, line ends.
_GROUPS = (
    r"\d{4}(?:[^\w]{1,2}\d{4}){3,4}(?:[^\w]{0,2}\d{1,3})?|1[3-9]\d[^\w]{1,2}\d{4}[^\w]{1,2}\d{4}"
)
_NO_SUM = re.compile(rf"(?<![\d.,])(?:\d{{9,}}[Xx]?|{_GROUPS})(?![\d.,]*\d)")
_ROUND = re.compile(r"(?:\d+00[^\w]{0,2})+")  # 3000 5000 2000 1000 are sums


def without_long_numbers(text: str) -> str:
    """`text` in which only sums are left of the long numbers."""
    plain = "".join(unicodedata.normalize("NFKC", c) if c.isdigit() else c for c in text)

    def hide(found: re.Match[str]) -> str:
        several = not found.group().isdigit() and _ROUND.fullmatch(found.group())
        return found.group() if several else MASK

    return _NO_SUM.sub(hide, plain)
