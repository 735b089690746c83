"""What a piece of advice is: a problem that never blocks, of a kind, more or less pressing."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from bot.content.load import Content
from bot.content.problems import Problem, Severity
from bot.content.source import Loc, Source

# The kinds in the order in which they are told, with the names that trainers see.
KINDS = {
    "few": "问法太少",
    "untested": "考题太少",
    "unreached": "考题找不到",
    "astray": "更像别的主题",
    "twin": "问法雷同",
    "hard": "整篇难读",
    "long": "句子太长",
    "jargon": "行话",
    "brackets": "括号套括号",
    "steps": "步骤太多",
    "cut": "词被切开",
    "old": "久未审阅",
}


@dataclass(frozen=True)
class Advice:
    """One finding; `weight` says how pressing, comparable within a `kind` only.

    `topic` is empty where the finding belongs to none (the lexicon, the registry). `detail` has
    what the message says as data, for programs.
    """

    topic: str
    kind: str
    weight: float
    problem: Problem
    detail: dict[str, Any] = field(default_factory=dict, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Plain data, ready for JSON; the problem's fields stand on the first level."""
        told = asdict(self.problem)
        own = {"topic": self.topic, "kind": self.kind, "weight": round(self.weight, 4)}
        return {**told, "severity": self.problem.severity.value, **own, "detail": self.detail}


class Reader(Protocol):
    """How a text is taken apart; given from outside, so that `content` needs no classifier."""

    def words(self, text: str) -> list[str]:
        """The words of a normalised text."""

    def names(self, text: str, words: list[str]) -> list[str]:
        """The features of a normalised text and its words."""

    def frequency(self, word: str) -> int:
        """How common the dictionary or the lexicon says the word is; 0 if it is in neither."""


def at_topic(
    content: Content,
    topic_id: str,
    kind: str,
    weight: float,
    place: tuple[Loc, str],
    told: tuple[str, str],
    detail: dict[str, Any] | None = None,
) -> Advice:
    """Advice on a topic's file: `place` is (where, text to be found there), `told` (what, fix)."""
    source = content.topic_source(topic_id)
    return at(source, topic_id, kind, weight, place, told, detail)


def at(
    source: Source,
    topic_id: str,
    kind: str,
    weight: float,
    place: tuple[Loc, str],
    told: tuple[str, str],
    detail: dict[str, Any] | None = None,
) -> Advice:
    """Advice at a place of any file that was read."""
    loc, needle = place
    message, fix = told
    problem = source.problem(loc, message, fix, needle, severity=Severity.ADVICE)
    return Advice(topic_id, kind, weight, problem, detail or {})
