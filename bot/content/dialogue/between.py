"""What a message adds to a case, and what is said to it before the next question."""

from __future__ import annotations

import re
from typing import Any

from bot.content.case.amounts import has_foreign
from bot.content.case.answers import asks_for_verdict_only, asks_in_words, is_correction, is_puzzled
from bot.content.case.facts import Facts, read
from bot.content.dialogue.heard import Heard
from bot.content.dialogue.moments import AT_ONCE, fitting_aside
from bot.content.dialogue.questions import AMOUNT
from bot.content.dialogue.situations import RELATIVE, SITUATIONS
from bot.content.dialogue.warnings import OF_PAYING_AGAIN, OF_RECOVERY, STOPPING, warning
from bot.content.hotlines import BANK_TOPIC, BANKS, named
from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE, CaseAside
from bot.content.phrases import plain
from bot.content.risk.judge import demands
from bot.content.urgency import is_urgent

State = dict[str, Any]
# Within a conversation the nearest topic is likelier than for a message out of the blue.
_NEAR_ENOUGH = 0.5
# By the aside itself.
_SAID_BETTER = ("case_noted", "case_hang_up", "case_gone_now", "case_reported")
_FORBIDS_PAYING = re.compile("别(?:再)?(?:给|补|交|垫|付|转|投)|一分(?:钱)?也别")
_FOREIGN = "case_foreign_sum"
# Something was done that he asked for; nobody knows yet what.
_DID = re.compile(
    "^(?:我)?(?:已经|刚|刚刚|都|也)*(?:发|输|点|装|扫|说|报|填|念|下载|登录|共享|开|贴)了[^，,。!?]{0,4}[。!，,]*$"
)
# Nothing was given, or nothing has gone yet: said in so few words that no fact is read from it.
_DID_NOT = re.compile(
    "^(?:我)?(?:还|都|也)*(?:没|冇|没有|不)(?:再)?(?:给|转|付|交|汇|理|答应|搭理|点|扫|填|接)(?:他|她|他们|人家)?(?:的|了|呢|呀|啊)*[。!]*$"
)
_NOT_YET = re.compile(
    "^(?:我|卡里|钱|还|也|暂时|目前|现在)*(?:没|冇|没有|没见|没见过|没发现)(?:有|被)*(?:扣|少|动|转走)(?:钱|款|过)*(?:的|呢|啊)*[。!]*$"
    "|^没见(?:过|到)?钱少[。!]*$"
)
_HOTLINES, _CHECK = "hotline_list", "check_scam"
_FEE = re.compile(
    "保证金|手续费|解冻费|解锁费|清关费|押金|认证金|激活费|过路费|个税|所得税|补税|罚款|罚[0-9一二三四五六七八九十]"
)
# What is read back to the resident.
_READ_BACK = frozenset({"since", "sums", "own", "paid", "to", "receiver"})
_WHAT_IS = re.compile(
    "是(?:什么|么|啥|做|干|哪|管)|干(?:什么|么|啥)|做(?:什么|么|啥)|么事|管(?:什么|么|啥)"
)
_NEWS = frozenset({"gave_code", "sextortion", "clicked_link", "malicious_app", "still_on_call"})
_RARELY_BETWEEN = frozenset({"distress"})
_GROUPS_RARELY_BETWEEN = frozenset({"measures"})
_ACCOUNT = re.compile(r"\d(?:[ -]?\d){11,}")  # nothing of it is kept, and they shall know
_WHICH_NUMBER = re.compile("电话|客服|热线|打哪|号码")


def noted(content: Content, state: State, heard: Heard) -> tuple[State, bool]:
    """The state with what the message tells, and whether it told anything."""
    before = Facts.of(state.get("facts", {}))
    after = read(content, before, heard.text, heard.now, state.get("asked"))
    if after == before:
        known = Facts(gone=before.gone)
        if read(content, known, heard.text, heard.now, state.get("asked")) == known:
            return state, False
        line = "case_still_there" if after.gone is False else "case_noted"
        return {**state, "say": {"lines": [line]}}, True
    changed = [k for k, v in after.kept().items() if before.kept().get(k) != v]
    replaced = bool(before.own) and not set(before.own) <= set(after.own)
    corrected = is_correction(heard.text) or replaced
    line = "case_corrected" if corrected else "case_noted"
    if after.gone and not before.gone:
        line = "case_gone_now"
    elif before.sums and len(after.sums) > len(before.sums) and not corrected:
        line = "case_gone_now"  # they have paid again
    elif after.contact and not before.contact:
        line = "case_hang_up"
    elif after.reported and not before.reported:
        line = "case_reported"
    elif after.gone is False and line == "case_noted":
        line = "case_still_there"
    if corrected and replaced:
        line = "case_corrected"
    return {**state, "facts": after.kept(), "say": {"lines": [line], "changed": changed}}, True


def answering(content: Content, state: State, heard: Heard, told: bool) -> State:
    """Adds what must be said at once, and the answer to what was asked in between."""
    say = dict(state["say"])
    warned = warning(heard.text, Facts.of(state.get("facts", {})).gone)
    if warned:
        say["lines"] = [warned, *(line for line in say.get("lines", []) if line != "case_noted")]
    between = _aside(content, state, heard)
    if between is not None:
        say |= _with_aside(between, say.get("lines", []), bool(warned))
    else:
        say |= _without_aside(content, state, heard, told, say.get("lines", []))
    if _is_silent(say):
        say["lines"] = _at_least(state, heard, say)
    if has_foreign(heard.text):
        say["lines"] = [*say.get("lines", []), _FOREIGN]
        state = {**state, "skipped": [*state.get("skipped", []), AMOUNT]}
    if _ACCOUNT.search(heard.text):
        say["lines"] = [*say.get("lines", []), "case_account_blank"]
    return {**state, "say": say}


def _is_silent(say: dict[str, Any]) -> bool:
    """Whether nothing would be said but that it was heard."""
    return say.get("lines", []) in ([], ["case_noted"]) and not (
        say.get("aside") or say.get("answer")
    )


def _at_least(state: State, heard: Heard, say: dict[str, Any]) -> list[str]:
    """The lines where nothing else would be said: what the cheat wants next is never only noted."""
    lines: list[str] = say.get("lines", [])
    changed = set(say.get("changed", []))
    if _is_demanded(heard, changed):
        if not changed & _READ_BACK:
            return [OF_PAYING_AGAIN]
        if not state.get("facts", {}).get("gone"):
            return [OF_PAYING_AGAIN, *lines]  # and what was told is read back
    return ["urgent_first"] if is_urgent(heard.text) and not changed & _READ_BACK else lines


def _is_demanded(heard: Heard, changed: set[str]) -> bool:
    """Whether the message tells what the cheat wants next."""
    asked = demands(heard.text) or bool(_FEE.search(heard.text))
    return "wanted" in changed or (heard.sounds_like_fraud and asked)


def _aside(content: Content, state: State, heard: Heard) -> CaseAside | None:
    """The short answer to what was said in between; whoever asks for a number gets that."""
    of_kin = state.get("situation") == RELATIVE
    found = fitting_aside(content, heard.text, of_kin, state.get("was"))
    if found is None or found.id in AT_ONCE or not _wants_number(content, heard):
        return found
    return None


def _with_aside(between: CaseAside, lines: list[str], warned: bool) -> State:
    """What an aside leaves of the other lines."""
    left = [line for line in lines if line not in _SAID_BETTER]
    if _FORBIDS_PAYING.search(between.text):
        left = [line for line in left if line != OF_PAYING_AGAIN]
    return {"aside": between.id, "ends": between.ends and not warned, "lines": left}


def _without_aside(
    content: Content, state: State, heard: Heard, told: bool, lines: list[str]
) -> State:
    """The line or the answer where no aside fits."""
    if asks_for_verdict_only(heard.text) and heard.asks_plainly:
        return {"lines": [*lines, "risk_still"]}
    line = None if told else _of_few_words(heard.text)
    if line is not None:
        return {"lines": [*lines, line]}
    if set(lines) & {OF_PAYING_AGAIN, OF_RECOVERY, *STOPPING}:
        return {}
    answer = _digression(content, state, heard, told)
    if answer == _CHECK:
        # «Nothing typical found» would be taken for «so it is no fraud after all».
        return {"lines": [*lines, "risk_still"]}
    if answer:
        return {"answer": answer}
    return {"lines": [*lines, "case_later"]} if _is_left_open(heard, told) else {}


def _of_few_words(text: str) -> str | None:
    """The line for who says only that something was done, or was not."""
    said = plain(text).text.strip()
    if _DID.search(text) or _NOT_YET.search(said):
        return "case_did"
    return "case_still_there" if _DID_NOT.search(said) else None


def _is_left_open(heard: Heard, told: bool) -> bool:
    """Whether something was asked that nobody here can answer."""
    asks = asks_in_words(heard.text) if told else heard.asks_plainly
    return asks and not is_puzzled(heard.text)


def _digression(content: Content, state: State, heard: Heard, told: bool) -> str | None:
    """The topic asked for in the middle; a statement counts only if it is urgent news."""
    if heard.named_topic:
        return heard.named_topic
    if _wants_number(content, heard):
        return BANK_TOPIC
    if named(content, heard.text) and _WHAT_IS.search(heard.text):
        return _HOTLINES if _is_number(content, heard.text) else None
    if heard.asks_plainly:
        topic = heard.nearest(_NEAR_ENOUGH)
        return topic if _is_likely_between(content, heard, topic) else None
    news = heard.topic in _NEWS and SITUATIONS[heard.topic] != state.get("situation")
    return heard.topic if news and is_urgent(heard.text) and heard.is_sure and not told else None


def _is_likely_between(content: Content, heard: Heard, topic: str | None) -> bool:
    """Whether somebody in trouble asks this; some topics only if there is no doubt."""
    group = content.topics[topic].group if topic in content.topics else ""
    is_rare = topic in _RARELY_BETWEEN or group in _GROUPS_RARELY_BETWEEN
    return topic != OUT_OF_SCOPE and (heard.is_certain or not is_rare)


def _is_number(content: Content, text: str) -> bool:
    """Whether what is named is named by its number: 12345是什么."""
    return any(hotline.key in text for hotline in named(content, text))


def _wants_number(content: Content, heard: Heard) -> bool:
    """Whether a bank's or payment service's number is asked for."""
    wanted = any(h.group in BANKS for h in named(content, heard.text))
    wanted = wanted or "银行" in heard.text
    return wanted and bool(_WHICH_NUMBER.search(heard.text))
