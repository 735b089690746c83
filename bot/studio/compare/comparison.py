"""What a comparison found, for whoever shows it: the terminal, the page, programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.store.versions import Version
from bot.studio.compare.changes import MOVED, Change, Heard, Kind, Question, Shift, Verdict
from bot.studio.differences import Difference

# (from, to) in points of confidence, `to` not included.
_STEPS = ((-101, -30), (-30, -MOVED), (-MOVED, MOVED + 1), (MOVED + 1, 31), (31, 102))
BANDS = ("降了 30 点以上", "降了 11～30 点", "上下 10 点以内", "升了 11～30 点", "升了 30 点以上")


@dataclass(frozen=True)
class Comparison:
    """`version` against the working files. `questions` are those that both models heard;
    `titles` the topics' titles, by id, before and after; `reasons` what publishing would be refused
    for, against version `live`; `nothing_new` that the files are that version's; `content_hash`
    names the files; `notes` what could not be compared."""

    version: Version
    live: int
    days: int
    titles: tuple[dict[str, str], dict[str, str]]
    texts: Sequence[Difference]
    reasons: Sequence[str]
    questions: Sequence[Question] = ()
    changes: Sequence[Change] = ()
    shifts: Sequence[Shift] = ()
    same_model: bool = False
    nothing_new: bool = False
    content_hash: str = ""
    notes: Sequence[str] = field(default=())

    def counts(self, asked: bool) -> dict[Verdict, int]:
        """How many questions, by verdict: of those that residents asked, or the held-out ones."""
        found = Counter(c.verdict for c in self.changes if bool(c.question.asked) == asked)
        return {verdict: found[verdict] for verdict in Verdict}

    def compared(self, asked: bool) -> int:
        """How many questions of either sort were put to both."""
        return sum(bool(one.asked) == asked for one in self.questions)

    @property
    def urgent(self) -> int:
        """How many questions changed in urgency."""
        return sum(change.kind is not Kind.ANSWER for change in self.changes)

    @property
    def moved(self) -> list[Shift]:
        """The same answer, with clearly more or less confidence; the most moved first."""
        return [shift for shift in self.shifts if abs(shift.points) > MOVED]

    def histogram(self) -> list[tuple[str, int]]:
        """How many of the questions with the same answer moved by how much."""
        points = [shift.points for shift in self.shifts]
        counts = [sum(low <= p < high for p in points) for low, high in _STEPS]
        return list(zip(BANDS, counts, strict=True))

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON; confidence and points in whole per cent."""
        return {
            "version": self.version.id,
            "live": self.live,
            "days": self.days,
            "same_model": self.same_model,
            "publishable": not (self.reasons or self.nothing_new),
            "reasons": list(self.reasons),
            "notes": list(self.notes),
            "compared": {"held_out": self.compared(False), "asked": self.compared(True)},
            "counts": {
                name: {verdict.name.lower(): n for verdict, n in self.counts(asked).items()}
                for name, asked in (("held_out", False), ("asked", True))
            },
            "urgent_changed": self.urgent,
            "changes": [_told(change) for change in self.changes],
            "texts": [asdict(one) for one in self.texts],
            "confidence": {
                "moved": len(self.moved),
                "histogram": dict(self.histogram()),
                "shifts": [_shifted(shift) for shift in self.moved],
            },
        }


def _told(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "verdict": change.verdict.name.lower(),
        **_pair(change.question, change.before, change.after),
    }


def _shifted(shift: Shift) -> dict[str, Any]:
    return {"points": shift.points, **_pair(shift.question, shift.before, shift.after)}


def _pair(question: Question, before: Heard, after: Heard) -> dict[str, Any]:
    return {"question": asdict(question), "before": asdict(before), "after": asdict(after)}
