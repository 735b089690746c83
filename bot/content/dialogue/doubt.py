"""A message that is only doubtful: up to two questions that decide."""

from __future__ import annotations

from typing import Any

from bot.content.answer import OFFER, answer
from bot.content.case.answers import asks_for_verdict_only, is_skip, is_stop, yes_or_no
from bot.content.dialogue.heard import Heard
from bot.content.dialogue.speech import asking, lines, opened
from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE, DecidingQuestion
from bot.content.render import Reply, Section, fill, reply, section_of
from bot.content.risk.judge import Judgement, judge

State = dict[str, Any]
NAME = "doubt"
AT_MOST = 2


def begins(content: Content, heard: Heard) -> State | None:
    """The state, if passages of the message are doubtful but do not decide."""
    judgement = _judge(content, heard)
    if judgement.level != "medium" or not judgement.evidence or heard.urgent:
        return None
    ids = [question.id for question in _fitting(content, judgement)][:AT_MOST]
    if not ids:
        return None
    outcome = heard.assessment.get("outcome")
    name = heard.topic or (OFFER if outcome == OFFER else OUT_OF_SCOPE)
    return {
        "flow": NAME,
        "left": ids,
        "kind": judgement.topic,
        "unsure": False,
        "say": {"answer": name, "ask": ids[0]},
    }


def goes_on(content: Content, state: State, heard: Heard) -> State | None:
    """The state after an answer; nothing if it was none, or everything is decided."""
    left = state["left"]
    if asks_for_verdict_only(heard.text):
        return _once_more(state)
    if not left:
        return None
    if is_stop(heard.text):
        return {**state, "left": [], "say": {"verdict": "unsure"}}
    said = yes_or_no(heard.text)
    unknown = is_skip(heard.text)
    if said is None and not unknown:
        return None
    if said:
        return {**state, "left": [], "say": {"verdict": "high", "because": left[0]}}
    unsure = state["unsure"] or unknown
    if len(left) > 1:
        return {**state, "left": left[1:], "unsure": unsure, "say": {"ask": left[1]}}
    verdict = "unsure" if unsure else "low"
    return {**state, "left": [], "unsure": unsure, "say": {"verdict": verdict}}


def _once_more(state: State) -> State | None:
    """The same verdict, or the same question: nothing new was told."""
    if state["left"]:
        return {**state, "say": {"still": True, "ask": state["left"][0]}}
    verdict = state["say"].get("verdict")
    return {**state, "say": dict(state["say"])} if verdict else None


def speaks(content: Content, state: State, heard: Heard) -> Reply:
    """The answer with the next question, or the verdict."""
    say = state["say"]
    by_id = {question.id: question for question in content.deciding}
    if "verdict" in say:
        return _verdict(content, state, by_id.get(say.get("because", "")))
    if "answer" in say:
        said = answer(content, say["answer"], heard.text, heard.assessment)
    else:
        said = reply(content, lines(content, ["doubt_unsure"] if say.get("still") else []))
    asked = by_id.get(say["ask"])
    if asked is None:
        return said
    options = [content.messages[key] for key in ("doubt_yes", "doubt_no", "doubt_unknown")]
    return asking(said, fill(content, asked.ask), options)


def _judge(content: Content, heard: Heard) -> Judgement:
    told = heard.assessment
    return judge(
        content, heard.text, told.get("topic"), heard.confidence, learned=told.get("learned")
    )


def _fitting(content: Content, judgement: Judgement) -> list[DecidingQuestion]:
    """The questions that are still open, those for this kind of fraud first."""
    raised = {one.id for one in judgement.evidence}
    open_ones = [q for q in content.deciding if not raised & set(q.flags)]
    return sorted(open_ones, key=lambda q: judgement.topic not in q.topics)


def _verdict(content: Content, state: State, because: DecidingQuestion | None) -> Reply:
    verdict = state["say"]["verdict"]
    key = {"high": "risk_high", "low": "doubt_low", "unsure": "doubt_unsure"}[verdict]
    sections: list[Section] = []
    if because is not None:
        items = [fill(content, because.reason), fill(content, because.advice)]
        label = content.messages["label_because"]
        sections = [section_of("because", label, items)]
    how = content.topics.get("check_scam")
    kind = content.topics.get(state.get("kind") or "")
    calls = [content.hotlines[number] for number in ("96110", "110")]
    related = [topic for topic in (kind, how) if topic is not None]
    said = reply(content, "", sections=sections, calls=calls, related=related)
    return opened(said, lines(content, [key]))
