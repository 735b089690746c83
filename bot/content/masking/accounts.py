"""E-mail addresses, and the names that people have at WeChat, QQ and the like."""

from __future__ import annotations

import re

from bot.content.masking.hidden import ACCOUNT, Hidden

_AT = re.compile("@|艾特|at|wxid")
_MAIL = re.compile(
    r"(?<![a-z0-9._%+-])[a-z0-9][a-z0-9._%+-]{0,63} ?@ ?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{2,63}){1,4}"
    r"|(?<![a-z0-9._-])[a-z0-9][a-z0-9._-]{2,40}(?: ?艾特 ?|\(at\)| at )[a-z0-9]{1,20}"
    r"(?:\.|点)(?:com|cn|net)"
    r"|wxid-[a-z0-9]{5,30}"
)
_SERVICE = (
    r"(?P<qq>q ?q|扣扣|企鹅)|微信|威信|薇信|[加+]v|抖音|快手|支付宝|淘宝|小红书|陌陌|探探|闲鱼|钉钉"
    r"|飞机|账号|用户名|账户名|网名|邮箱"
    r"|(?:v信|wx|vx|tg|id)(?<![a-z]..)|line(?<![a-z]....)|ins(?<![a-z]...)"
    r"|skype|telegram|whatsapp|email"
)
_ID = re.compile(
    rf"(?:{_SERVICE})(?:群|小号|聊天)?(?P<said>账号|账户|号码|号|id)?"
    r"(?P<link>(?:就是|是|为|叫|搜索?|找|[^\w。！？!?…]){0,5})"
    r"(?P<id>[a-z0-9][a-z0-9.-]{4,29}(?![a-z0-9])|\d(?:[ .-]?\d){4,11}(?!\d))"
)
_ADDED = re.compile(
    r"加(?:我|他|她|个)?[: ]{0,3}(?P<id>(?=[a-z-]{1,15}\d{3})[a-z][a-z0-9-]{5,19})(?![a-z0-9])"
)
_UNIT = re.compile(r" ?(?:元|块|万|千|多|没|人|w(?![a-z])|%)")
_NO_ID = frozenset({"wechat", "iphone", "android", "wallet", "service", "whatsapp", "telegram"})


def hide_accounts(hidden: Hidden) -> None:
    """Everything by which a person is found in a service."""
    for found in _MAIL.finditer(hidden.told) if _AT.search(hidden.told) else ():
        hidden.hide(*found.span(), ACCOUNT)
    for found in _ID.finditer(hidden.told):
        if _is_id(hidden, found):
            hidden.hide(*found.span("id"), ACCOUNT)
    for found in _ADDED.finditer(hidden.told):
        hidden.hide(*found.span("id"), ACCOUNT)


def _is_id(hidden: Hidden, found: re.Match[str]) -> bool:
    said = found["id"]
    introduced = bool(found["said"] or re.search("[是为叫搜找:]", found["link"]))
    if any(c.isalpha() for c in said):
        has_digit = any(c.isdigit() or c == "-" for c in said)
        return has_digit or (bool(found["said"]) and said not in _NO_ID)
    if found.group().startswith("账号"):
        return False  # of a bank: a number like others
    if hidden.is_public(*found.span("id")) or _UNIT.match(hidden.told, found.end()):
        return False
    if re.fullmatch(r"\d{1,2}(?:\.\d+)+", said) or said.endswith("000"):
        return False  # a version, a sum
    return bool(found["qq"]) or (introduced and len(said) > 4)
