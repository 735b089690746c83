"""How a comparison is put into words, the same on the terminal and on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.content.model import OUT_OF_SCOPE
from bot.studio.compare.changes import ANSWERED, Change, Heard, Kind, Verdict
from bot.studio.compare.comparison import Comparison
from bot.studio.compare.texts import Edit, Piece
from bot.studio.differences import TOPIC, Difference

Titles = Mapping[str, str]  # by the topic's id
# What each verdict means; shown above its questions.
MEANING = {
    Verdict.WORSE: "考题原来答对，现在答错",
    Verdict.PERHAPS_WORSE: "居民问过的，原来答得多，现在答得少。答得对不对，请您看",
    Verdict.BETTER: "考题原来答错，现在答对",
    Verdict.PERHAPS_BETTER: "居民问过的，原来答得少，现在答得多。答得对不对，请您看",
    Verdict.DIFFERENT: "答得不一样了，说不上好坏",
}
URGENT = {
    Kind.URGENT_LOST: ("原来当紧急，现在不当", "紧急的话，先给 110。这几句现在不先给了"),
    Kind.URGENT_GAINED: ("原来不当紧急，现在当", "这几句现在先给 110"),
}
SAME_MODEL = "问法没有变，居民的每句话还认成原来的主题，所以只比文字。"
Group = tuple[str, str, list[Change]]  # its title, what it means, its changes


def groups(changes: Sequence[Change]) -> list[Group]:
    """Changes by what matters most: urgency first, then from the worst; none is empty."""
    found: list[Group] = [
        (title, meaning, [c for c in changes if c.kind is kind])
        for kind, (title, meaning) in URGENT.items()
    ]
    others = [c for c in changes if c.kind is Kind.ANSWER]
    found += [(v.value, MEANING[v], [c for c in others if c.verdict is v]) for v in Verdict]
    return [group for group in found if group[2]]


def heard_as(heard: Heard, titles: Titles, urgency: bool = False) -> str:
    """What the resident gets, how sure the assistant is, and whether it is urgent, if asked for."""
    title = titles.get(heard.topic, heard.topic)
    told = title if heard.outcome == ANSWERED else f"没把握，最像“{title}”"
    if heard.outcome == OUT_OF_SCOPE:
        told = "当成不归我们管的"
    urgent = ("，紧急" if heard.urgent else "，不紧急") if urgency else ""
    return f"{told}，{heard.confidence}%{urgent}"


def pair(change: Change, titles: tuple[Titles, Titles]) -> tuple[str, str]:
    """Before and after; urgency is told where it changed."""
    urgency = change.kind is not Kind.ANSWER
    return heard_as(change.before, titles[0], urgency), heard_as(change.after, titles[1], urgency)


def origin(change: Change, titles: Titles) -> str:
    """Where the question comes from, and what would be right; the verdict, where it is not the
    group's."""
    question, verdict = change.question, ""
    if change.kind is not Kind.ANSWER:
        verdict = f"{change.verdict.value}。"
    if question.topic is None:
        return f"{verdict}居民问过 {question.asked} 次"
    right = titles.get(question.topic, question.topic)
    if question.topic == OUT_OF_SCOPE:
        right = "不归我们管"
    return f"{verdict}考题，该是：{right}{'，紧急' if question.urgent else ''}"


def sorts(found: Comparison) -> list[tuple[str, bool]]:
    """Held-out questions, and those that residents asked if there are any: name, whether asked."""
    asked = f"居民问的（{found.days} 天）"
    return [("考题", False), *([(asked, True)] if found.compared(True) else [])]


def kind_of(text: Difference) -> str:
    """Whether a text is new, gone or edited."""
    return "新增" if text.before is None else "去掉" if text.after is None else "改动"


def named(text: Difference) -> str:
    """Which text it is: of a topic its title and, for finding it, its file's name."""
    if text.kind == TOPIC:
        name, _, title = text.what.partition(" ")
        return f"“{title}”的回答（{name}）"
    return f"{text.kind} {text.what}"


def verdict_on_publishing(found: Comparison) -> str:
    """One sentence on what `publish` would say now."""
    return "现在发布，能通过。" if not found.reasons else "现在发布，不会通过："


def opening(found: Comparison) -> str:
    """What is compared with what."""
    live = "，居民现在用的" if found.version == found.live else ""
    return f"第 {found.version} 版（{found.at}，{found.who}：{found.why}{live}）和现在的文件比"


def sides(edit: Edit) -> list[tuple[str, tuple[Piece, ...], str]]:
    """A sentence before and after, as far as it was there: what it is called, its pieces, and
    which element of HTML marks what changed."""
    whole = not (edit.before and edit.after)
    names = ("去掉", "加上") if whole else ("原来", "现在")
    found = zip(names, (edit.before, edit.after), ("del", "ins"), strict=True)
    return [(name, pieces, marked) for name, pieces, marked in found if pieces]
