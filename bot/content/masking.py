"""Personal numbers out of a text before anything is stored or logged."""

from __future__ import annotations

import re
import unicodedata

MASK = "〔号码已隐去〕"
# Seven or more digits, with the separators that people write between them; an X may end an ID.
_LONG = re.compile(r"(?<![\d.])\+?\d(?:[ \-_.·—]{0,2}\d){6,}[Xx]?(?!\d)")
_DATE = re.compile(r"(19|20)\d\d[ \-.]{1,2}\d{1,2}[ \-.]{1,2}\d{1,2}")


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

    return _LONG.sub(hide, plain)
