"""The quiz: five questions, each explained, a grade at the end, none twice in a conversation."""

from __future__ import annotations

import random
import re
from typing import Any

from bot.content.answer import answer
from bot.content.case.answers import is_stop
from bot.content.dialogue.heard import Heard
from bot.content.dialogue.speech import asking, opened
from bot.content.load import Content
from bot.content.model import QuizQuestion
from bot.content.phrases import plain
from bot.content.render import Reply, fill, in_brief, reply
from bot.content.tips import audiences_of

State = dict[str, Any]
NAME = "quiz"
TOPIC = "quiz"
A_ROUND = 5
_CHOICE = re.compile("^(?:我)?(?:选|答案?是?|第)?(?P<n>[123一二三abc])(?:个|项|号|吧|[.。!,、])*$")
_CHOICES = {c: n for n, cs in enumerate(("1一a", "2二b", "3三c")) for c in cs}
_AGAIN = re.compile("再来|再做|再考|继续|再出|下一轮")
_GRADES = ((5, "quiz_grade_full"), (3, "quiz_grade_good"), (0, "quiz_grade_low"))


def begins(content: Content, heard: Heard, state: State | None = None) -> State | None:
    """A round, if one is wished for; `state` knows which questions have been asked."""
    seen = (state or {}).get("seen", [])
    again = bool(seen) and bool(_AGAIN.search(heard.text)) and len(heard.text) <= 10
    if heard.topic != TOPIC and not again:
        return None
    ids = _drawn(content, heard.text, seen)
    base = {"flow": NAME, "seen": [*seen, *ids], "ids": ids, "at": 0, "right": 0}
    return {**base, "say": {"intro": True} if ids else {"none": True}}


def is_answer(content: Content, state: State, heard: Heard) -> bool:
    """Whether the message is one of the options of the question at hand."""
    asked = _at_hand(content, state)
    return asked is not None and _chosen(asked, heard.text) is not None


def goes_on(content: Content, state: State, heard: Heard) -> State | None:
    """The state after an answer to the question at hand; nothing if no round is going on."""
    asked = _at_hand(content, state)
    if asked is None:
        return None
    if is_stop(heard.text):
        return {**state, "at": len(state["ids"]), "say": {"stopped": True}}
    chosen = _chosen(asked, heard.text)
    if chosen is None:
        digression = heard.topic if heard.asks and heard.topic != TOPIC else None
        return {**state, "say": {"answer": digression, "again": True}}
    right = chosen == asked.answer
    say = {"explain": asked.id, "right": right}
    return {**state, "at": state["at"] + 1, "right": state["right"] + right, "say": say}


def speaks(content: Content, state: State, heard: Heard) -> Reply:
    """The explanation of the last question and the next one, or the grade."""
    say = state["say"]
    if say.get("none"):
        return _closing(content, "quiz_none")
    if say.get("stopped"):
        return _closing(content, "quiz_stopped")
    said = _before(content, state, heard)
    if state["at"] < len(state["ids"]):
        return _asking(content, said, state)
    total, right = len(state["ids"]), state["right"]
    key = next(key for least, key in _GRADES if right * A_ROUND >= least * total)
    grade = content.messages[key]
    values = {"right": str(right), "total": str(total)}
    said = opened(reply(content, fill(content, grade, **values)), said["text"])
    return asking(said, content.messages["quiz_again"], [content.messages["quiz_more"]])


def _before(content: Content, state: State, heard: Heard) -> Reply:
    """What is said before the next question."""
    say = state["say"]
    if say.get("intro"):
        return reply(content, fill(content, content.topics[TOPIC].answer))
    if say.get("answer"):
        said = answer(content, say["answer"], heard.text, heard.assessment)
        return in_brief(content, said)
    explained = _question(content, say.get("explain", ""))
    if explained is None:
        return reply(content, content.messages["quiz_choose"])
    verdict = content.messages["quiz_right" if say["right"] else "quiz_wrong"]
    option = fill(content, explained.options[explained.answer - 1])
    text = fill(content, verdict, name=option)
    return reply(content, f"{text}\n{fill(content, explained.explanation)}")


def _asking(content: Content, said: Reply, state: State) -> Reply:
    asked = _at_hand(content, state)
    if asked is None:
        return said
    options = [fill(content, option) for option in asked.options]
    numbered = [f"{n}. {option}" for n, option in enumerate(options, 1)]
    values = {"at": str(state["at"] + 1), "total": str(len(state["ids"]))}
    heading = fill(content, content.messages["quiz_question"], **values)
    return asking(said, f"{heading}{fill(content, asked.question)}", numbered)


def _closing(content: Content, key: str) -> Reply:
    calls = [content.hotlines[number] for number in ("96110", "110")]
    return reply(content, fill(content, content.messages[key]), calls=calls)


def _drawn(content: Content, text: str, seen: list[str]) -> list[str]:
    """Up to five that were not asked yet, first those for the audience that is named."""
    audiences = audiences_of(text)
    fresh = [q for q in content.quiz if q.id not in seen]
    random.shuffle(fresh)
    fresh.sort(key=lambda q: not audiences & set(q.audience))
    return [q.id for q in fresh[:A_ROUND]]


def _at_hand(content: Content, state: State) -> QuizQuestion | None:
    """The question that waits for an answer, if a round is going on."""
    at, ids = state["at"], state["ids"]
    return _question(content, ids[at]) if at < len(ids) else None


def _question(content: Content, name: str) -> QuizQuestion | None:
    return next((q for q in content.quiz if q.id == name), None)


def _chosen(asked: QuizQuestion, text: str) -> int | None:
    """The number of the option that was chosen, from 1."""
    said = plain(text).text.strip()
    match = _CHOICE.match(said) or re.match(r"(?P<n>[123])\.", said)
    if match:
        return _CHOICES[match["n"]] + 1
    same = [
        n
        for n, option in enumerate(asked.options, 1)
        if len(said) > 3 and said in plain(option).text
    ]
    return same[0] if len(same) == 1 else None
