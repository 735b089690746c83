"""Home addresses with a door number, where they are introduced as such."""

from __future__ import annotations

import re

from bot.content.masking.hidden import ADDRESS, Hidden

_INTRODUCED = re.compile(
    "(?:(?:家?住(?:址|在|的)?|地址|家庭住址|我家|(?<![买卖商专玩行])家里?在|家是|寄[到给往]|送[到往]|发[到往]|户籍|户口|老家|门牌|上门|小区|地方)"
    "(?:就?是|的|为|就?在|写的|填的|[^\\w。！？!?…]){0,8}){1,3}"
)
_NUMBER = r"(?:\d{1,5}|[\d十百]{1,6})"
_UNIT = "号楼?|栋|幢|室|单元|座|弄|组|楼|层|#"
_DOOR = re.compile(
    rf"(?<![\d:]){_NUMBER}(?:[-#、]{_NUMBER}){{1,4}}[号室]?"
    rf"|{_NUMBER} ?(?:{_UNIT})(?: ?{_NUMBER}(?! ?(?:{_UNIT}|[元块万千百个天年月次人多\d])))?"
    r"|[a-z]座\d{1,5}"
)
_PLACE = re.compile(
    r"[^\W\d]{2,}?(?:[省市区县镇乡村路街道巷里湾庄苑园城府庭]|小区|大道|公寓|花园|广场|大厦|家属院|宿舍)"
)
_COMMON = re.compile(
    r"[^\w]*(?:在|我们?|他们?|同|一|这|那|哪|某|本|个|的|隔壁|附近|\d)*(?:小区|社区|路|楼|村|街)?"
)
_END = re.compile(r"[。！？!?…;；\n]")
_LONGEST, _APART = 60, 10


def hide_addresses(hidden: Hidden) -> None:
    """From where the address begins to the last door that follows closely."""
    done = 0
    for found in _INTRODUCED.finditer(hidden.told):
        if found.end() < done:
            continue
        end = _end(hidden.told, found.end())
        if end:
            hidden.hide(found.end(), end, ADDRESS)
            done = end


def _end(told: str, start: int) -> int:
    """Where the address ends that begins at `start`; 0 if none does."""
    window = told[start : start + _LONGEST]
    stop = _END.search(window)
    window = window[: stop.start()] if stop else window
    first = _DOOR.search(window)
    if not first or not _is_place(window[: first.start()]):
        return 0
    end = first.end()
    for door in _DOOR.finditer(window, end):
        between = window[end : door.start()]
        if len(between) > _APART or "," in between:
            break
        end = door.end()
    return start + end


def _is_place(before: str) -> bool:
    """Whether a named place leads to the door; «同一个小区3栋» and «7路» name none."""
    common = _COMMON.match(before)
    rest = before[common.end() :] if common else before
    return bool(_PLACE.search(rest))
