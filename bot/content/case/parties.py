"""Whose bank a message names: the resident's own, or the receiver's."""

from __future__ import annotations

import re

from bot.content.hotlines import BANK, mentions
from bot.content.load import Content
from bot.content.text import normalise

_RECEIVING_BEFORE = re.compile(
    "(?:(?:转|汇|打|付|存|给|寄|到)(?:了|到|进|入|去|给)?(?:他|她|对方|骗子)?(?:的)?(?:一个|一张|个|那个)?"
    "|(?:他|她|对方|骗子|收款)(?:人|方)?(?:的)?(?:卡|账号|账户|户)?(?:是)?(?:一个|个|一张)?)$"
)
_RECEIVING_AFTER = re.compile("^(?:的)?(?:卡|账户|账号|号|户头)?(?:是|才是|算)?(?:他|她|对方|骗子)")
_TO_AN_ACCOUNT = re.compile("^(?:的)?(?:一个|个)?(?:号|卡|账户|账号|户)")
# «打到农业银行一个公司的账上» names the receiver's; «到农业银行转的» is one's own.
_INTO = re.compile(
    "(?:转|汇|打)(?:到|进|入)(?:了)?(?:他|她|对方|骗子|人家)?(?:的)?(?:一个|一张|个|那个)?$"
)
_DENIED = re.compile("(?:不是|没用|不用|并非|没有)(?:用|走)?(?:的)?$")
_MY_OWN = re.compile("(?:我|自己|本人|用)(?:的|从)?$")
# «给骗子，农业银行»: a new clause tells one's own bank, unless it speaks of the cheat's account.
_HIS = re.compile(
    "(?:他|她|对方|骗子|收款)(?:人|方)?(?:的|是|用的|报的|给的|发的|提供的|那个|那张)[^，。,.!?]{0,4}$"
    "|(?:他|她|对方|骗子|收款)(?:人|方)?(?:的)?(?:卡|账号|账户|户头|户|开户行)[^。.!?]{0,3}$"
)
_SUFFIX = "银行"


def banks_of(
    content: Content, text: str, short: bool = False
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(own, receiver's) keys of the registry. `short`: bare 光大 and 民生 are banks too."""
    told = normalise(text.replace(" ", "，"))
    own: list[str] = []
    to: list[str] = []
    for hotline, start, end in mentions(content, told):
        if hotline.group != BANK or _DENIED.search(told[:start]):
            continue
        (to if _is_receivers(told, start, end) else own).append(hotline.key)
    if short and not own and not to:
        own = _by_short_name(content, told)
    return tuple(dict.fromkeys(own)), tuple(dict.fromkeys(k for k in to if k not in own))


def _is_receivers(told: str, start: int, end: int) -> bool:
    before, after = told[:start], told[end:]
    if _MY_OWN.search(before):
        return False
    if _RECEIVING_AFTER.match(after):
        return True
    to_account = _RECEIVING_BEFORE.search(before) and _TO_AN_ACCOUNT.match(after)
    return bool(to_account or _INTO.search(before) or _HIS.search(before))


def _by_short_name(content: Content, told: str) -> list[str]:
    """光大, 民生的, 卡是兴业: only where a bank was being talked about."""
    found = []
    for hotline in content.hotlines.values():
        if hotline.group != BANK:
            continue
        for alias in hotline.aliases:
            name = str(alias).removesuffix(_SUFFIX)
            if name != alias and re.search(rf"(?:^|是|[，,]){name}(?:的|卡|，|,|。|$)", told):
                found.append(hotline.key)
    return list(dict.fromkeys(found))
