"""Personal numbers out of a text before anything is stored or logged."""

from __future__ import annotations

import re
import unicodedata

MASK = "〔号码已隐去〕"
# Seven or more digits, with the separators that people write between them; an X may end an ID.
_LONG = re.compile(r"(?<![\d.])\+?\d(?:[ \-_.·—]{0,2}\d){6,}[Xx]?(?!\d)")
# A card or a phone number in groups, whatever stands between them: commas, slashes, line ends.
_GROUPS = (
    r"\d{4}(?:[^\w]{1,2}\d{4}){3,4}(?:[^\w]{0,2}\d{1,3})?|1[3-9]\d[^\w]{1,2}\d{4}[^\w]{1,2}\d{4}"
)
_GROUPED = re.compile(rf"(?<!\d)(?:{_GROUPS})(?!\d)")
# What is no sum of money however it is read.
_NO_SUM = re.compile(rf"(?<![\d.,])(?:\d{{9,}}[Xx]?|{_GROUPS})(?![\d.,]*\d)")
_ROUND = re.compile(r"(?:\d+00[^\w]{0,2})+")  # 3000 5000 2000 1000 are sums
_DATE = re.compile(r"(19|20)\d\d[ \-.]{1,2}\d{1,2}[ \-.]{1,2}\d{1,2}")


def without_accounts(text: str) -> str:
    """`text` in which only sums are left of the long numbers, for whoever reads sums."""
    plain = "".join(unicodedata.normalize("NFKC", c) if c.isdigit() else c for c in text)

    def hide(found: re.Match[str]) -> str:
        several = not found.group().isdigit() and _ROUND.fullmatch(found.group())
        return found.group() if several else MASK

    return _NO_SUM.sub(hide, plain)


def mask(text: str, public: frozenset[str] = frozenset()) -> str:
    """`text` with phone, identity, card and account numbers replaced by a mark.

    `public` are registered numbers, which stay. Full-width digits are understood; where there are
    any, they come back as ordinary ones.
    """
    plain = "".join(unicodedata.normalize("NFKC", c) if c.isdigit() else c for c in text)

    def hide(found: re.Match[str]) -> str:
        digits = re.sub(r"[^\dXx]", "", found.group())
        innocent = digits in public or _DATE.fullmatch(found.group())
        return found.group() if innocent else MASK

    def hide_groups(found: re.Match[str]) -> str:
        return found.group() if _ROUND.fullmatch(found.group()) else MASK

    return _GROUPED.sub(hide_groups, _LONG.sub(hide, plain))
