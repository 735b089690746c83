"""Numbers that say nothing of a person: moments, sums, counts, versions, hotlines."""

from __future__ import annotations

import re

from bot.content.masking.hidden import SUM, Hidden

# What people write between the digits of one number; the end of a sentence and % are none of it.
SEP = r"[^\w。！？!?…%‰￥$〔〕]"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)\d\d"
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?"
_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_MOMENT = re.compile(
    rf"(?<!\d)(?:(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\d:])"
    rf"|{_YEAR} ?(?P<sep>[-/.,、]| ) ?{_MONTH} ?(?P=sep) ?{_DAY}(?!\d)"
    rf"|{_DAY}[-/.]{_MONTH}[-/.]{_YEAR}(?!\d)"
    rf"|{_YEAR}[-/.]{_MONTH}(?!\d|[-/.]\d)"
    rf"|{_YEAR} ?[-—~、,/ ]{{1,2}} ?{_YEAR}(?!\d|[-/.]\d)"
    rf"|{_BYTE}(?:\.{_BYTE}){{3}}(?!\d|\.\d)"
    r"|520 1314|1314 520"  # sums that lovers send
    r"|\d{1,3}(?:,\d{3}){1,3}(?:\.\d{1,2})?(?!\d|,\d))"
)
_SIGNS = re.compile(r"\d ?[-:/.,、~— ] ?\d")
_COMPACT = re.compile(rf"(?<!\d)(?:{_YEAR}{_MONTH_DAY}|20[2-9]\d{_MONTH_DAY}{_CLOCK})(?!\d)")
_MONEY = re.compile(
    r"\d(?<!\d\d)(?:(?<!\.\d)(?:\d{0,8}(?:\.\d{1,4})?(?= ?(?:[多来余几]?"
    r"(?:元|块|圆|万|千|百|亿|人民币|rmb|美元|港币|大洋)|[wk](?![a-z])))|\d{0,7}\.\d{1,2}(?!\d|\.\d))"
    r"|(?:(?<=[￥¥$]\d)|(?<=[￥¥$] \d))\d{0,8}(?:\.\d\d?)?(?!\d))"
)
_COUNT = re.compile(
    r"\d(?<!\d\d)(?:\d{0,3}(?=[多来余几]?(?:个(?!人)|人|次|年|名|起|[%‰]))"
    r"|\d{0,2}(?=[多来余几]?(?:月|日|天|周|岁|点|分|秒|小时|号(?!码)|栋|楼|层|单元|室|路|条|位|米|笔|件"
    r"|张|份|户|台|部|期|页|级|家|套|门|款|项|章|g|倍|折|成|度))"
    r"|(?<!\.\d)\d?(?:\.\d{1,5}){2,4}(?!\d|\.\d))"
)
_SHORT = re.compile(r"\d(?<!\d\d)\d{2,7}(?!\d)")
SERVICE = re.compile(r"95\d{3,4}|96\d{3,4}|12\d{3}|100\d\d|1[12]\d")
_NAMED = re.compile(
    r"(?:电话|手机|座机|号码?|账[号户]|卡|存折|微信|qq|身份证|证件?|编号|密码|联系)[^\d。！？!?转汇付少扣钱元块]{0,4}$"
)
_LABELLED = re.compile(r"(?:号码?|账[号户]|密码)(?:就?是|为|[^\w])*$")
_PAID = re.compile(
    r"(?:转|汇|付|充|分别|笔|次|元|块|钱|交|垫|借|贷|亏|损失|扣|消费|流水|共|收|花|投|存|取|骗|打款|刷|少|æ)"
    r"[^电话号卡账到给]{0,6}$"
)
_PAID_AFTER = re.compile(rf"{SEP}{{0,3}}(?:æ|元|块|万|一共|合计|总共|加起来|都是|全)")
_PHONE_SHAPE = re.compile(r"1[3-9]\d\D+\d{4}\D+\d{4}|1[3-9]\d\D+\d{8}|1[3-9]\d{5}\D+\d{4}|\d{11}")


def is_date(digits: str) -> bool:
    """Whether eight digits are a day."""
    return bool(_COMPACT.fullmatch(digits[:8]))


def number_is_named(told: str, start: int) -> bool:
    """Whether the words before say that a number of a person follows."""
    return bool(_NAMED.search(told[max(0, start - 10) : start]))


def number_is_labelled(told: str, start: int) -> bool:
    """Whether a short number directly follows such a word."""
    return bool(_LABELLED.search(told[max(0, start - 10) : start]))


def is_row(told: str, found: re.Match[str], surely: bool = False) -> bool:
    """Whether these groups are several sums in a row; `surely` if they look like a card."""
    said = found.group()
    groups = re.findall(r"\d+", said)
    if len(groups) < 2 or number_is_named(told, found.start()) or _PHONE_SHAPE.fullmatch(said):
        return False
    if any(g.startswith("0") or not 2 < len(g) < 8 for g in groups):
        return False
    if all(g.endswith("00") for g in groups):
        return True
    return not surely and is_paid(told, *found.span())


def is_paid(told: str, start: int, end: int) -> bool:
    """Whether the words around say that money is meant."""
    before = _PAID.search(told[max(0, start - 8) : start])
    return bool(before or _PAID_AFTER.match(told, end))


def keep_moments(hidden: Hidden) -> None:
    """Dates, times, sums with thousands set apart, addresses of machines; registered numbers."""
    for found in _MOMENT.finditer(hidden.told) if _SIGNS.search(hidden.told) else ():
        hidden.keep(*found.span(), SUM if "," in found.group() else "þ")
    for found in _COMPACT.finditer(hidden.told):
        if not number_is_named(hidden.told, found.start()):
            hidden.keep(*found.span())
    for found in _SHORT.finditer(hidden.told):
        tied = re.search(r"\d[ .-]$", hidden.told[max(0, found.start() - 2) : found.start()])
        if not tied and (hidden.is_public(*found.span())):
            hidden.keep(*found.span())


def keep_sums(hidden: Hidden) -> None:
    """Sums with a unit, counts, versions."""
    for found in _MONEY.finditer(hidden.told):
        hidden.keep(*found.span(), SUM)
    for found in _COUNT.finditer(hidden.told):
        hidden.keep(*found.span())
