"""Counts what a report tells; nothing is drawn or worded here, and nothing needs Rasa."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from bot.content.load import Content
from bot.content.model import SMALLTALK
from bot.store.asked import Asked, AskedStore
from bot.store.feedback import FeedbackStore, Verdict
from bot.store.versions import Switch, Version, VersionStore
from bot.studio.inbox.waiting import Waiting, waiting
from bot.studio.report.exam import exam_of
from bot.studio.report.names import title_of
from bot.studio.report.numbers import (
    ENOUGH_VERDICTS,
    OUTCOMES,
    STEPS,
    Day,
    Mark,
    Opinion,
    Report,
    Surge,
    TopicAsked,
    Waits,
    quantile,
)

_TEXTS = 3  # of a group
_WEEK, _SURGE, _ENOUGH = 7, 2.0, 5  # days; times as many as in a usual week; questions


def gather(
    content: Content,
    asked: AskedStore,
    feedback: FeedbackStore,
    versions: VersionStore,
    now: datetime.datetime,
    length: int,
) -> Report:
    """The report for `length` days up to `now` (China's clock)."""
    days = [(now.date() - datetime.timedelta(n)).isoformat() for n in reversed(range(length))]
    since = datetime.date.fromisoformat(days[0])
    questions = [one for one in asked.all(since) if one.day <= days[-1]]
    verdicts = [one for one in feedback.all(since) if one.day <= days[-1]]
    switches = marks_of(versions.switches(), versions.all())
    times = [one.milliseconds for one in questions]
    by_day, topics = days_of(questions, days), topics_of(content, questions, days)
    return Report(
        since=days[0],
        until=days[-1],
        made=now.isoformat(" ", "minutes"),
        days=by_day,
        median=quantile(times, 50),
        slow=quantile(times, 95),
        topics=topics,
        surge=surge_of(topics, by_day),
        confidence=confidence_of(questions),
        waiting=[waits_of(content, one) for one in waiting(asked, feedback)],
        opinions=opinions_of(content, verdicts),
        marks=[mark for mark in switches if days[0] <= mark.day <= days[-1]],
        exam=exam_of(content, versions.live()),
    )


def days_of(questions: Iterable[Asked], days: Sequence[str]) -> list[Day]:
    """Every day, also those without a question."""
    by_day: defaultdict[str, list[Asked]] = defaultdict(list)
    for one in questions:
        by_day[one.day].append(one)
    return [_day(day, by_day[day]) for day in days]


def _day(day: str, asked: list[Asked]) -> Day:
    counts = Counter(map(_outcome, asked))
    times = [one.milliseconds for one in asked]
    return Day(
        day=day,
        asked=len(asked),
        **{name: counts[name] for name in OUTCOMES},
        urgent=sum(one.urgent for one in asked),
        median=quantile(times, 50),
        slow=quantile(times, 95),
    )


def _outcome(one: Asked) -> str:
    return one.outcome if one.outcome in OUTCOMES else "other"


def topics_of(
    content: Content, questions: Iterable[Asked], days: Sequence[str]
) -> list[TopicAsked]:
    """The topics that were answered, those asked most first; greetings are none."""
    place = {day: number for number, day in enumerate(days)}
    found: defaultdict[str, list[Asked]] = defaultdict(list)
    for one in questions:
        if one.outcome == "answer" and one.topic is not None:
            found[one.topic].append(one)
    told = []
    for topic, asked in found.items():
        group = content.topics[topic].group if topic in content.topics else ""
        if group == SMALLTALK:
            continue
        by_day = [0] * len(days)
        for one in asked:
            by_day[place[one.day]] += 1
        urgent = sum(one.urgent for one in asked)
        title = title_of(content, topic)
        told.append(TopicAsked(topic, title, group, len(asked), urgent, by_day))
    return sorted(told, key=lambda one: (-one.asked, one.topic))


def surge_of(topics: Iterable[TopicAsked], days: Sequence[Day]) -> Surge | None:
    """The topic that grew most in the last week; None if none did, or too little is known of
    before: a week at least, and somebody asked in the first one."""
    before = len(days) - _WEEK
    if before < _WEEK or not any(day.asked for day in days[:_WEEK]):
        return None
    weeks = before / _WEEK
    counts = [(one, sum(one.by_day[before:]), sum(one.by_day[:before]) / weeks) for one in topics]
    grown = [
        Surge(one.topic, one.title, week, round(usual, 1))
        for one, week, usual in counts
        if week >= max(_ENOUGH, _SURGE * usual)
    ]
    return max(grown, key=lambda one: one.week - one.usual, default=None)


def confidence_of(questions: Iterable[Asked]) -> dict[str, list[int]]:
    """By outcome, how many questions fall into each step of confidence; 1 is in the last."""
    counts = {name: [0] * STEPS for name in OUTCOMES}
    for one in questions:
        step = int(one.confidence * STEPS + 1e-9)  # 0.85 is where its step begins
        counts[_outcome(one)][min(max(step, 0), STEPS - 1)] += 1
    return counts


def waits_of(content: Content, one: Waiting) -> Waits:
    return Waits(
        group=one.group.id,
        asked=one.group.asked,
        topic=one.topic,
        title=title_of(content, one.topic),
        texts=one.group.texts[:_TEXTS],
        reasons=dict(one.reasons.most_common()),
    )


def opinions_of(content: Content, verdicts: Iterable[Verdict]) -> list[Opinion]:
    """The topic with the lowest share of useful first; those with few verdicts after the others."""
    counts: defaultdict[str | None, Counter[bool]] = defaultdict(Counter)
    for verdict in verdicts:
        counts[verdict.topic][verdict.useful] += 1
    told = [Opinion(t, title_of(content, t), c[True], c[False]) for t, c in counts.items()]
    return sorted(told, key=_opinion_rank)


def _opinion_rank(one: Opinion) -> tuple[bool, float, int, str]:
    return one.said < ENOUGH_VERDICTS, one.useful / one.said, -one.said, one.topic or ""


def marks_of(switches: Iterable[Switch], versions: Iterable[Version]) -> list[Mark]:
    """Every switch, the earliest first; one to a version that was live before is a way back."""
    forced = {version.id: version.forced for version in versions}
    seen: set[int] = set()
    marks = []
    for one in sorted(switches, key=lambda one: one.id):
        back = one.version in seen
        why = None if back else forced.get(one.version)
        marks.append(Mark(one.at[:10], one.version, one.who, one.why, back, why))
        seen.add(one.version)
    return marks
