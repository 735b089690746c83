"""What is known of a case, and how a message adds to it. Nothing here names a person.

Account numbers, names and identity numbers are not facts: they stay blanks that are read from the
transfer record. Times are kept as moments, since «half an hour ago» goes on moving.
"""

from __future__ import annotations

import dataclasses
import datetime
import re
from dataclasses import dataclass
from typing import Any

from bot.content.case import losses
from bot.content.case.answers import is_correction, is_question, yes_or_no
from bot.content.case.asides import aside
from bot.content.case.bait import is_bait
from bot.content.case.parties import banks_of
from bot.content.case.plans import is_planned
from bot.content.case.times import when
from bot.content.load import Content
from bot.content.phrases import plain
from bot.content.urgency import has_lost, without_claims

MINUTES, HOURS, DAYS, UNKNOWN = "minutes", "hours", "days", "unknown"
_HALF_AN_HOUR, _A_DAY = 30, 24 * 60
_SHORT = 14  # characters: such a message with a time in it is about the time
_BANK, _PAYMENT = "银行", "支付"

_NOT_GONE = re.compile(
    r"(?:还没|还没有|没有|没|冇|未)(?:有)?(?:转|汇|付|给|打(?!过?(?:视频|电话|语音|听))|扣|交|损失|少|动|被转|被扣|被骗钱)(?!账记录|完|断)(?!.{0,4}就)"
    "|(?:柜员|银行|他们|经理)[^。,!?]{0,6}(?:不给|不让|没给|没让|不肯给)(?:我)?(?:转|取|办|汇)"
    "|钱(?:还在|没少|没动|没丢)|(?:万|元|块|千)还在|一分(?:钱)?(?:都)?没|还剩.{0,4}没转"
)
_GONE = re.compile(
    r"(?:转|付|汇|交|给|打|俾|畀|投|充)咗|充了|投了|垫了|扣了|少了|转了|给过(?:他|钱)|转走|没了|取走|刷了|被扣|被转|被刷|扣掉|刷走|转出去|付了|给了(?!我)|交了|汇了|寄了|寄出"
    r"|刷走了|转出(?:去)?了?[\d一二两三四五六七八九十]|打了[\d一二两三四五六七八九十](?![^,。!?]{0,9}电话)(?![^,。!?]{0,4}(?:次|遍|通|下|回|针|天))|带(?:去|走)了|往外走|给(?:他|她|对方|人家|骗子)打(?:了|过去了)(?:$|[,。!])|借给(?:他|她|对方|人家|骗子|网友)(?:们)?了|花了|买了[\d一二两三四五六七八九十]"
    "|(?:转|付|汇|寄|扣|刷)的(?!钱|款|时候|电话)|(?:提|取)不出来|(?:哄|骗|拐)(?:跑|走|光|去)"
)
_STILL = re.compile(
    "点了(?:屏幕)?共享|共享[^。!?]{0,6}点了(?:同意|开始|确定)|还(?:在|一直在)(?:通话|视频|聊|联系|线|打|说|催|电话|微信上|群里|共享|问|发)|(?:又|还|一直)(?:在)?(?:打|发)(?:来|电话|消息|信息|视频|给|我)"
    "|(?:还在|正在|又在|一直)催|没挂|不敢挂|不让(?:我)?挂|在线上|(?:刚刚|刚才|刚|还)(?:还)?(?:在)?问我|还要我|还叫我|还让我|又叫我|又让我|又要"
)
_NO_MORE = re.compile(
    "挂了(?!就|会|他就)|挂断了|挂掉了|拉黑|删了我|删除了我|把我删|联系不上|[没冇](?:有|得)?(?:再)?联系|不联系|断了联系|打不通|不回(?:我|消息)?了?"
    "|空号|关机了|失联|群(?:也)?(?:解散|没了|被解散)|(?:人|他|她|骗子|对方)(?:也|就|都)?(?:跑|消失)了|找不到人|不理我|没(?:有)?人(?:联系|骗)"
)
_WAYS = {
    "wechat": re.compile(
        "(?:微信|wx|vx)(?!群|号|好友|上|联系|聊|视频|说|让|叫|找|里说|那边|百万|保障)|零钱|财付通"
    ),
    "alipay": re.compile("支付宝(?!那边|百万|保障)|余额宝|花呗|借呗"),
    "cash": re.compile(
        "现金|现钞|上门(?:来)?(?:拿|取)|上门的|司机|网约车|跑腿|车子拿走|(?:来|派人)(?:拿|取|收)(?:钱|的)|派(?:来|人)"
        "|(?:人|男的|女的|小伙子?|骑手)(?:把(?:钱|东西))?(?:拿走|取走|收走|带走)|当面(?:把[^。!?]{0,8})?(?:给|交)"
    ),
    "gold": re.compile("黄金|金条|金子|金首饰|金饰|金镯|金砖"),
    "crypto": re.compile(
        "usdt|泰达|虚拟币|虚拟货币|比特币|数字货币|u币|买[的了]?u(?![a-z])|钱包地址|哈希|以太"
    ),
    "bank": re.compile(
        "银行卡|储蓄卡|信用卡|手机银行|网银|柜台|柜员机|取款机|atm|存折|折子|转账|的卡|卡里|卡上"
    ),
}
# Adding somebody on WeChat, or being told to take money out, is not paying.
_NOT_PAYING = re.compile("(?:加(?:了|我|他|她)?(?:的)?|叫我|让我|要我|喊我)[^，,。!了]{0,6}$")
_PAID_BY_IT = re.compile("^[^，,。!]{0,4}(?:转|付|交|充|汇|打|刷|给)(?:了|过去|出去)")
_ASKED_FOR_THEM = re.compile("(?:电话|客服|号码)")
_NOT_THIS = re.compile("(?:不是|没有|没用|没|冇|并非|不用)(?:用|走|从|通过)?$")
_RECEIVERS = {
    "account": re.compile(
        "个人|私人|私户|他的卡|她的卡|他卡|一张卡|个体|商家个人|户名|账号|账户|卡号|银行卡"
    ),
    "company": re.compile("公司|对公|企业|商户"),
    "code": re.compile("二维码|收款码|扫码|扫的码|付款码"),
    "platform": re.compile("平台|网站|app|软件|充值"),
    "courier": re.compile("上门|司机|快递|跑腿|网约车|来拿的人|顺丰|寄"),
}
_QUOTED = re.compile(
    "原话|短信(?:内容)?是|他发(?:来|过来|给我)?的(?:是|话|消息)?[:：]|【[^】]{2,12}】|尊敬的"
)
_ANOTHER_CASE = "other_case"  # the aside (data/case/asides.yml)
# Whoever has called is not sent to call. What the cheat says he did does not count.
_REPORTED = re.compile(
    "(?:打了|打过|打通|拨了|拨过|打完)(?:了)?110|110(?:我)?(?:已经|刚|也|都)*(?:打了|打过|打通|拨了)"
    "|报(?:了|过|完)(?:了)?[警案]|已(?:经)?报[警案]|[警案](?:我)?(?:已经|都|也)?报了|派出所(?:我)?(?:已经|都)?(?:去过|去了|报了)"
    "|^(?:电话)?(?:我)?(?:已经|都|刚)?打(?:完|通|过)(?:电话)?了?[。!,]*$"
    "|(?:警察|派出所|报警)(?:的)?电话(?:我)?(?:已经|都|也)?打(?:了|过)|报警咗|报咗警|打咗110|去过派出所|民警(?:已经|都)?(?:登记|做完?笔录|立案|受理)"
)
_NOT_REPORTED = re.compile(
    "(?:没|冇|还没|没有|未)(?:去)?(?:打|报|拨)|(?:要不要|该不该|能不能|如果|要是|假如)[^。!?]{0,4}(?:打|报)"
    "|(?:他|她|对方|骗子|客服|网警|平台|老师)[^。!?]{0,6}(?:报了|报过|已报|已经报|打了|打过)"
)
# «He says that they take 800 every month»: a sum that is demanded.
_TAKEN_BY_OTHERS = re.compile(
    "(?:他|她|对方|客服|人家|那边|那头|短信|电话里?)(?:们|又|还)*(?:说|讲|称)[^。!?]*(?:每|要|会|就)[^。!?]{0,6}(?:扣|收|交)"
)
# What others say of time is no time of the payment: «the teacher says today is the last day».
_TIME_OF_OTHERS = re.compile(
    "(?:老师|导师|客服|对方|平台|群里|群主|骗子|人家|经理|助理|他们|他|她)(?:们|又|还|就|一直|总|跟我)*"
    "(?:说|讲|催|通知|要求|叫|让|要|喊|规定|发话)[^。!?]*"
)
_I_PAID = re.compile(
    # «他借15万投标，转了，上午九点转的»
    "(?:^|[,。!?])(?:就|已经|结果|然后|后来|都)*(?:转|付|汇)(?:了|过去了|出去了)(?:$|[,。!])|"
    "(?:^|[,。!?])(?:对公|公户|从公户|微信|支付宝|网银|手机银行|银行卡|柜台|今天|刚才)(?:转|付|汇|打)的(?:$|[,。!])|"
    "(?:^|[,。!?])(?:但|可|就|后来|结果)?我(?:已经|就|刚|刚刚|也|都)*(?:转|付|交|给|打|汇|充|投|垫)(?:了|过去了|出去了|咗)"
)
# The same payment told anew: «昨天下午转的 建设银行».
_TOLD_ANEW = re.compile("(?:转|付|汇|打|交|刷|充|寄|扣|取)的(?!钱|款|时候|人|电话)")
_FURTHER = re.compile("又|还有|另外|也|再|加上|还转|还给|后来|第二笔|另一笔|一笔")
# «昨天 12 点到 18 点»: these blanks part no clauses.
_SPACED_TIME = re.compile(
    r"(?<=\d) +(?=[点号日月时分])|(?<=[天晚早上午下到至]) +(?=\d)|(?<=点) +(?=[到至])"
)
# «那我不转了» is no payment.
_DESISTS = re.compile(
    "不(?:转|付|汇|交|给|充|投|垫|寄|买|取|打)了"
    # «要不就先给了» is a thought, too.
    "|(?:要不|要不然|不如|干脆)(?:我)?(?:就|先|都|还是)*(?:转|付|汇|交|给|打)(?:给他|他)?了"
)
_CORRECTED = re.compile("不对|说错|记错|不是")
# «刚刚» alone, or with a word of paying; «he just sent it to my cousin» is no time of a payment.
_PAYING_OR_NOTHING = re.compile("^.{0,6}$|钱|转|付|汇|扫|刷|扣|卡|微信|支付宝|现金|取|交|充|投|买")
_ITS_NOW = re.compile(
    r"现在(?:是|都|才|已经)?(?:凌晨|早上|上午|中午|下午|晚上|半夜)?[\d一二三四五六七八九十]+点"
)


@dataclass(frozen=True)
class Facts:
    """What is known; None or () is not known yet.

    `own` and `to` are keys of the registry: the resident's and the receiver's institutions. `since`
    is the earliest and the latest moment of the payment (ISO, China). `sums` are (yuan, roughly);
    `each` is the sum of one of several like payments, `wanted` what the cheat demands next.
    """

    gone: bool | None = None
    contact: bool | None = None
    paid: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    since: tuple[str, str] | None = None
    sums: tuple[tuple[float, bool], ...] = ()
    each: float | None = None
    wanted: float | None = None
    receiver: str | None = None
    reported: bool | None = None

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Facts:
        """From what a slot kept; what it does not know is left out."""
        known = {f.name for f in dataclasses.fields(cls)}
        return cls(**{k: _frozen(v) for k, v in kept.items() if k in known})

    def kept(self) -> dict[str, Any]:
        """What a slot keeps: only what is known."""
        return {k: v for k, v in dataclasses.asdict(self).items() if v not in (None, ())}

    def elapsed(self, now: datetime.datetime) -> str:
        """How long ago the money went: minutes (half an hour), hours (a day), days or unknown."""
        if self.since is None:
            return UNKNOWN
        earliest, latest = (datetime.datetime.fromisoformat(moment) for moment in self.since)
        least, most = ((now - moment).total_seconds() / 60 for moment in (latest, earliest))
        if least <= _HALF_AN_HOUR and most <= 2 * _HALF_AN_HOUR:
            return MINUTES  # «just now» stays so while they write
        return HOURS if least < _A_DAY else DAYS


def read(
    content: Content, old: Facts, text: str, now: datetime.datetime, asked: str | None = None
) -> Facts:
    """The facts after one more message. `asked` is the question that it may answer."""
    if _QUOTED.search(text) or _is_another(content, old, text):
        return old  # the cheat's own words tell nothing of the case, nor does somebody else's
    told = plain(_SPACED_TIME.sub("", text).replace(" ", "，")).text
    own = without_claims(told)  # what the cheat says of money gone is no fact
    corrects = is_correction(text) or _tells_anew(content, old, text, told)
    facts = dataclasses.replace(
        old,
        gone=_gone(own, text, asked, old.gone),
        contact=_contact(told, asked, old.contact),
        receiver=_receiver(told, asked, old),
        reported=_reported(told) or old.reported,
    )
    facts = _with_banks(content, facts, text, asked, corrects)
    facts = _with_ways(facts, old, told, corrects)
    facts = losses.with_sums(content, facts, text if own == told else own, asked, corrects)
    if facts.sums and not old.sums and facts.gone is None and own == told:
        taken = not _TAKEN_BY_OTHERS.search(told)
        facts = dataclasses.replace(facts, gone=taken or None)
    return _with_time(facts, told, now, asked, corrects)


def says_paid(text: str) -> bool:
    """Whether the writer says in so many words: I have paid."""
    return bool(_I_PAID.search(plain(text.replace(" ", "，")).text))


def _is_another(content: Content, old: Facts, text: str) -> bool:
    """Whether somebody who tells of a case goes on with that of another."""
    if not old.kept():
        return False
    between = aside(content, text)
    return between is not None and between.id == _ANOTHER_CASE


def _tells_anew(content: Content, old: Facts, text: str, told: str) -> bool:
    """Whether the payment that is known is told once more, with another bank."""
    if not old.own or not _TOLD_ANEW.search(told) or _FURTHER.search(told):
        return False
    own, _ = banks_of(content, text, short=True)
    return len(own) == 1 and not set(own) <= set(old.own) and not losses.lost(text)


def _reported(told: str) -> bool | None:
    """Whether the police have been told."""
    return True if _REPORTED.search(told) and not _NOT_REPORTED.search(told) else None


def _gone(told: str, text: str, asked: str | None, old: bool | None) -> bool | None:
    if _DESISTS.search(told) and not _GONE.search(_DESISTS.sub("", told)):
        return old
    if _NOT_GONE.search(told) and not _GONE.search(_NOT_GONE.sub("", told)):
        return old if old else False
    if is_bait(text) or (is_planned(text) and not _GONE.search(told)):
        return old  # rewards came in, or money is only meant to go
    if has_lost(text):
        return True
    if _GONE.search(told) and not is_question(text):
        return True
    return yes_or_no(told, old) if asked == "gone" else old


def _contact(told: str, asked: str | None, old: bool | None) -> bool | None:
    last = None
    for pattern, value in ((_STILL, True), (_NO_MORE, False)):
        for match in pattern.finditer(told):
            last = max(last or (-1, value), (match.start(), value))
    if last is not None:
        return last[1]
    return yes_or_no(told, old) if asked == "contact" else old


def _receiver(told: str, asked: str | None, old: Facts) -> str | None:
    carried = {"cash", "gold"} & set(old.paid) and _RECEIVERS["courier"].search(told)
    if is_question(told) or (asked != "receiver" and not carried):
        return old.receiver
    if carried:
        return "courier"
    return next((name for name, words in _RECEIVERS.items() if words.search(told)), old.receiver)


def _with_banks(
    content: Content, facts: Facts, text: str, asked: str | None, corrects: bool
) -> Facts:
    own, to = banks_of(content, text, short=asked in ("bank", "paid") or bool(facts.kept()))
    if asked == "receiver" and facts.own and not to and not corrects:
        own, to = (
            tuple(k for k in own if k in facts.own),
            tuple(k for k in own if k not in facts.own),
        )
    kept = () if corrects and own else facts.own
    return dataclasses.replace(
        facts,
        own=tuple(dict.fromkeys((*(k for k in kept if k not in to), *own))),
        to=tuple(dict.fromkeys((*(k for k in facts.to if k not in own), *to))),
    )


def _with_ways(facts: Facts, old: Facts, told: str, corrects: bool) -> Facts:
    found: list[str] = []
    denied = set()
    for way, words in _WAYS.items():
        for match in words.finditer(told):
            before, after = told[: match.start()], told[match.end() :]
            demanded = _NOT_PAYING.search(before) and not _PAID_BY_IT.match(after)
            if _NOT_THIS.search(before):
                denied.add(way)
            elif not demanded and not _ASKED_FOR_THEM.match(after):
                found.append(way)
    otherwise = {"cash", "gold", "crypto"} & {*found, *old.paid}
    if otherwise:
        # «转账» and «卡» say little where the money went another way.
        found = [way for way in found if way != "bank"]
    elif facts.own != old.own:
        found.append("bank")
    before_now = [] if corrects and found else old.paid
    ways = [w for w in dict.fromkeys((*before_now, *found)) if w not in denied or w in found]
    return dataclasses.replace(facts, paid=tuple(ways))


def _with_time(
    facts: Facts, told: str, now: datetime.datetime, asked: str | None, corrects: bool
) -> Facts:
    told = _ITS_NOW.sub("", told)
    if not _GONE.search(told):
        told = _TIME_OF_OTHERS.sub("", told)
    # «the day before yesterday, no, three days ago»: what was put right counts.
    read = when(_CORRECTED.split(told)[-1], now) or when(told, now)
    asks = is_question(told) and not _GONE.search(told) and not has_lost(told)
    if read is None or (asks and asked != "when"):
        return facts
    open_to = facts.gone is None and bool(_PAYING_OR_NOTHING.search(told))
    tells = asked == "when" or corrects or open_to or len(told) <= _SHORT
    if not tells and not _GONE.search(told) and not has_lost(told):
        return facts  # «his photo was found today» is no time of a payment
    vague = (read.least, read.most) == (0, _HALF_AN_HOUR)
    paying = _GONE.search(told) or (facts.since is None and _PAYING_OR_NOTHING.search(told))
    about_it = asked == "when" or bool(facts.gone and paying)
    if vague and not about_it:
        return facts
    latest, earliest = (
        (now - datetime.timedelta(minutes=m)).replace(microsecond=0)
        for m in (read.least, read.most)
    )
    if facts.since is not None and not (asked == "when" or corrects):
        first, last = (datetime.datetime.fromisoformat(moment) for moment in facts.since)
        if latest - earliest >= last - first:
            return facts
    return dataclasses.replace(facts, since=(earliest.isoformat(), latest.isoformat()))


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value
