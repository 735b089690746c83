"""The short form for `publish`: how the held-out questions fare between two versions' figures."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bot.content.load import Content
from bot.content.render import fill
from bot.store.versions import Version
from bot.studio.compare.changes import Change, Kind, Verdict, changes
from bot.studio.compare.kept import held_out, unpacked
from bot.studio.compare.words import URGENT, pair

_NAMED = 8


def show(content: Content, before: Version | None, figures: dict[str, Any]) -> None:
    """Prints it where there was an exam."""
    if before is not None and before.figures is not figures:
        for line in lines(content, before.figures, figures):
            print(line)


def lines(content: Content, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """How many held-out questions got better or worse, the urgent and the worse by name.

    Nothing if one version kept no answers: it was published before they were kept.
    """
    questions = held_out(content)
    then, now = (unpacked(questions, figures.get("answers", {})) for figures in (before, after))
    both = sum(one.text in then and one.text in now for one in questions)
    if not both:
        return []
    found = changes(questions, then, now)
    if not found:
        return [f"{both} 句考题，答得都和原来一样。"]
    counts = Counter(one.verdict for one in found)
    told = "，".join(
        f"{verdict.value} {counts[verdict]} 句" for verdict in Verdict if counts[verdict]
    )
    named = [c for c in found if c.kind is not Kind.ANSWER or c.verdict is Verdict.WORSE]
    more = len(found) - len(named[:_NAMED])
    return [
        f"{both} 句考题里，{told}。",
        *(_line(change, content) for change in named[:_NAMED]),
        *([f"  还有 {more} 句，用 python -m bot compare 看全部。"] if more else []),
    ]


def _line(change: Change, content: Content) -> str:
    titles = {topic.id: fill(content, topic.title) for topic in content.topics.values()}
    before, after = pair(change, (titles, titles))
    urgent = f"（{URGENT[change.kind][0]}）" if change.kind in URGENT else ""
    return f"  {change.verdict.value}{urgent}　“{change.question.text}”　{before} → {after}"
