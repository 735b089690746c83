"""What changes for residents between two models: pure comparison of what each made of questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

ANSWERED = "answer"  # the outcomes (bot.nlu.topic_classifier): answered, offered, turned away
_HELP = {ANSWERED: 2, "offer": 1}
MOVED = 10  # points of confidence; less is of no interest


@dataclass(frozen=True)
class Heard:
    """What one model made of a question; `confidence` in whole per cent."""

    topic: str
    outcome: str
    urgent: bool
    confidence: int

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> Heard:
        """From an `assessment` (bot.nlu.topic_classifier)."""
        percent = round(100 * found["confidence"])
        return cls(found["topic"], found["outcome"], bool(found["urgent"]), percent)


@dataclass(frozen=True)
class Question:
    """A held-out one, with the topic and the urgency that are right; or one that residents asked
    so many times, without."""

    text: str
    topic: str | None = None
    urgent: bool = False
    asked: int = 0


class Kind(Enum):
    """What kind of change it is, the most pressing first."""

    URGENT_LOST = "urgent_lost"
    URGENT_GAINED = "urgent_gained"
    ANSWER = "answer"


class Verdict(Enum):
    """What it means for residents, the worst first."""

    WORSE = "变差"
    PERHAPS_WORSE = "可能变差"
    BETTER = "变好"
    PERHAPS_BETTER = "可能变好"
    DIFFERENT = "只是不同"


@dataclass(frozen=True)
class Change:
    """A question that gets another answer, or the same with another urgency."""

    question: Question
    before: Heard
    after: Heard
    kind: Kind
    verdict: Verdict


@dataclass(frozen=True)
class Shift:
    """A question that both models heard; by how many points the confidence moved."""

    question: Question
    before: Heard
    after: Heard

    @property
    def points(self) -> int:
        return self.after.confidence - self.before.confidence


HeardOf = Mapping[str, Heard]  # by the question's text


def changes(questions: Iterable[Question], before: HeardOf, after: HeardOf) -> list[Change]:
    """What residents would notice, the most pressing first; a question not heard twice is none."""
    found = (
        _change(one, before[one.text], after[one.text]) for one in _both(questions, before, after)
    )
    return sorted(filter(None, found), key=_rank)


def _rank(change: Change) -> tuple[int, int, bool, int]:
    """Urgency that changed, then from the worst; of each the urgent and the commonest first."""
    kind, verdict = [*Kind].index(change.kind), [*Verdict].index(change.verdict)
    return kind, verdict, not change.question.urgent, -change.question.asked


def shifts(questions: Iterable[Question], before: HeardOf, after: HeardOf) -> list[Shift]:
    """Questions whose answer stays the same, the most moved first: only the confidence differs."""
    both = _both(questions, before, after)
    found = [Shift(one, before[one.text], after[one.text]) for one in both]
    same = [s for s in found if _change(s.question, s.before, s.after) is None]
    return sorted(same, key=lambda shift: -abs(shift.points))


def _both(questions: Iterable[Question], before: HeardOf, after: HeardOf) -> list[Question]:
    return [one for one in questions if one.text in before and one.text in after]


def _change(question: Question, before: Heard, after: Heard) -> Change | None:
    kind = Kind.ANSWER
    if before.urgent != after.urgent:
        kind = Kind.URGENT_GAINED if after.urgent else Kind.URGENT_LOST
    elif (before.topic, before.outcome) == (after.topic, after.outcome):
        return None
    judge = _by_truth if question.topic else _by_help
    return Change(question, before, after, kind, judge(question, before, after))


def _by_truth(question: Question, before: Heard, after: Heard) -> Verdict:
    """Of a held-out question: whatever got worse outweighs what got better."""

    def good(heard: Heard) -> tuple[bool, bool, bool]:
        right = heard.topic == question.topic
        return heard.urgent == question.urgent, right, right and heard.outcome != "offer"

    steps = [now - then for then, now in zip(good(before), good(after), strict=True)]
    if min(steps) < 0:
        return Verdict.WORSE
    return Verdict.BETTER if max(steps) > 0 else Verdict.DIFFERENT


def _by_help(question: Question, before: Heard, after: Heard) -> Verdict:
    """Of what was asked nobody knows the right answer: an answer is taken for more help than an
    offer, and that for more than being turned away; urgency noticed is never taken for worse."""
    step = _HELP.get(after.outcome, 0) - _HELP.get(before.outcome, 0)
    if step < 0 or (before.urgent and not after.urgent):
        return Verdict.PERHAPS_WORSE
    return Verdict.PERHAPS_BETTER if step > 0 else Verdict.DIFFERENT
