"""Whatever else has seven or more digits, with the signs that people write between them."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.content.masking.hidden import Hidden
from bot.content.masking.innocent import (
    SEP,
    SERVICE,
    is_paid,
    is_row,
    number_is_labelled,
    number_is_named,
)

_RUN = re.compile(rf"\+?\d(?:{SEP}{{0,3}}\d)*x?")
_GROUP = re.compile(r"\d+x?")
_TIGHT = re.compile(r"[-.·—/\\*()]{1,2}")
_LIST = re.compile(r"[,、;；:|+\n ]+")
_LEAST = 7


def hide_runs(hidden: Hidden) -> None:
    """Hides every run that is not explained by sums, years or counting."""
    for run in _RUN.finditer(hidden.told):
        groups = list(_GROUP.finditer(hidden.told, *run.span()))
        total = sum(len(g.group()) for g in groups)
        is_told = number_is_named(hidden.told, run.start())
        least = 5 if number_is_labelled(hidden.told, run.start()) else _LEAST
        if total < least or hidden.is_public(*run.span()):
            continue
        if run.group().startswith(("+", "00")):
            hidden.hide(*run.span())
        elif any(len(g.group()) >= _LEAST for g in groups):
            _hide_long(hidden, groups, is_told)
        elif is_told or not _is_innocent(hidden, run, groups):
            hidden.hide(*run.span())


def _hide_long(hidden: Hidden, groups: list[re.Match[str]], is_told: bool) -> None:
    """The long groups, and what is tied to them by a dash or the like."""
    told = hidden.told
    start = end = -1
    for group in groups:
        if end >= 0 and _TIGHT.fullmatch(told, end, group.start()):
            end = group.end()
            continue
        _hide_tied(hidden, start, end, is_told)
        start, end = group.span()
    _hide_tied(hidden, start, end, is_told)


def _hide_tied(hidden: Hidden, start: int, end: int, is_told: bool) -> None:
    digits = re.sub(r"\D", "", hidden.told[max(start, 0) : max(end, 0)])
    if len(digits) < _LEAST or digits in hidden.public:
        return
    is_sum = len(digits) <= 8 and digits.endswith("00") and is_paid(hidden.told, start, end)
    if is_told or not (is_sum or _is_counting(hidden, start, end)):
        hidden.hide(start - (hidden.told[start - 1 : start] == "+"), end)


def _is_innocent(hidden: Hidden, run: re.Match[str], groups: list[re.Match[str]]) -> bool:
    said = [g.group() for g in groups]
    if all(re.fullmatch(r"(?:19|20)\d\d", g) or SERVICE.fullmatch(g) for g in said):
        return True
    between = [hidden.told[a.end() : b.start()] for a, b in pairwise(groups)]
    if not all(_LIST.fullmatch(b) for b in between):
        return all(g.endswith("00") and len(g) > 2 for g in said)
    total = sum(map(len, said))
    if all(len(g) <= 2 for g in said) and total not in (11, 15, 16, 17, 18, 19):
        return total != len(said) or _is_counting(hidden, *run.span())
    if all(g.endswith("0") and g[0] != "0" for g in said):
        return True
    return is_row(hidden.told, run)


def _is_counting(hidden: Hidden, start: int, end: int) -> bool:
    """«一二三四五六七», «1、2、3、4、5、6、7»; 1234567 in one is a number."""
    if hidden.text[start:end].isascii() and hidden.text[start:end].isdigit():
        return False
    return re.sub(r"\D", "", hidden.told[start:end]) in "12345678910"
