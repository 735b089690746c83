"""What an examination of the model found: figures by topic, and every miss."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from bot.content.model import OUT_OF_SCOPE


@dataclass(frozen=True)
class Miss:
    """A held-out question that was understood wrongly; `index` is its place in the topic's file.

    `wrong` names what was wrong: `topic`, `urgent` (an urgent one was not noticed), `alarm` (one
    that is not was taken for urgent). `confidence` (0 to 1) is that of `taken`.
    """

    topic: str
    index: int
    text: str
    taken: str
    confidence: float
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Counts of questions: all; right at first place; right among the first three; urgent ones and
    those noticed; the others and those taken for urgent; how many were turned away."""

    asked: int = 0
    right: int = 0
    among_three: int = 0
    urgent: int = 0
    urgent_found: int = 0
    calm: int = 0
    false_alarms: int = 0
    refused: int = 0

    def __add__(self, other: Figures) -> Figures:
        mine, others = asdict(self), asdict(other)
        return Figures(**{name: mine[name] + others[name] for name in mine})


@dataclass(frozen=True)
class Result:
    """Figures by topic, and every miss, in the order of the files. `seconds` is for the asking."""

    topics: dict[str, Figures]
    misses: list[Miss]
    seconds: float = field(default=0.0, compare=False)

    @property
    def total(self) -> Figures:
        """All questions."""
        return sum(self.topics.values(), Figures())

    @property
    def inside(self) -> Figures:
        """The questions that one of our topics answers."""
        own = (figures for topic, figures in self.topics.items() if topic != OUT_OF_SCOPE)
        return sum(own, Figures())

    @property
    def outside(self) -> Figures:
        """The questions about anything else: right are those that were turned away."""
        return self.topics.get(OUT_OF_SCOPE, Figures())

    def as_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON; shares are of 1, and None where nothing was asked."""
        total, inside, outside = self.total, self.inside, self.outside
        return {
            "asked": total.asked,
            "first": share(total.right, total.asked),
            "first_three": share(inside.among_three, inside.asked),
            "urgent_found": share(total.urgent_found, total.urgent),
            "false_alarms": share(total.false_alarms, total.calm),
            "out_of_scope_refused": share(outside.right, outside.asked),
            "in_scope_refused": share(inside.refused, inside.asked),
            "seconds": round(self.seconds, 1),
            "counts": asdict(total),
            "topics": {topic: asdict(figures) for topic, figures in self.topics.items()},
            "misses": [asdict(miss) for miss in self.misses],
        }


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`, to four digits."""
    return round(part / whole, 4) if whole else None
