"""Full names of persons that are introduced as such."""

from __future__ import annotations

import re

from bot.content.masking.hidden import NAME, Hidden
from bot.content.masking.surnames import COMPOUND, SURNAMES, TITLES, WORDS

_HAN = r"[\u3400-\u9fff]"
# Characters that begin the next word rather than end a given name.
_AFTER = (
    "的是被在有我他她你您它了就说这那今住电手身给转把让叫要想没也都和跟与刚昨前去来打加发骗帮报问啊吧吗呢呀哦哈"
    "又再还从到对向个男女年已现微卡账号户开银收一二三两四五六七八九十零家本自说,联不很怎地性职以为做当工"
)
_GIVEN = rf"(?:(?![{_AFTER}好]){_HAN}|[*])"
# The first character of a given name may be one of those, as in 李向阳, 王家明, 张三丰.
_NEVER = "的是被了吗吧就都也不很没我他她你您它在把让叫要想说给跟骗有这"
_FIRST = rf"(?:(?![{_NEVER}]){_HAN}|[*])(?![万千百块])"
_FULL = (
    rf"(?:(?:{COMPOUND})|[{SURNAMES}])"
    rf"(?:{_FIRST}{_GIVEN}?| {{1,2}}{_HAN}(?: {{1,2}}{_HAN})?(?!{_HAN}))"
    rf"|{_HAN}{{2,6}}·{_HAN}{{2,6}}"
    r"|[A-Z][A-Za-z]+[ ·,][A-Z][A-Za-z]+(?:[ ·][A-Z][A-Za-z]+)?"
)
_LINK = r"[ :,\"“”「」『』'()（）<>《》\[\]【】=\-—\n]{0,3}"
# After these a name stands.
_STRONG = (
    rf"(?:(?:户名|开户人|户主|收款人|收款方|付款人|汇款人|持卡人|联系人|收件人|寄件人|法人(?:代表)?(?![时人])|(?<![报组])姓名|真名|本名|实名"
    rf"|账户名|开户名|全名|机主)(?:姓名|名字|名称|叫做?|就?是|为|写的?|显示|[:：])*{_LINK}"
    rf"|(?<![我他她你])[我俺咱](?:的名字)?(?:名?叫做?|名字是){_LINK}|名字(?:叫做?|是|为|[:：]){_LINK})"
)
# After these one may stand, if what follows it does not go on with a word.
_WEAK = (
    rf"(?:(?:[他她你人者方个位的友事公婆子儿女妈爸姐哥弟妹警官服师,:]|名|[姓].,?|自称|对方|好像|说)叫做?"
    rf"|自称(?:是|叫)?|我是|名为|(?:受害|报案|报警|当事|举报|嫌疑)人(?:是|叫|为)?"
    rf"|事主|本人(?:姓名|叫)?|[转汇借打寄]给了?(?:一个)?){_LINK}"
)
_TITLED = re.compile(rf"(?:[{SURNAMES}]|{COMPOUND})(?:{TITLES})")
_WORD = re.compile(WORDS)
# Verbs that may follow a name.
_DOES = "欠借跑逃失退受遇接投买卖骑因姓带教拉推约催逼威冒害偷抢"
_NEXT = re.compile(rf"(?:[{_AFTER}{_DOES}]|[^\w]|\d|[a-zA-Zßþæ]|{TITLES}|$)")
_NO_PERSON = re.compile(
    '["”’」》]?(?:的|这个|那个)?(?:平台|公司|软件|app|网站|项目|群|银行|小程序)', re.I
)
_NOT_ALONE = re.compile("[人生员工民户者市县省区村镇客]$")
_FOUND = re.compile(rf"(?P<strong>{_STRONG})(?P<name>{_FULL})|(?P<weak>{_WEAK})(?P<maybe>{_FULL})")


def hide_names(hidden: Hidden) -> None:
    """A surname with a title, 陈警官, is no full name and stays."""
    for found in _FOUND.finditer(hidden.plain):
        which = "name" if found["strong"] else "maybe"
        start, end = found.span(which)
        if _TITLED.match(hidden.plain, start) or _WORD.match(hidden.plain, start):
            continue
        if found["strong"] or _is_name(hidden.plain, start, end, found["weak"]):
            hidden.hide(start, end, NAME)


def _is_name(plain: str, start: int, end: int, before: str) -> bool:
    """Whether what follows fits a name."""
    if not _NEXT.match(plain, end) or _NO_PERSON.match(plain, end):
        return False
    if before.startswith("我是"):
        closed = re.match(r"[^\w]|$", plain[end:])
        return bool(closed) and not _NOT_ALONE.search(plain[start:end])
    return True
