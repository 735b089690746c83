"""What kind of trouble somebody is in."""

from __future__ import annotations

import re

from bot.content.case.amounts import has_foreign
from bot.content.case.facts import Facts, read
from bot.content.dialogue.heard import Heard
from bot.content.load import Content
from bot.content.risk.apart import is_apart, without_sound
from bot.content.risk.judge import judge
from bot.content.text import normalise
from bot.content.urgency import has_lost, is_blackmailed, is_drained

MONEY = "lost_money"
LOST, LINE, BLACKMAIL, RELATIVE, MISUSED = "lost", "line", "blackmail", "relative", "misused"
SITUATIONS = {
    MONEY: LOST,
    "recovery_scam": LOST,
    "still_on_call": LINE,
    "scam_screen_share": LINE,
    "sextortion": BLACKMAIL,
    "persuade_family": RELATIVE,
    "gave_code": MISUSED,
    "card_stolen": MISUSED,
    "account_hacked": MISUSED,
    "clicked_link": MISUSED,
    "malicious_app": MISUSED,
    "id_leaked": MISUSED,
}
# Where the questions about money would be out of place.
_NOT_FOR = frozenset({"danger", "distress", "scam_kidnap"})
_GROUPS_APART = frozenset({"law", "measures", "smalltalk"})
_ONLY_IF_GONE = frozenset({"hotline"})
_KIN = (
    "(?:妈妈?|爸爸?|母亲|父亲|爹|娘|爷爷|奶奶|外公|外婆|公公|婆婆|岳父|岳母|丈母娘|老公|老婆|丈夫|妻子|爱人|老伴"
    "|儿子|女儿|孩子|伢|孙子|孙女|弟弟?|哥哥?|姐姐?|妹妹?|叔叔?|舅舅?|姑姑?|姨妈?|家人|家里人|家里老人|老人|同事|朋友|室友|邻居)"
)
_OF_KIN = re.compile(
    rf"(?:我|俺|咱|我们|她|他)?(?:的|家|们家|屋里|屋的)?{_KIN}[^我，。,.!?]{{0,10}}"
    "(?:被|转|汇|付|在|要|正|打|扫|投|信|说|点|接|偷|非|硬|瞒|把|拿|去|相信|上当)"
)
_MYSELF = re.compile(
    "(?:我|俺)(?:刚|已经|就|把|给|用|转|被|汇|付|也|点|说|告诉|报)|帮(?:我)?妈妈?转"
)


def situation_of(content: Content, heard: Heard, facts: Facts) -> str | None:
    """The kind of trouble, or nothing if the message tells of none."""
    if not heard.urgent or heard.topic in _NOT_FOR or heard.danger:
        return None
    topic = content.topics.get(heard.topic or "")
    if topic is not None and topic.group in _GROUPS_APART:
        return None
    if topic is not None and topic.group in _ONLY_IF_GONE and not facts.gone:
        return None
    known = SITUATIONS.get(heard.topic or "")
    if known == BLACKMAIL and not tells_of_blackmail(heard.text):
        return LOST  # shame alone is no blackmail
    if (topic is None or (known == LOST and not facts.gone)) and is_blackmailed(heard.text):
        return BLACKMAIL
    deceived = known in (None, LOST, LINE) or (known == MISUSED and "骗" in heard.text)
    if deceived and is_about_kin(heard.text):
        return RELATIVE
    if known is not None:
        return known
    if is_drained(heard.text):
        return MISUSED
    return LOST if facts.gone else LINE


def softly(content: Content, heard: Heard) -> tuple[str, Facts] | None:
    """The kind and the facts where a loss is told calmly, or the message is very likely fraud.

    What was pasted tells of somebody else's sums, so facts are read only where a loss is told.
    """
    topic = content.topics.get(heard.topic or "")
    if heard.danger or (topic is not None and topic.group in _GROUPS_APART | _ONLY_IF_GONE):
        return None
    kind = RELATIVE if is_about_kin(heard.text) else LOST
    if has_lost(heard.text):
        facts = read(content, Facts(), heard.text, heard.now)
        known = facts.sums or facts.paid or facts.since or has_foreign(heard.text)
        return (kind, facts) if facts.gone and known else None
    told = heard.assessment
    judgement = judge(
        content, heard.text, told.get("topic"), heard.confidence, learned=told.get("learned")
    )
    if topic is not None and is_apart(content, topic.id):
        judgement = without_sound(judgement)
    return (kind, Facts()) if judgement.level == "high" and judgement.evidence else None


_OF_BLACKMAIL = re.compile("视频|照片|裸|隐私|通讯录|敲诈|勒索|威胁|要挟|曝光|录屏|群发|发给")
_LINE = re.compile(
    "共享|投屏|投着|远程|会议|会一里|屏|视频|语音|通话|电话|耳机|在听|在线|自己(?:在|会)?(?:动|点)"
)
_FORBIDS = re.compile("挂|保密|(?:不许|不准|不让|不能|别|莫|不要)[^。!?]{0,6}(?:告诉|说|讲|声张)")


def tells_of_blackmail(text: str) -> bool:
    """Whether it is about pictures and threats, and not only shame."""
    return bool(_OF_BLACKMAIL.search(normalise(text)))


def tells_of_forbidding(text: str) -> bool:
    """Whether somebody is said to forbid hanging up or telling others."""
    return bool(_FORBIDS.search(normalise(text)))


def tells_of_a_line(text: str) -> bool:
    """Whether there is a call, a shared screen or a phone that is controlled."""
    return bool(_LINE.search(normalise(text)))


def is_about_kin(text: str) -> bool:
    """Whether it happens to somebody of the writer's family or friends."""
    told = normalise(text)
    return bool(_OF_KIN.search(told)) and not _MYSELF.search(told)
