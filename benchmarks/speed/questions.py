"""What is asked under load: several dozen wordings of each kind, the same for stock and ours.

They are held-out questions (nothing is trained on them), so that every message differs from the
next as residents' do. Ours must answer each as its topic says: `proven` leaves out those on which
it is wrong, and under load an answer without the expected words is a failure. Stock need only say
something.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE, SMALLTALK, Topic
from bot.content.render import fill

KINDS = ("plain", "action", "urgent", "fallback")
WORDINGS = 60
_OPENING = 8  # so many characters of an answer tell it from the others
_TRIED = 2  # times as many are tried as are wanted

Say = Callable[[str, str], str]  # (conversation, text) -> everything that was answered


@dataclass(frozen=True)
class Asked:
    """A message and words of the right answer, of which one must be there."""

    text: str
    expected: tuple[str, ...]

    def is_right(self, answer: str) -> bool:
        return any(words in answer for words in self.expected)

    def as_data(self) -> dict[str, object]:
        return asdict(self)


def candidates(content: Content, kind: str) -> list[Asked]:
    """Held-out messages of a kind, in an order that is always the same."""
    found = [
        Asked(question.text, _expected(content, content.topics[topic], kind))
        for topic, questions in sorted(content.held_out.items())
        for question in questions
        if _kind(content.topics[topic], question.urgent) == kind
    ]
    random.Random(1).shuffle(found)
    return found[: WORDINGS * _TRIED]


def acted(content: Content, more: Sequence[str], is_acted: Callable[[str], bool]) -> list[Asked]:
    """What stock, too, has answered by its action: else its action server would not be measured.

    `more` is what stock has learned of these topics, since it knows little of what it has not.
    """
    known = candidates(content, "action")
    known += [Asked(text, known[0].expected) for text in more]
    return [one for one in known if is_acted(one.text)] or known


def proven(asked: Sequence[Asked], kind: str, say: Say) -> list[Asked]:
    """Those that ours answers rightly, one conversation each, and again in one after the other.

    Raises SystemExit if there are too few to make a load of.
    """
    alone = [
        one
        for number, one in enumerate(asked)
        if one.is_right(say(f"prove-{kind}-{number}", one.text))
    ]
    found = [one for one in alone if one.is_right(say(f"prove-{kind}-row", one.text))][:WORDINGS]
    if len(found) < 5:
        raise SystemExit(f"{kind}: only {len(found)} questions are answered rightly")
    return found


def _kind(topic: Topic, urgent: bool) -> str | None:
    if topic.id == OUT_OF_SCOPE:
        return "fallback"
    if topic.group == SMALLTALK or topic.action == "tips":
        return None
    if topic.action == "hotlines":
        return None if urgent else "action"
    return "urgent" if urgent else "plain"


def _expected(content: Content, topic: Topic, kind: str) -> tuple[str, ...]:
    if kind == "urgent":
        return ("110",)
    if kind == "action":
        return ("955", "96110", "110")
    return (fill(content, topic.answer)[:_OPENING],)
