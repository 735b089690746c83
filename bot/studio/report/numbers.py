"""What a report tells, as plain data: counts of questions, days as ISO dates, milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

# How a question was dealt with; `other` is what an older program kept under another name.
OUTCOMES = ("answer", "offer", "oos", "other")
STEPS = 20  # of confidence, 5 % each
ENOUGH_VERDICTS = 3  # fewer are told last: one resident's mood is no trend


@dataclass(frozen=True)
class Day:
    """One day's questions; `median` and `slow` (95 % are faster) are None on a day without any."""

    day: str
    asked: int
    answer: int
    offer: int
    oos: int
    other: int
    urgent: int
    median: int | None
    slow: int | None


@dataclass(frozen=True)
class TopicAsked:
    """How often a topic was answered, by day from the report's first, and how often urgently."""

    topic: str
    title: str
    group: str
    asked: int
    urgent: int
    by_day: list[int]


@dataclass(frozen=True)
class Surge:
    """A topic that is asked much more often than before: questions in the last seven days, and in
    an average week before."""

    topic: str
    title: str
    week: int
    usual: float


@dataclass(frozen=True)
class Mark:
    """That a version went live: published, or (`back`) returned to; `forced` is against which
    reasons."""

    day: str
    version: int
    who: str
    why: str
    back: bool
    forced: str | None


@dataclass(frozen=True)
class Pair:
    """Held-out questions of a topic that were taken for another one."""

    topic: str
    title: str
    taken: str
    taken_title: str
    count: int


@dataclass(frozen=True)
class TopicMissed:
    """Held-out questions of a topic that were understood wrongly; a question is counted once:
    `urgent` (not noticed) outranks `wrong` (another topic), which outranks `alarm` (not urgent,
    taken for it)."""

    topic: str
    title: str
    urgent: int
    wrong: int
    alarm: int

    @property
    def all(self) -> int:
        return self.urgent + self.wrong + self.alarm


@dataclass(frozen=True)
class Exam:
    """The live version's exam. `pairs`, `topics` and `misses` are None if it was not kept."""

    version: int
    asked: int
    right: int
    pairs: list[Pair] | None
    topics: list[TopicMissed] | None
    misses: list[dict[str, Any]] | None


@dataclass(frozen=True)
class Waits:
    """A group of questions in the inbox, whenever they were asked."""

    group: str
    asked: int
    topic: str | None
    title: str
    texts: list[str]
    reasons: dict[str, int]


@dataclass(frozen=True)
class Opinion:
    """What residents said of a topic's answer."""

    topic: str | None
    title: str
    useful: int
    useless: int

    @property
    def said(self) -> int:
        return self.useful + self.useless


@dataclass(frozen=True)
class Report:
    """All of it, for the days `since` to `until`; `made` is China's clock."""

    since: str
    until: str
    made: str
    days: list[Day]
    median: int | None
    slow: int | None
    topics: list[TopicAsked]
    surge: Surge | None
    confidence: dict[str, list[int]]  # outcome -> questions by step
    waiting: list[Waits]
    opinions: list[Opinion]
    marks: list[Mark]
    exam: Exam | None

    def total(self, name: str) -> int:
        """The sum of all days: `asked`, `urgent` or an outcome."""
        return sum(getattr(day, name) for day in self.days)

    @property
    def is_empty(self) -> bool:
        """Nothing was asked, judged or published, and nothing waits."""
        kept = self.waiting or self.opinions or self.marks or self.exam
        return not (self.total("asked") or kept)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON."""
        names = ("asked", *OUTCOMES, "urgent")
        return {"totals": {name: self.total(name) for name in names}, **asdict(self)}


def quantile(values: Sequence[int], per_cent: int) -> int | None:
    """The smallest value that at least `per_cent` of them do not exceed; None if there is none."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * per_cent // 100) - 1)] if ordered else None
