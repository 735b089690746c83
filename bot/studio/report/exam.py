"""What the exam of the live version found, from what publishing kept; the exam is not held anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from bot.content.load import Content
from bot.store.versions import Version
from bot.studio.report.names import title_of
from bot.studio.report.numbers import Exam, Pair, TopicMissed


def exam_of(content: Content, live: Version | None) -> Exam | None:
    """The exam of the live version, as it was kept when it was published; None if none is live."""
    if live is None:
        return None
    asked, right = int(live.figures.get("asked", 0)), int(live.figures.get("right", 0))
    misses: list[dict[str, Any]] | None = live.figures.get("misses")
    if misses is None:
        return Exam(live.id, asked, right, None, None, None)
    named = [{**miss, "title": title_of(content, miss["topic"])} for miss in misses]
    return Exam(live.id, asked, right, _pairs(content, misses), _missed(content, misses), named)


def _pairs(content: Content, misses: Iterable[dict[str, Any]]) -> list[Pair]:
    counts = Counter((m["topic"], m["taken"]) for m in misses if m["topic"] != m["taken"])
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        Pair(topic, title_of(content, topic), taken, title_of(content, taken), count)
        for (topic, taken), count in ranked
    ]


def _missed(content: Content, misses: Iterable[dict[str, Any]]) -> list[TopicMissed]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for miss in misses:
        worst = next(name for name in ("urgent", "topic", "alarm") if name in miss["wrong"])
        counts[miss["topic"]][worst] += 1
    told = [
        TopicMissed(topic, title_of(content, topic), c["urgent"], c["topic"], c["alarm"])
        for topic, c in counts.items()
    ]
    return sorted(told, key=lambda one: (-one.all, -one.urgent, one.topic))
