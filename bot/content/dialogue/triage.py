"""The first thirty minutes: what to do this minute comes first, then one question at a time.

The state is plain data that a slot keeps: `status` (open, stopped, done, calm), `situation`,
`facts` (bot.content.case.facts), `asked`, `tries`, `skipped` and `say`, what to say in this turn:
`lines` (fixed sentences), `answer` (a reply by name), `full`, `outcome`, `script`, `ask`, `again`.
"""

from __future__ import annotations

import re
from typing import Any

from bot.content.answer import answer
from bot.content.case.answers import (
    is_correction,
    is_puzzled,
    is_skip,
    is_stop,
    wants_summary,
)
from bot.content.case.facts import Facts, read
from bot.content.case.outcome import Case, calls, outcome
from bot.content.case.script import script
from bot.content.dialogue import calm
from bot.content.dialogue.heard import Heard
from bot.content.dialogue.situations import MONEY, SITUATIONS, situation_of
from bot.content.dialogue.speech import asking, lines, opened
from bot.content.load import Content
from bot.content.model import CaseQuestion
from bot.content.phrases import plain
from bot.content.render import Reply, fill, in_brief, reply

State = dict[str, Any]
NAME = "triage"
OPEN, STOPPED, DONE = "open", "stopped", "done"
_ORDER = ("gone", "contact", "paid", "bank", "when", "amount", "receiver")
_FIELD = {"bank": "own", "when": "since", "amount": "sums"}
_OTHER_WAYS = {"wechat", "alipay", "cash", "gold", "crypto"}
_FAREWELL = frozenset({"thanks", "goodbye"})
_TRIES = 2
# What the cheat still wants, and those who promise to get the money back.
_MORE_WANTED = re.compile(
    "(?:又|还|再|继续)[^。!?]{0,6}(?:叫|让|要|催|喊)[^。!?]{0,8}(?:转|付|垫|交|充|打钱|打款|\\d|[一二三四五六七八九十百千万]{2})"
    "|(?:叫|让|要|催)(?:我|你)[^。!?]{0,6}(?:再|又|继续|先)[^。!?]{0,6}(?:转|付|垫|交|充|打钱|打款)"
    "|(?:又|再)(?:来|发|要)[^。!?]{0,6}(?:验证码|密码)|要不要(?:报给|给|告诉)他|要我交|平台要"
)
_RECOVERY = re.compile(
    "(?:黑客|网警|律师|维权|追款|追回|技术|工程师|大师|公司|平台|机构|中心|高手|师傅).{0,16}(?:追回|追款|追讨|挽回|找回|拿回|要回|讨回|弄回|转回|退回|帮我?追)"
    "|(?:追回|追款|挽回|找回|拿回|要回|弄回).{0,12}(?:黑客|网警|律师|公司|平台|技术|高手)|(?:找|请|有).{0,4}(?:黑客|网警)"
)
_RETURNS = re.compile("我又来了|我回来了|继续|接着(?:说|问|来)|刚才说到")


def begins(content: Content, heard: Heard) -> State | None:
    """The state of a new conversation, if somebody is in trouble; the card comes before it asks."""
    if calm.is_needed(heard):
        return calm.begin()
    facts = read(content, Facts(), heard.text, heard.now)
    situation = situation_of(content, heard, facts)
    if situation is None:
        return None
    if situation == "lost":
        facts = _gone(facts)
    state = {"flow": NAME, "status": OPEN, "situation": situation, "facts": facts.kept()}
    say: dict[str, Any] = {"answer": _card(content, heard, facts), "full": True}
    if _RECOVERY.search(plain(heard.text).text) and heard.topic != "recovery_scam":
        say["lines"] = ["case_recovery_stop"]
    return _ask_next(content, {**state, "say": say})


def goes_on(content: Content, state: State, heard: Heard) -> State | None:
    """The state after one more message; nothing if it is an ordinary one that is not for us."""
    state = {**state, "say": {}}
    if calm.is_needed(heard):
        return calm.begin(state)
    if state["status"] == calm.CALM:
        return _while_calm(content, state, heard)
    if heard.danger:
        return {**state, "status": STOPPED, "say": {"answer": heard.topic or MONEY, "full": True}}
    if state["status"] != OPEN:
        return _afterwards(content, state, heard)
    if heard.topic in _FAREWELL and heard.confidence > 0.9 and len(heard.text) < 12:
        return {**state, "status": STOPPED, "say": {"answer": heard.topic}}
    return _within(content, state, heard)


def _within(content: Content, state: State, heard: Heard) -> State:
    """A message while questions are being asked."""
    state, told = _noted(content, state, heard)
    if wants_summary(heard.text):
        return _done(state)
    if is_stop(heard.text):
        return {**state, "status": STOPPED, "asked": None, "say": {"lines": ["case_stopped"]}}
    state = _warned(state, heard)
    if is_skip(heard.text):
        return _ask_next(content, _skipping(state, "case_skipped"))
    if is_puzzled(heard.text):
        return _again(state)
    digression = _digression(content, state, heard, told)
    if digression:
        say = {**state["say"], "answer": digression}
        return _ask_next(content, {**state, "tries": 0, "say": say})
    if told or state["say"].get("lines"):
        return _ask_next(content, {**state, "tries": 0})
    return _not_understood(content, state)


def _noted(content: Content, state: State, heard: Heard) -> tuple[State, bool]:
    """The state with what the message tells, and whether it told anything."""
    before = Facts.of(state["facts"])
    after = read(content, before, heard.text, heard.now, state.get("asked"))
    if after == before:
        return state, state.get("asked") == "amount" and _bare(heard.text)
    lines = ["case_corrected" if is_correction(heard.text) else "case_noted"]
    if after.gone and not before.gone:
        lines = ["urgent_first"]
    return {**state, "facts": after.kept(), "say": {"lines": lines}}, True


def _warned(state: State, heard: Heard) -> State:
    """Adds what must be said at once: no second payment, no one who «gets money back»."""
    told = plain(heard.text).text
    lines = list(state["say"].get("lines", []))
    if _RECOVERY.search(told):
        lines.insert(0, "case_recovery_stop")
    elif _MORE_WANTED.search(told):
        lines.insert(0, "case_second_payment")
    return {**state, "say": {**state["say"], "lines": lines}}


def _digression(content: Content, state: State, heard: Heard, told: bool) -> str | None:
    """The reply to a question in the middle; a statement is one only if it is urgent news."""
    if not heard.asks:
        return None
    news = SITUATIONS.get(heard.topic or "") not in (None, state["situation"])
    asked = heard.asks_plainly
    if heard.topic and (asked or (news and heard.urgent and not told)):
        return heard.topic
    return "offer" if asked and not told else None


def _not_understood(content: Content, state: State) -> State:
    tries = int(state.get("tries", 0)) + 1
    if tries < _TRIES:
        return _again({**state, "tries": tries})
    return _ask_next(content, _skipping(state, "case_repeat"))


def _again(state: State) -> State:
    """The same question in simpler words."""
    lines = state["say"].get("lines") or ["case_unclear"]
    return {**state, "say": {**state["say"], "lines": lines, "ask": state["asked"], "again": True}}


def _skipping(state: State, line: str) -> State:
    skipped = [*state.get("skipped", []), state.get("asked")]
    lines = [*state["say"].get("lines", []), line]
    return {**state, "skipped": skipped, "tries": 0, "say": {**state["say"], "lines": lines}}


def _ask_next(content: Content, state: State) -> State:
    """The first question that is open; after the last one the list for this case."""
    fact = _open_fact(Facts.of(state["facts"]), state["situation"], state.get("skipped", []))
    if fact is None:
        return _done(state)
    return {**state, "asked": fact, "say": {**state["say"], "ask": fact}}


def _open_fact(facts: Facts, situation: str, skipped: list[str]) -> str | None:
    for fact in _ORDER:
        known = getattr(facts, _FIELD.get(fact, fact)) not in (None, ())
        if not known and fact not in skipped and _matters(fact, facts, situation):
            return fact
    return None


def _matters(fact: str, facts: Facts, situation: str) -> bool:
    """Whether this question makes sense in this case."""
    if fact == "gone":
        return True
    if not facts.gone:
        # Nothing is lost yet: at most one's own bank, to lock the card.
        return fact == "bank" and situation == "misused"
    if fact == "contact":
        return situation in ("lost", "line")
    if fact == "paid":
        return situation != "misused"
    if fact == "bank":
        return not set(facts.paid) & _OTHER_WAYS and (situation == "misused" or bool(facts.paid))
    return fact != "receiver" or situation in ("lost", "line", "relative")


def question(content: Content, case: Case, fact: str) -> CaseQuestion | None:
    """How this fact is asked for in this case."""
    return next(
        (q for q in content.case_questions if q.fact == fact and case.fits(q.condition)), None
    )


def _done(state: State) -> State:
    say = {**state["say"], "outcome": True}
    return {**state, "status": DONE, "asked": None, "say": say}


def _afterwards(content: Content, state: State, heard: Heard) -> State | None:
    """When no more questions are asked: the list again, more facts, or somebody coming back."""
    before = Facts.of(state["facts"])
    state, _ = _noted(content, state, heard)
    after = Facts.of(state["facts"])
    told = before != after
    if wants_summary(heard.text):
        return _done(state)
    state = _warned(state, heard)
    if state["status"] == STOPPED and (told or _RETURNS.search(heard.text)):
        answer = _digression(content, state, heard, told)
        say = {**state["say"], **({"answer": answer} if answer else {})}
        return _ask_next(content, {**state, "status": OPEN, "say": say})
    if told:
        return {
            **state,
            "say": {**state["say"], "answer": (heard.asks and heard.topic) or None, "script": True},
        }
    if state["say"].get("lines"):
        return {**state, "say": {**state["say"], "answer": heard.topic}}
    if heard.is_empty or is_stop(heard.text):
        return {**state, "say": {"lines": ["case_stopped"]}}
    return None


def _while_calm(content: Content, state: State, heard: Heard) -> State:
    """No questions, no list, unless it is wished for."""
    if "facts" in state:
        state, _ = _noted(content, state, heard)
    if wants_summary(heard.text) and state.get("situation"):
        return _done({**state, "say": {}})
    return calm.go_on(state, heard)


def _card(content: Content, heard: Heard, facts: Facts) -> str:
    """What is answered first: the topic found, but where money is gone, how to stop it."""
    topic = content.topics.get(heard.topic or "")
    if topic is not None and (heard.topic in SITUATIONS or topic.urgent):
        return topic.id
    if facts.gone and MONEY in content.topics:
        return MONEY
    return topic.id if topic is not None else "offer"


def _gone(facts: Facts) -> Facts:
    return Facts.of({**facts.kept(), "gone": True})


def _bare(text: str) -> bool:
    """A number without a unit: five what?"""
    return bool(re.fullmatch(r"\s*\d{1,2}(?:\.\d)?\s*", text))


def speaks(content: Content, state: State, heard: Heard) -> Reply:
    """The reply of this turn: fixed sentences, an answer, the list for this case, a question."""
    say = state["say"]
    facts = Facts.of(state.get("facts", {}))
    case = Case(state.get("situation", "lost"), facts, heard.now)
    said = _body(content, state, case, heard)
    said = opened(said, lines(content, say.get("lines", [])))
    fact = say.get("ask")
    if fact is None:
        return said
    asked = question(content, case, fact)
    if asked is None:
        return said
    text = asked.again if say.get("again") else asked.ask
    if fact == "amount" and _bare(heard.text):
        text = fill(content, content.messages["case_which_unit"], name=heard.text.strip())
    ways_out = [content.messages[key] for key in ("case_skip", "case_list", "case_stop")]
    return asking(said, text, [*asked.options, *ways_out])


def _body(content: Content, state: State, case: Case, heard: Heard) -> Reply:
    say = state["say"]
    if say.get("outcome"):
        return outcome(content, case)
    if say.get("calm"):
        return calm.speaks(content, bool(say.get("answer")))
    name = say.get("answer")
    if name:
        assessment = {**heard.assessment, "urgent": bool(say.get("full"))}
        said = answer(content, name, heard.text, assessment)
        return said if say.get("full") else in_brief(content, said)
    if say.get("script"):
        spoken = script(content, case.facts, case.now)
        return reply(content, "", sections=[spoken], calls=calls(content, case.facts))
    return reply(content, "", calls=[content.hotlines["110"]], urgent=True)
