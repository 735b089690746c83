"""Money that somebody means to pay and has not paid.

«那我少投点 可以吧» is neither a farewell nor a loss.
"""

from __future__ import annotations

import re

from bot.content.phrases import plain

# What cheats are paid with; to buy a little or to pay a bill is what everybody does every day.
_INVEST = "(?:跟投|入金|投(?!诉|票|递|稿|保|案|影)|充(?!电|点电)|垫|跟单)"
_BUY = "买(?=点|一点|些|小)"
_FEE = "(?:转|汇|付|交(?!警|通|代)|缴|打钱|打款)"
_NOT_DONE = "(?!了|过|完|掉|出|错|回|走|到)"
_WISH = "(?:想|要不|打算|准备|考虑|那我|我就|可不可以|能不能|可以|先|少|只|小)"
_FINE = "(?:可以|行|得行|没事|没问题|要得|成)(?:吗|吧|不|啵|嘛|么|的吧|不行)"
_ASKS = (
    f"(?:{_FINE}|可不可以|能不能|得不得行|行不行|好不好|成不成|中不中|试|看看|看他"
    "|不心疼|无所谓|也不多)"
)
_PLANS = {
    kind: re.compile(
        f"{_WISH}[^。!?]{{0,6}}?{verb}{_NOT_DONE}[^。!?]{{0,16}}?{_ASKS}"
        f"|{verb}{_NOT_DONE}[^。!?]{{0,8}}(?:总|应该|该|也){_FINE}"
    )
    for kind, verb in (("invest", _INVEST), ("buy", _BUY), ("fee", _FEE))
}
# Bills, one's own family and what the police or a bank is asked are no business of a cheat.
_ORDINARY = re.compile(
    "[水电气房话学社医]费|保险费|生活费|房租|房贷|月供|社保|医保|油卡|公交卡|饭卡|话费|流量"
    "|给(?:我)?(?:儿子|女儿|姑娘|孩子|伢|妈|爸|老婆|老公|老伴|孙子|孙女|爷爷|奶奶|家里)|110|警察|民警"
)
_SUM_BEFORE = re.compile(f"(?:{_INVEST}|{_BUY}|{_FEE})(?:个|点|一点|进|进去|他|她)?$")
_SUM_AFTER = re.compile("^(?:块钱|块|元|钱)?(?:先)?(?:试|看看)")


def is_planned(text: str) -> bool:
    """Whether somebody means to pay, or asks whether a little would do."""
    return plan_of(text) is not None


def plan_of(text: str) -> str | None:
    """`invest`, `buy` or `fee`, or nothing; the latter two may be of no concern to anybody."""
    told = plain(text.replace(" ", "，")).text
    if _ORDINARY.search(told):
        return None
    return next((kind for kind, pattern in _PLANS.items() if pattern.search(told)), None)


def is_planned_sum(before: str, after: str) -> bool:
    """Whether the sum between is the one that is meant, in a message that tells of a plan."""
    return bool(_SUM_BEFORE.search(before) or _SUM_AFTER.match(after))
