"""Sums of money as people write them: 三万五, 3w, 3.5万, 两千多块, ￥1,200, 千把块.

No library reads these: those that know Chinese numerals take 三万五 for 30,005.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.masking import without_accounts
from bot.content.phrases import plain

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_LATIN_UNITS = {"w": 10_000, "k": 1_000, **_UNITS}
_UNIFORM = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟元圆¥", "一二三四五六七八九十百千块块￥")
_SPELT = "零〇一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<more>[多来余几]?)"
    rf"(?:(?P<unit>个?[wk万千百])(?:(?P<tail>[\d一二三四五六七八九])(?P<small>[千百])?)?)?"
    rf"(?P<about>[多来余把]?)"
    rf"|(?P<spelt>(?:上|好?几)?[{_SPELT}](?:[{_SPELT}]|[来几多把](?=[十百千万]))*)(?P<latin>个?[wk]?)"
    rf"(?P<roughly>[多来余把几]?)"
)
_MONEY = re.compile(
    r"个?(?:块钱|块大洋|块|钱|rmb|人民币|大洋)(?P<jiao>[一二三四五六七八九\d](?!\d))?"
)
_TENTH = re.compile("[毛角]")
_PAID = re.compile(
    r"(?:转|汇|打|付|充|充值|红包|交|垫|投|刷|骗|损失|亏|取|扣|借|贷|花|给|寄|存|少|金额|数额|支出|共|一笔|两笔|退|要"
    r"|没了|输|押|卖|收)(?:了|走|掉|去|过|出|出去|给他|给她|给对方|给骗子|我|的|他|她|到|进|有)*[:,]?"
    r"(?:大概|大约|差不多|将近|快|一共|总共|整整|前后|又|近|不到)*$"
)
_GONE = re.compile("(?:就|都|全|也)?(?:没了|不见了|被转|被扣|被骗|被盗|被刷|转走|没有了)")
# Other money is left as it is told: no yuan may be claimed of it.
_FOREIGN = (  # in the uniform text, where 元 is 块
    "港币|港纸|港块|港钱|蚊|美块|美金|美刀|刀(?!具)|欧块|日块|日币|台币|新台币|葡币|澳门币|英镑|澳块|澳币|加币"
    "|新币|泰铢|韩块|韩币|卢布|马币|越南盾|缅币|披索|比索|瑞郎|usdt?(?![a-z])|hkd|泰达币|个?u(?![a-z盾币])"
)
_FOREIGN_AFTER = re.compile(f"(?:块钱|块|元)?(?:的)?(?:{_FOREIGN})")
_FOREIGN_BEFORE = re.compile(r"(?:hk\$|us\$|\$|€|£|hkd|usdt?|港币|港块|美块|美金|欧块|日块|英镑)$")
# 两万一个, 五万一笔: 20,000 each, 50,000 in one payment, not 21,000 and 51,000.
_ONE_OF_THEM = re.compile("(?<=[万千百])一(?=[个笔次张单回])")
_JOINED = re.compile("^(?:和|、|,|一笔|加|跟|,又|,再)$")
_COUNTS = re.compile(
    r"个?(?:[人名次单年月日号天周楼岁位倍%‰群条张点分度级页集套本遍期届把份]|小时|分钟|钟头|星期|礼拜|秒|公里"
    r"|后悔|火急|一十|别|不要|不能|位数|多人|开头|后|几岁|的卡号|客服)"
)
_ROUGHLY = re.compile(
    "(?:大概|大约|差不多|将近|快|接近|约|近|不到|小|左右)(?:转了|汇了|付了|骗了|被骗了|亏了|有|是)?$"
)
_MORE_OR_LESS = re.compile("(?:块钱|块|元|钱)?(?:左右|上下|出头|不到)")
_IN_ALL = re.compile(
    "(?:一共|总共|共计|合计|加起来|共)(?:是|有|转了|被骗|被骗了|损失)?(?:大概|大约|差不多)?$"
)
_SAYING = re.compile("(?:是|个|像)$")
_SMALLEST_BARE = 10


@dataclass(frozen=True)
class Amount:
    """Yuan, and whether the writer gave them only roughly."""

    yuan: float
    about: bool = False


def amounts(text: str, public: frozenset[str] = frozenset()) -> list[Amount]:
    """Every sum in a message, in the order of mention; where the writer adds up, the total alone.

    `public` are registered numbers, such as 96110: alone they are no sums.
    """
    told = uniform(text)
    found: list[Amount] = []
    for amount, start, _ in placed(told, public):
        if _IN_ALL.search(told[:start]):
            return [amount]
        found.append(amount)
    return found


def uniform(text: str) -> str:
    """The text in which sums are looked for."""
    return _ONE_OF_THEM.sub(",一", plain(without_accounts(text)).text.translate(_UNIFORM))


def placed(told: str, public: frozenset[str] = frozenset()) -> Iterator[tuple[Amount, int, int]]:
    """Every sum in a uniform text, and where it stands."""
    end = None  # of the sum before, to which the next one may be joined
    for match in _NUMBER.finditer(told):
        joined = end is not None and bool(_JOINED.match(told[end : match.start()]))
        if match.group() in public or _is_foreign(told, match):
            continue
        amount = _read(told, match, joined or _is_all(told, match))
        if amount is None or amount.yuan <= 0:
            continue
        yield amount, *match.span()
        end = match.end()


def has_foreign(text: str) -> bool:
    """Whether a sum is told in other money than yuan."""
    told = uniform(text)
    return any(_is_foreign(told, match) for match in _NUMBER.finditer(told))


def _is_foreign(told: str, match: re.Match[str]) -> bool:
    after, before = told[match.end() :], told[: match.start()]
    return bool(_FOREIGN_AFTER.match(after) or _FOREIGN_BEFORE.search(before))


def value(spelt: str) -> float | None:
    """A Chinese numeral: 三万五 is 35,000, 一千二 1,200, 两千零五十 2,050; None if it is none."""
    total, section, digit, last = 0.0, 0.0, None, 1
    for character in spelt:
        if character in _DIGITS:
            if digit:
                return None  # 二五: two digits in a row are no numeral
            digit = _DIGITS[character]
            last = 1 if character in "零〇" else last
            continue
        if character not in _UNITS:
            return None
        unit = _UNITS[character]
        if unit >= _UNITS["万"]:
            total, section = (total + section + (digit or 0) or 1) * unit, 0.0
        else:
            section += (1 if digit is None else digit) * unit
        digit, last = None, unit
    # 三万五: the last digit counts in the unit below the last one.
    return total + section + (digit or 0) * (last // 10 if last >= 100 else 1)


def _read(told: str, match: re.Match[str], sure: bool) -> Amount | None:
    """The sum at `match`; `sure` if the place alone says that it is one."""
    before, after = told[: match.start()], told[match.end() :]
    number = _of_digits(match) if match["digits"] else _of_words(match)
    if number is None or (match["spelt"] == "二百五" and _SAYING.search(before)):
        return None
    yuan, large, about = number
    about = about or bool(_ROUGHLY.search(before) or _MORE_OR_LESS.match(after))
    if _TENTH.match(after):
        return Amount(round(yuan / 10, 2), about)
    money = _MONEY.match(after)
    if money:
        return Amount(round(yuan + _jiao(money["jiao"]), 2), about)
    marked = before.endswith("￥")
    if not marked and (_COUNTS.match(after) or yuan < _SMALLEST_BARE):
        return None
    paid = sure or large or _PAID.search(before) or _GONE.match(after)
    return Amount(yuan, about) if marked or paid else None


def _jiao(tenths: str | None) -> float:
    """二十五块八: the eight are tenths."""
    if not tenths:
        return 0.0
    return (_DIGITS[tenths] if tenths in _DIGITS else float(tenths)) / 10


def _is_all(told: str, match: re.Match[str]) -> bool:
    """Whether the message says nothing but sums."""
    return not re.sub(rf"[\d{_SPELT}.,、和 ]", "", told) and len(match.group()) > 2


def _of_digits(match: re.Match[str]) -> tuple[float, bool, bool] | None:
    """(yuan, whether a unit says that it is much, about)."""
    base = float(match["digits"].replace(",", ""))
    unit = (match["unit"] or "").lstrip("个")
    about = bool(match["more"] or match["about"])
    if not unit:
        return base, False, about
    yuan = base * _LATIN_UNITS[unit]
    if match["tail"]:
        tail = float(match["tail"]) if match["tail"].isdigit() else float(value(match["tail"]) or 0)
        yuan += tail * (_UNITS[match["small"]] if match["small"] else _LATIN_UNITS[unit] / 10)
    return yuan, True, about


def _of_words(match: re.Match[str]) -> tuple[float, bool, bool] | None:
    spelt, latin = match["spelt"], match["latin"].lstrip("个")
    about = bool(match["roughly"]) or bool(re.search("[上几来多把]", spelt))
    if re.match("好?几", spelt) or (spelt in "百千万亿" and not match["roughly"]):
        return None  # 几千: nobody can say how much; 万 alone may be a name
    number = value(re.sub("[上来几多把好]", "", spelt))
    if number is None:
        return None
    if latin:
        return number * _LATIN_UNITS[latin], True, about
    return number, spelt[-1] in "百千万亿" or number >= 100, about
