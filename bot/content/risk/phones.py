"""What kind of numbers a message names, and what that says."""

from __future__ import annotations

import re

import phonenumbers

from bot.content.load import Content
from bot.content.risk.evidence import Evidence
from bot.content.text import visible

# Chinese characters may stand right beside a number, Latin ones make it something else.
_NUMBER = re.compile(r"(?<![A-Za-z0-9.+-])(?:\+|00)?\d[\d -]{3,16}\d(?![A-Za-z0-9.%％元块万])")
_ABROAD = "+", "00"
_SHORT = 6  # digits of a short code, such as 96110


def found(content: Content, text: str) -> list[Evidence]:
    """Numbers from abroad, and service numbers that are not in the registry."""
    evidence = []
    for match in _NUMBER.finditer(visible(text)):
        number = re.sub(r"[ -]", "", match.group())
        told = kind(number, frozenset(content.hotlines))
        if told:
            weight, id_, reason = told
            advice = "别打这个号码，也别回拨；要核实，自己打 {96110} 问。"
            evidence.append(Evidence(id_, weight, match.group().strip(), reason, advice, ()))
    return evidence


def kind(number: str, registered: frozenset[str]) -> tuple[int, str, str] | None:
    """(weight, id, reason) of what makes a number doubtful; a registered one gives nothing."""
    if number in registered:
        return None
    imitated = number.lstrip("+0")
    if imitated in registered and len(imitated) <= _SHORT:
        return 3, "phone_prefixed", f"真的 {imitated} 前面没有 00、+ 和别的数字。"
    if number.startswith(_ABROAD):
        return _from_abroad(number)
    if re.fullmatch(r"400\d{7}", number):
        return 1, "phone_400", "来电显示能伪装，光凭 400 开头认不出是谁。"
    if re.fullmatch(r"9[56]\d{3,6}", number):
        return 1, "phone_unregistered", "这个号码不在我们核实过的名单里，来电显示也能伪装。"
    return None


def _from_abroad(number: str) -> tuple[int, str, str] | None:
    try:
        parsed = phonenumbers.parse(re.sub("^00", "+", number), None)
    except phonenumbers.NumberParseException:
        return None
    if parsed.country_code == 86 or not phonenumbers.is_possible_number(parsed):
        return None
    return 1, "phone_abroad", "这是境外号码。家里没人在国外，就别接、别回拨。"
