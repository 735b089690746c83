"""What the trainers' files may say: one class per kind of file.

The classes check the shape of one file on its own; what needs a second file to judge (a hotline
that does not exist, one question in two topics) is checked in `bot.content.checks`.
"""

from __future__ import annotations

import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field, StrictBool, StrictStr, constr, validator

SMALLTALK = "smalltalk"
OUT_OF_SCOPE = "oos"
# The folders of data/faq, and what trainers call them.
GROUPS = {
    "emergency": "应急处置",
    "hotline": "热线",
    "scam": "骗术",
    "law": "法律",
    "prevention": "防范",
    "measures": "孝感做法",
    "smalltalk": "寒暄",
}

Confidence = Literal["高", "中", "低"]
Kind = Literal["电话", "短信", "网站", "应用"]
Label = constr(strict=True, strip_whitespace=True, min_length=1, max_length=30)
Item = constr(strict=True, strip_whitespace=True, min_length=4, max_length=80)
Question = constr(strict=True, strip_whitespace=True, min_length=1, max_length=200)
Phrase = constr(strict=True, strip_whitespace=True, min_length=2, max_length=400)
Key = constr(strict=True, strip_whitespace=True, min_length=1)
Option = constr(strict=True, strip_whitespace=True, min_length=1, max_length=24)
MonthDay = constr(strict=True, regex=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")


class _Strict(BaseModel):
    """Unknown keys are mistakes, and content does not change once it is read."""

    class Config:
        extra = "forbid"
        allow_mutation = False


def _written_as_a_day(value: Any) -> Any:
    """20261122 would pass for a moment: for a day in 1970."""
    if str(value).isdigit():
        raise ValueError("不是日期|写成 2026-11-22 这样，中间有短横")
    return value


class Topic(_Strict):
    """One topic: the questions that residents ask and the answer that they get.

    `id` and `group` come from the file's place, `data/faq/<group>/<id>.yml`. `urgent` says that
    whoever asks needs help this minute; in other topics some askers do, and those questions stand
    under `urgent_questions`.
    """

    id: str
    group: str
    title: Label  # type: ignore[valid-type]
    audience: list[Label]  # type: ignore[valid-type]
    urgent: StrictBool
    questions: list[Question] = Field(min_items=1)  # type: ignore[valid-type]
    urgent_questions: list[Question] = []  # type: ignore[valid-type]
    answer: StrictStr
    signs: list[Item] = []  # type: ignore[valid-type]
    points: list[Item] = []  # type: ignore[valid-type]
    steps: list[Item] = []  # type: ignore[valid-type]
    action: Literal["hotlines", "tips"] | None = None
    hotlines: list[Key] = Field(min_items=1)  # type: ignore[valid-type]
    related: list[Key] = []  # type: ignore[valid-type]
    sources: list[Key] = Field(min_items=1)  # type: ignore[valid-type]
    reviewed: datetime.date

    _a_day = validator("reviewed", pre=True, allow_reuse=True)(_written_as_a_day)

    @validator("answer")
    def _short_enough(cls, value: str) -> str:
        value = value.strip()
        if not value:
            raise ValueError("没有内容|写一句直接回答问题的话")
        if len(value) > 120:
            raise ValueError(
                f"太长（{len(value)} 字，最多 120 字）|把细节移到 signs、points 或 steps"
            )
        return value

    @property
    def intent(self) -> str:
        """The Rasa intent: small talk has no prefix."""
        return self.id if self.group == SMALLTALK else f"faq/{self.id}"

    @property
    def response(self) -> str:
        """The name of the Rasa response that answers this topic."""
        return f"utter_{self.intent}"

    @property
    def urgent_too(self) -> list[str]:
        """All questions whose asker needs help this minute."""
        return self.urgent_questions + (self.questions if self.urgent else [])

    def all_questions(self) -> list[tuple[tuple[str, int], str]]:
        """Every question that is trained on, with its place in the file."""
        places = (("questions", self.questions), ("urgent_questions", self.urgent_questions))
        return [((field, i), text) for field, texts in places for i, text in enumerate(texts)]

    def texts(self) -> list[tuple[tuple, str]]:
        """Everything a resident reads, with its place in the file."""
        found: list[tuple[tuple, str]] = [(("title",), self.title), (("answer",), self.answer)]
        for field in ("signs", "points", "steps"):
            found += [((field, i), text) for i, text in enumerate(getattr(self, field))]
        return found


class Hotline(_Strict):
    """One number, website or app that residents may be sent to.

    `key` is what texts refer to as `{key}`; it is the number itself.
    `dial` is what a phone dials where that differs; only phones are dialled.
    """

    key: str
    name: Label  # type: ignore[valid-type]
    kind: Kind
    group: Label  # type: ignore[valid-type]
    use: StrictStr
    when: StrictStr
    hours: StrictStr
    source: StrictStr
    confidence: Confidence
    verify_first: StrictBool = False
    receive_only: StrictBool = False
    dial: StrictStr | None = None
    aliases: list[Label] = []  # type: ignore[valid-type]
    checked: datetime.date
    expires: datetime.date

    _days = validator("checked", "expires", pre=True, allow_reuse=True)(_written_as_a_day)

    @validator("expires")
    def _after_checked(cls, value: datetime.date, values: dict[str, Any]) -> datetime.date:
        if "checked" in values and value <= values["checked"]:
            raise ValueError("早于核对日期|到期日要晚于 checked")
        return value

    @property
    def showable(self) -> bool:
        """Only a verified number may reach a resident."""
        return self.confidence != "低" and not self.verify_first

    @property
    def callable(self) -> bool:
        """Whether a call button makes sense."""
        return self.showable and self.kind == "电话" and not self.receive_only


class Listed(_Strict):
    """One of a list, with a name of its own."""

    id: Key  # type: ignore[valid-type]

    def texts(self) -> list[tuple[tuple, str]]:
        """Everything a resident reads, with its place in the entry."""
        return []


class Entry(Listed):
    """One of a list that belongs to topics."""

    topics: list[Key] = Field(min_items=1)  # type: ignore[valid-type]


class Tip(Entry):
    """One prevention tip, told alone."""

    text: Item  # type: ignore[valid-type]
    audience: list[Label] = []  # type: ignore[valid-type]
    sources: list[Key] = Field(min_items=1)  # type: ignore[valid-type]

    def texts(self) -> list[tuple[tuple, str]]:
        return [(("text",), self.text)]


class Season(Tip):
    """A reminder for a time of the year, month-day `from` to `to`, both included."""

    name: Label  # type: ignore[valid-type]
    start: MonthDay = Field(alias="from")  # type: ignore[valid-type]
    end: MonthDay = Field(alias="to")  # type: ignore[valid-type]

    def holds(self, day: datetime.date) -> bool:
        """Whether the reminder is for this day; it may run over the new year."""
        now, start, end = f"{day:%m-%d}", str(self.start), str(self.end)
        return start <= now <= end if start <= end else now >= start or now <= end


class RedFlag(Entry):
    """Something in a message that is typical of fraud.

    `phrases` are written in the language of bot.content.phrases. `weight` 3 is nearly always fraud,
    2 is strong, 1 counts only together with others. `examples` must raise the flag and
    `counter_examples` must not: the check tries them.
    """

    name: Label  # type: ignore[valid-type]
    weight: Literal[1, 2, 3]
    phrases: list[Phrase] = Field(min_items=1)  # type: ignore[valid-type]
    reason: Item  # type: ignore[valid-type]
    advice: Item  # type: ignore[valid-type]
    examples: list[Question] = Field(min_items=2)  # type: ignore[valid-type]
    counter_examples: list[Question] = Field(min_items=2)  # type: ignore[valid-type]
    sources: list[Key] = Field(min_items=1)  # type: ignore[valid-type]

    @validator("weight", pre=True)
    def _number(cls, value: Any) -> Any:
        """The reader leaves numbers as they are written."""
        return _whole(value)

    def texts(self) -> list[tuple[tuple, str]]:
        return [(("reason",), self.reason), (("advice",), self.advice)]


class DecidingQuestion(Listed):
    """What to ask where a message is only doubtful: «yes» decides that it is fraud.

    It is not asked where one of `flags` has said so already; `topics` are the kinds that it fits
    best.
    """

    ask: Item  # type: ignore[valid-type]
    reason: Item  # type: ignore[valid-type]
    advice: Item  # type: ignore[valid-type]
    flags: list[Key] = []  # type: ignore[valid-type]
    topics: list[Key] = []  # type: ignore[valid-type]
    sources: list[Key] = Field(min_items=1)  # type: ignore[valid-type]

    def texts(self) -> list[tuple[tuple, str]]:
        return [((field,), getattr(self, field)) for field in ("ask", "reason", "advice")]


class QuizQuestion(Listed):
    """One question of the quiz; `answer` is the number of the right option, from 1."""

    topic: Key  # type: ignore[valid-type]
    audience: list[Label] = []  # type: ignore[valid-type]
    question: Item  # type: ignore[valid-type]
    options: list[Option] = Field(min_items=3, max_items=3)  # type: ignore[valid-type]
    answer: Literal[1, 2, 3]
    explanation: Item  # type: ignore[valid-type]
    sources: list[Key] = Field(min_items=1)  # type: ignore[valid-type]

    @validator("answer", pre=True)
    def _number(cls, value: Any) -> Any:
        return _whole(value)

    def texts(self) -> list[tuple[tuple, str]]:
        options = [(("options", i), text) for i, text in enumerate(self.options)]
        return [(("question",), self.question), *options, (("explanation",), self.explanation)]


Situation = Literal["lost", "line", "blackmail", "relative", "misused"]
Known = Literal["yes", "no", "unknown"]
Way = Literal["bank", "wechat", "alipay", "cash", "gold", "crypto", "unknown"]
Elapsed = Literal["minutes", "hours", "days", "unknown"]


class Condition(_Strict):
    """For which cases a text is meant: every field that is given must hold (bot.content.case)."""

    situation: list[Situation] = []
    gone: list[Known] = []
    contact: list[Known] = []
    paid: list[Way] = []
    elapsed: list[Elapsed] = []


class CaseQuestion(Listed):
    """A question to somebody in trouble; the first one whose condition holds is asked.

    `fact` is what it asks for; `again` says it more simply.
    """

    fact: Literal["gone", "contact", "paid", "bank", "when", "amount", "receiver"]
    condition: Condition = Field(default_factory=Condition, alias="if")
    ask: Item  # type: ignore[valid-type]
    again: Item  # type: ignore[valid-type]
    options: list[Label] = []  # type: ignore[valid-type]

    def texts(self) -> list[tuple[tuple, str]]:
        options = [(("options", i), text) for i, text in enumerate(self.options)]
        return [(("ask",), self.ask), (("again",), self.again), *options]


class CaseAdvice(Listed):
    """One thing to do, to keep, to expect or not to do, for the cases that `if` describes."""

    part: Literal["steps", "evidence", "after", "never"]
    condition: Condition = Field(default_factory=Condition, alias="if")
    text: Item  # type: ignore[valid-type]
    sources: list[Key] = Field(min_items=1)  # type: ignore[valid-type]

    def texts(self) -> list[tuple[tuple, str]]:
        return [(("text",), self.text)]


class CaseAside(Listed):
    """A short answer to what people say or ask in between; the first entry that fits is used.

    `examples` must be answered by this entry and `counter_examples` must not: the check tries them.
    After one that `ends` no more questions are asked.
    """

    phrases: list[Phrase] = Field(min_items=1)  # type: ignore[valid-type]
    text: Item  # type: ignore[valid-type]
    examples: list[Question] = Field(min_items=2)  # type: ignore[valid-type]
    counter_examples: list[Question] = Field(min_items=2)  # type: ignore[valid-type]
    sources: list[Key] = Field(min_items=1)  # type: ignore[valid-type]
    ends: StrictBool = False

    def texts(self) -> list[tuple[tuple, str]]:
        return [(("text",), self.text)]


def _whole(value: Any) -> Any:
    """A whole number; the reader leaves numbers as they are written."""
    return int(value) if isinstance(value, str) and value.isdigit() else value


class RiskExamples(_Strict):
    """Messages from which it is learned what fraud looks like (bot.nlu.risk_classifier)."""

    fraud: list[Question] = Field(min_items=1)  # type: ignore[valid-type]
    doubtful: list[Question] = Field(min_items=1)  # type: ignore[valid-type]
    ordinary: list[Question] = Field(min_items=1)  # type: ignore[valid-type]

    def all(self) -> list[tuple[tuple[str, int], str]]:
        """Every example with its place in the file."""
        kinds = (
            ("fraud", self.fraud),
            ("doubtful", self.doubtful),
            ("ordinary", self.ordinary),
        )
        return [((kind, i), text) for kind, texts in kinds for i, text in enumerate(texts)]


class HeldOutQuestion(_Strict):
    """A question that is never trained on, and whether somebody is in trouble now."""

    text: Question  # type: ignore[valid-type]
    urgent: StrictBool


TOPIC_FIELDS = frozenset(Topic.__fields__) - {"id", "group"}
HOTLINE_FIELDS = frozenset(Hotline.__fields__) - {"key"}
HELD_OUT_FIELDS = frozenset({"questions", "text", "urgent"})
