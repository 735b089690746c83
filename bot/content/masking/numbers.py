"""Phone, identity, card and account numbers, however they are written."""

from __future__ import annotations

import re

from bot.content.masking.hidden import Hidden
from bot.content.masking.innocent import (
    SEP,
    is_date,
    is_row,
    keep_moments,
    keep_sums,
)
from bot.content.masking.runs import hide_runs

_S = rf"{SEP}{{0,3}}"
_PROVINCE = re.compile("1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_IDENTITY = re.compile(rf"(?<!\d)(?<!\d[-/.:])[1-8](?:{_S}\d){{16}}{_S}[\dx叉](?!\d)")
_CARD = re.compile(
    rf"(?<!\d)(?:6{_S}2(?:{_S}\d){{14,17}}"
    rf"|[3-69]\d{{3}}(?:{SEP}{{1,3}}\d{{4}}){{3,5}}(?:{_S}\d{{1,6}})?"
    rf"|\d{{4}}(?:。\d{{4}}){{3}}(?:。\d{{1,3}})?)(?!\d)"
)
_BANK = re.compile(rf"6{_S}2")
_LETTERED = re.compile(
    r"(?<![a-z])[a-z]{1,4}[ -]?\d{7,20}(?!\d)"
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][^\w]{0,2}"
    r"(?=[a-z]{0,4}\d)[a-z0-9]{5,6}(?!\d)"
)
# With a country's code or without; the first character of a pattern alone makes the search fast.
_MOBILE = re.compile(
    rf"[+018](?<!\d.)(?:(?<=1)|(?<=8)6{_S}1|(?:(?<=\+)|(?<=0)0){_S}86{_S}1){_S}[3-9](?:{_S}\d){{9}}(?!\d)"
    r"|1(?<!\d1)[3-9]\d(?:[x*#]{3,5}\d{4}|。\d{4}。\d{4})(?!\d)"
)
# 前三位138，中间1234，最后5678
_WORDS = rf"(?:{SEP}|[开打]头|中间|最后|后面|末尾|尾号|然后|接着|再|后|是|的|[34678]位){{1,6}}"
_IN_WORDS = re.compile(rf"(?<!\d)1[3-9]\d{_WORDS}\d{{4}}{_WORDS}\d{{4}}(?![\d元块万])")
_IDENTITY_IN_WORDS = re.compile(
    rf"(?<!\d)[1-8]\d{{5}}{_WORDS}(?:19|20)\d{{6}}(?:{_WORDS})?\d{{3}}[\dx](?!\d)"
)
_LANDLINE = re.compile(
    rf"(?<!\d)(?:\(?0\d{{2,3}}\)?{_S}|(?:400|800){_S})\d(?:{_S}\d){{6,7}}(?!\d)"
    r"(?:(?:转|分机)号?\d{2,5}(?![\d元块万给]))?"
)


_FEW = 5  # digits, of which no number can be made


def hide_numbers(hidden: Hidden) -> None:
    """The order matters: what is unmistakable first, then what is innocent, then the rest."""
    _hide_documents(hidden)
    if hidden.digits() < _FEW:
        return
    keep_moments(hidden)
    for pattern in (_MOBILE, _IN_WORDS, _LANDLINE):
        for found in pattern.finditer(hidden.told):
            if not is_row(hidden.told, found) and not hidden.is_public(*found.span()):
                hidden.hide(*found.span())
    if hidden.digits() < _FEW:
        return
    keep_sums(hidden)
    hide_runs(hidden)


def _hide_documents(hidden: Hidden) -> None:
    """Identity numbers, which have a province and a day in them, cards, passports, plates."""
    for found in _IDENTITY.finditer(hidden.told):
        said = found.group()
        digits = re.sub(r"\W", "", said)
        if ":" not in said and _PROVINCE.match(digits) and is_date(digits[6:14]):
            hidden.hide(*found.span())
    for found in _CARD.finditer(hidden.told):
        if not is_row(hidden.told, found, surely=_BANK.match(found.group()) is not None):
            hidden.hide(*found.span())
    for pattern in (_LETTERED, _IDENTITY_IN_WORDS):
        for found in pattern.finditer(hidden.told):
            hidden.hide(*found.span())
