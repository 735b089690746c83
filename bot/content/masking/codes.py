"""Verification codes and passwords that are told as such."""

from __future__ import annotations

import re

from bot.content.masking.hidden import Hidden

_WHAT = "验证码|校验码|动态码|动态口令|短信码|密码|口令|安全码|cvv2?"
_SAID = re.compile(
    rf"(?:{_WHAT})(?P<strict>(?:就是|是|为|叫|[^\w。！？!?…]){{0,4}})"
    r"(?P<loose>[^\da-z。！？!?…\n]{0,10})"
    r"(?P<code>[a-z]{0,8}\d(?:[ ,.-]{0,2}\d){2,7}(?!\d)"
    r"|(?=[a-z.@#$!-]{0,15}\d)[a-z0-9.@#$!-]{6,20})"
)
_BEFORE = re.compile(
    rf"(?<!\d)\d(?:[ -]?\d){{3,7}}(?=[, ]{{0,2}}(?:这个|这是|就是|是)"
    rf"(?:我的|我收到的|收到的|短信|银行的|银行|手机|刚才的)?(?:{_WHAT}))"
)
_COUNTED = re.compile(r" ?(?:[位元块万千百次个年天条人秒点]|分钟|小时|多|几|没|就|被|都|全)")
_MONEY = re.compile("[转钱元块扣少]")


def hide_codes(hidden: Hidden) -> None:
    """«验证码是384756», «384756是我的验证码»."""
    for found in _SAID.finditer(hidden.told):
        if _is_code(hidden, found):
            hidden.hide(*found.span("code"))
    for found in _BEFORE.finditer(hidden.told):
        if not hidden.is_public(*found.span()):
            hidden.hide(*found.span())


def _is_code(hidden: Hidden, found: re.Match[str]) -> bool:
    if hidden.is_public(*found.span("code")):
        return False
    if not found["loose"]:
        counted = _COUNTED.match(hidden.told, found.end())
        return not counted or counted.group().strip() in ("就", "被", "都", "全", "没")
    digits = re.sub(r"\D", "", found["code"])
    if len(digits) not in (4, 6) or digits.endswith("00") or _MONEY.search(found["loose"]):
        return False  # «给了验证码后5000没了»
    return not _COUNTED.match(hidden.told, found.end())
