"""Which of the sums in a message are lost: not those demanded, promised or still there."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from bot.content.case.amounts import Amount, amounts, has_foreign, placed, uniform, value
from bot.content.case.bait import is_bait, is_reward
from bot.content.case.plans import is_planned, is_planned_sum
from bot.content.load import Content
from bot.content.masking import without_accounts

if TYPE_CHECKING:
    from bot.content.case.facts import Facts

_DONE = (
    "转了|转过|付了|交了|给了|垫了|扣了|少了|汇了|打了|充了|投了|刷了|花了|骗了|被骗|没了|走了"
    "|出去了|转出|转走|倒贴|取了|提了"
)
_DEMANDED = re.compile(
    "(?:想|要|准备)(?:贷|借)|说(?:才|只|就)$|还差$|"
    "(?:(?<!主)(?<!只)要(?!是|么)|叫|让|喊|催|逼|准备|打算|需)[^了过]{0,16}$|(?:得|想|凑|再|说)(?:先|给|转|交|付|垫|打|汇|充|缴|买|拿){0,4}$"
    "|(?:后|之后|以后)(?:头)?每|(?<!被)(?<!已)(?<!我)收$"
)
_THERE = re.compile(
    "(?:卡里|卡上|余额|账上|户头|存款|里面|还有|还剩|只剩|剩下|剩|工资|原来有|本来有|(?:屋里|家里|手上|手里|身上)有)(?:只|大概|有|的|还|就)*[^转付扣没少被]{0,3}$"
)
_PROMISED = re.compile(
    "(?:返|补给|补|给我|退我|退给我|赔我?|送我?|赚|收益|利息|每月|每个月|一个月|一天|每天|工资|(?:月|年|天)把)(?:了|我|您|你)?$"
    "|(?:(?<![投转打充汇存搭砸垫交])进|得|收到|到账|进账|入账|提现)(?:了|过|出来)$|(?:搞|做|干|赚|挣)[^,。]{0,6}拿了$"
)
# 百万保障 is the name of an insurance, and 十几笔 are payments.
_NO_SUM_AFTER = re.compile(
    "^(?:块钱?|元)?(?:都)?是(?:赚|返|利息|收益|利润|送)|^(?:保障|保险|医疗|意外险|(?:多|几)?(?:笔|单|次|克|斤|样|件)|分钟)"
)
_NO_SUM_BEFORE = re.compile("尾号|车牌|单号|编号|警号|密码|验证码")
_NOT_OUT = re.compile(
    "^(?:块钱?|元|钱)?(?:现金)?(?:还|放)?在(?:我)?(?:自己)?(?:卡|手|家|屋|身)|^(?:块钱?|元|钱)?(?:待|还没|没(?:有)?(?:出去|转|扣|动|付)|还在|没事|[^,、。]{0,8}没(?:给|还)我)"
)
# «交五千能解冻»: what has to be paid before money comes back; no such payment was made yet.
_PRICE_BEFORE = re.compile("(?:交|缴|付|充|给)(?:个|他|她)?$")
_PRICE_AFTER = re.compile(
    "^(?:块钱?|元|钱)?(?:的)?(?:保证金|手续费|押金|税|费|定金)?(?:就|才|便)?(?:能|可以|会|给)?(?:帮)?(?:我|你)?"
    "(?:解冻|解封|提现|取出|取钱|退|返还|放款|恢复|追回|拿回)"
)
_LIST = re.compile(r"(?<![\d.])\d{2,7}(?:[,、和]{1,2}\d{2,7})+(?![\d.])")
_PAYMENTS = re.compile("[笔次单]|一共|总共|转|扣|付|刷|交|投|充|垫")
_LOST_AFTER = re.compile("^(?:块钱?|元|钱|多)?(?:就|都|全|也)?(?:被|没了|不见|转走|扣)")
_MORE = re.compile("又|还有|另外|再转了|加上|还转|还给|后来")
_PER_PAYMENT = re.compile(
    r"每(?:笔|次|单|回|张|个)(?:都|是|扣|转|了)*(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十百千万]+)"
)
_TIMES = re.compile(r"(?P<n>\d+|[一二两三四五六七八九十]+)(?:笔|次|单|回|张)")
# A bare number that is plainly one of several payments: 一次3000一次1500, 还有一笔是2000.
_ONE_PAYMENT = re.compile(
    r"(?:一次|一笔|第[一二三四五\d][笔次]|还有一笔|还有|另一笔|然后|后来|接着)(?:是|转|付|了|扣|刷|少)*(?P<n>\d{2,7})(?![\d*万千百wk])"
)
_PIECES = re.compile(r"(?P<n>\d{1,3})(?:张|个|笔|次|份)?[x×*乘](?P<each>\d{2,6})(?!\d)")
_PAID_MORE = re.compile("又[^,。]{0,6}(?:付|转|交|刷|扣|充|垫|给|汇)")
_BARE = re.compile(r"(?<![\d*.])\d{3,7}(?![\d*.])")
_JUST_PAID = re.compile(
    "^(?:我)?(?:已经|刚|刚刚|还是|又)*(?:付|转|交|给|打|补|垫|汇|充|投)(?:了|过去了|出去了)[,。!]*$"
)
# «叫我转12万，我已经转了»: what was demanded is what was paid, unless more is wanted.
_PAID_AS_TOLD = re.compile(
    "我(?:已经|就|刚|刚刚|也)*(?:转|付|交|给|打|汇|充|投|垫)(?:了|过去了|出去了)(?:[,、。!]|$)"
)
_WANTED_ONCE_MORE = re.compile("再|又|还要|还叫|还让|继续")
_ACCOUNT = re.compile("账号|账户|卡号|户名|〔号码")
_CLAUSE = re.compile("[,、。!?;\n]")


def with_sums(
    content: Content, facts: Facts, text: str, asked: str | None, corrects: bool
) -> Facts:
    """The facts with what the message says of the money lost."""
    if is_bait(text):
        return facts
    public = frozenset(content.hotlines)
    told = _told(text)
    counted = _TIMES.search(told)
    count = _count(counted["n"]) if counted else None
    like = _PER_PAYMENT.search(told)
    each = _number(like["n"]) if like else None
    if (each and count) or (count and facts.each and not each and _bare_count(told)):
        one = each or facts.each or 0.0
        further = [(float(m["n"]), False) for m in _ONE_PAYMENT.finditer(told)]
        sums = ((one * (count or 1), False), *further)
        return dataclasses.replace(facts, each=one, sums=sums)
    if each:
        return dataclasses.replace(facts, each=each)
    if facts.wanted and _JUST_PAID.match(told):
        sums = (*facts.sums, (facts.wanted, False))
        return dataclasses.replace(facts, sums=sums, wanted=None)
    found = lost(text, public, sure=asked == "amount" or (corrects and bool(facts.sums)))
    if not found:
        wanted = None if has_foreign(text) else _wanted(told, public)
        if wanted and _PAID_AS_TOLD.search(told) and not _WANTED_ONCE_MORE.search(told):
            return dataclasses.replace(facts, sums=(*facts.sums, (wanted, False)), each=None)
        return dataclasses.replace(facts, wanted=wanted or facts.wanted)
    return dataclasses.replace(facts, sums=_merged(facts, found, told, asked, corrects), each=None)


def lost(text: str, public: frozenset[str] = frozenset(), sure: bool = False) -> list[Amount]:
    """The sums that are gone; `sure` if only the lost sum was asked for."""
    told = _told(text)
    pieces = _PIECES.search(told)
    if pieces:
        return [Amount(float(pieces["n"]) * float(pieces["each"]))]
    single = [Amount(float(m["n"])) for m in _ONE_PAYMENT.finditer(told)]
    if len(single) > 1:
        return single
    listed = None if _ACCOUNT.search(told) else _LIST.search(told)
    if listed and (sure or _PAYMENTS.search(told)):
        return [Amount(float(n)) for n in re.findall(r"\d+", listed.group())] + single
    kept, end = [], 0
    planned = is_planned(text)
    for amount, start, stop in placed(told, public):
        before, after = _clause_before(told[end:start]), told[stop:]
        end = stop
        if _NO_SUM_AFTER.match(after) or _NO_SUM_BEFORE.search(before) or _NOT_OUT.match(after):
            continue
        if (planned and is_planned_sum(before, after)) or _is_named_only(before, after):
            continue
        if _LOST_AFTER.match(after) or not _is_elsewhere(before):
            kept.append(amount)
    kept += [one for one in single if one not in kept]
    everything = amounts(text, public)
    if len(everything) == 1 and everything[0] in kept and not single:
        return everything  # the writer added up
    if sure and not kept:
        kept = everything or [Amount(float(n)) for n in _BARE.findall(told)][-1:]
    return _without_total(kept)


def _wanted(told: str, public: frozenset[str]) -> float | None:
    """The sum that is demanded, in case the next message says «paid»."""
    for amount, start, stop in placed(told, public):
        before = _CLAUSE.split(told[:start])[-1]
        if _DEMANDED.search(before) or _is_price(before, told[stop:]):
            return amount.yuan
    found = re.search(r"(?:补|交|付|垫|转|充|要)(?:了|个|我)?(\d{3,6})(?!\d)", told)
    return float(found.group(1)) if found else None


def _told(text: str) -> str:
    """The uniform text, in which blanks part sums as well."""
    return uniform(without_accounts(text).replace(" ", "、"))


def _clause_before(told: str) -> str:
    """The clause before a sum; where the sum stands alone, the one before that if it demands."""
    *earlier, own = _CLAUSE.split(told)
    demands = not own and earlier and _DEMANDED.search(earlier[-1])
    return earlier[-1] if demands else own


def _is_elsewhere(before: str) -> bool:
    if re.search(f"(?:{_DONE})[^要叫让喊催逼]*$", before):
        return False
    return any(p.search(before) for p in (_DEMANDED, _THERE, _PROMISED))


def _is_named_only(before: str, after: str) -> bool:
    """Whether a sum is promised, or the price of something, and not paid."""
    return is_reward(before, after) or _is_price(before, after)


def _is_price(before: str, after: str) -> bool:
    return bool(_PRICE_BEFORE.search(before) and _PRICE_AFTER.match(after))


def _without_total(found: list[Amount]) -> list[Amount]:
    """«九万六，一笔五万一笔四万六»: the parts say it all."""
    if len(found) > 2 and found[0].yuan == sum(a.yuan for a in found[1:]):
        return found[1:]
    if len(found) > 2 and found[-1].yuan == sum(a.yuan for a in found[:-1]):
        return found[:-1]
    return found


def _merged(
    facts: Facts, found: list[Amount], told: str, asked: str | None, corrects: bool
) -> tuple[tuple[float, bool], ...]:
    new = tuple((a.yuan, a.about) for a in found)
    old = facts.sums
    if not old or corrects:
        return new
    if _PAID_MORE.search(told):
        return (*old, *new)
    if {yuan for yuan, _ in new} <= {yuan for yuan, _ in old}:
        return old
    if sum(yuan for yuan, _ in new) == sum(yuan for yuan, _ in old):
        return new  # the same, told more finely
    if _MORE.search(told) or (asked != "amount" and not any(about for _, about in old)):
        return (*old, *new)
    return new


def _bare_count(told: str) -> bool:
    return bool(re.fullmatch(rf"(?:是|一共|总共|共|应该是|好像是|,)*{_TIMES.pattern}[,。!]*", told))


def _number(spelt: str) -> float | None:
    return float(spelt) if spelt[0].isdigit() else value(spelt)


def _count(spelt: str) -> int | None:
    number = _number(spelt)
    return int(number) if number and 1 < number <= 200 else None
