"""What still waits for a trainer: groups of residents' questions, and why each is here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from bot.content.model import OUT_OF_SCOPE
from bot.store.asked import LONGEST, Asked, AskedStore
from bot.store.feedback import FeedbackStore
from bot.studio.groups import Group, grouped, words_of

UNSURE = 0.85  # of an answer; it was given, but others were likely too
REASONS = {
    "offer": "没把握，只给了相近的主题",
    OUT_OF_SCOPE: "当成不归我们管的",
    "unsure": "答了，把握不大",
    "disliked": "居民点了没用",
    "rephrased": "居民马上换了说法再问",
}


@dataclass(frozen=True)
class Waiting:
    """A group with the likeliest topic and why it is here, each with how often."""

    group: Group
    topic: str | None
    reasons: Counter[str]

    @property
    def keys(self) -> list[str]:
        """The texts as they are marked when they are dealt with."""
        return list(dict.fromkeys(words_of(text)[:LONGEST] for text in self.group.texts))


def waiting(asked: AskedStore, feedback: FeedbackStore) -> list[Waiting]:
    """What still waits, by group, the commonest first."""
    disliked = {verdict.message for verdict in feedback.all() if not verdict.useful}
    done = asked.handled()
    reasons: dict[str, Counter[str]] = {}
    topics: dict[str, Counter[str]] = {}
    texts: list[str] = []
    for one in asked.all():
        why = _why(one, disliked)
        if not why or words_of(one.text)[:LONGEST] in done:
            continue
        texts.append(one.text)
        reasons.setdefault(one.text, Counter()).update(why)
        topics.setdefault(one.text, Counter()).update([one.nearest] if one.nearest else [])
    return [_joined(group, reasons, topics) for group in grouped(texts)]


def group_named(name: str, asked: AskedStore, feedback: FeedbackStore) -> Waiting | None:
    """The group of this id, if it still waits."""
    return next((one for one in waiting(asked, feedback) if one.group.id == name), None)


def _joined(
    group: Group, reasons: dict[str, Counter[str]], topics: dict[str, Counter[str]]
) -> Waiting:
    likely = sum((topics[text] for text in group.texts), Counter())
    first = likely.most_common(1)
    return Waiting(
        group,
        first[0][0] if first else None,
        sum((reasons[text] for text in group.texts), Counter()),
    )


def _why(one: Asked, disliked: set[str]) -> list[str]:
    """Every reason for which a question is here."""
    found = [one.outcome] if one.outcome in ("offer", OUT_OF_SCOPE) else []
    if one.outcome == "answer" and one.confidence < UNSURE:
        found.append("unsure")
    if one.message in disliked:
        found.append("disliked")
    if one.rephrased:
        found.append("rephrased")
    return found
