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
    Verdict.WORSE: "考题，原来答得对，现在不对，或者没把握了",
    Verdict.PERHAPS_WORSE: "居民问过的，原来答了，现在没把握或者不答了。该不该答，请您看",
    Verdict.BETTER: "考题，原来不对，或者没把握，现在对了",
    Verdict.PERHAPS_BETTER: "居民问过的，原来没把握或者不答，现在答了。该不该答，请您看",
    Verdict.DIFFERENT: "答得不一样了，说不上好坏",
}
URGENT = {
    Kind.URGENT_LOST: (
        "原来算紧急，现在不算",
        "算紧急的，一开头就说打 110。这几句现在可能不说了，请逐句看",
    ),
    Kind.URGENT_GAINED: ("原来不算紧急，现在算", "这几句的回答，现在一开头就说打 110"),
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


def taken_as(heard: Heard, titles: Titles) -> str:
    """What the resident gets."""
    if heard.outcome == OUT_OF_SCOPE:
        return "当成不归我们管的"
    title = titles.get(heard.topic, heard.topic)
    return title if heard.outcome == ANSWERED else f"没把握，最像“{title}”"


def heard_as(heard: Heard, titles: Titles, urgency: bool = False) -> str:
    """What the resident gets, how sure the assistant is, and whether it is urgent, if asked for."""
    urgent = ("，紧急" if heard.urgent else "，不紧急") if urgency else ""
    return f"{taken_as(heard, titles)}（{heard.confidence}%{urgent}）"


def pair(change: Change, titles: tuple[Titles, Titles]) -> tuple[str, str]:
    """Before and after; urgency is told where it changed."""
    urgency = change.kind is not Kind.ANSWER
    return heard_as(change.before, titles[0], urgency), heard_as(change.after, titles[1], urgency)


def origin(change: Change, titles: Titles) -> str:
    """Where the question comes from, and which answer is right; the verdict, where it is not the
    group's."""
    question = change.question
    verdict = "" if change.kind is Kind.ANSWER else f"{change.verdict.value}。"
    if question.topic is None:
        return f"{verdict}居民问过 {question.asked} 次"
    urgent = "紧急的考题" if question.urgent else "考题"
    return f"{verdict}{urgent}，{_right(change, titles)}"


def _right(change: Change, titles: Titles) -> str:
    right = change.question.topic or ""
    known = {change.before.topic: "原来的主题对", change.after.topic: "现在的主题对"}
    if change.before.topic == change.after.topic == right:
        return "主题对"
    if right in known:
        return known[right]
    return "不归我们管" if right == OUT_OF_SCOPE else f"该归“{titles.get(right, right)}”"


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
    if found.nothing_new:
        return f"文件和第 {found.live} 版一样，没有要发布的。"
    if found.reasons:
        return "现在发布，不会通过："
    worse = found.counts(asked=False)[Verdict.WORSE]
    return f"现在发布，能通过。{f'不过有 {worse} 句考题变差，请先看看。' if worse else ''}"


def opening(found: Comparison) -> str:
    """What is compared with what."""
    old = found.version
    live = "，居民现在用的" if old.id == found.live else ""
    return f"第 {old.id} 版（{old.at[:16]}，{old.who}：{old.why}{live}）和现在的文件比"


def sides(edit: Edit) -> list[tuple[str, tuple[Piece, ...], str]]:
    """A sentence before and after, as far as it was there: what it is called, its pieces, and
    which element of HTML marks what changed."""
    whole = not (edit.before and edit.after)
    names = ("去掉", "加上") if whole else ("原来", "现在")
    found = zip(names, (edit.before, edit.after), ("del", "ins"), strict=True)
    return [(name, pieces, marked) for name, pieces, marked in found if pieces]


def explained(found: Comparison) -> list[tuple[str, str]]:
    """What the words mean that a trainer may not know: (word, meaning)."""
    asked = f"最近 {found.days} 天居民问过的话，号码和姓名已经遮住。没有标准答案，好坏要您看"
    return [
        ("考题", "没拿来训练的问话，有标准答案，所以能说变好、变差"),
        *([("居民问的", asked)] if found.compared(True) else []),
        ("把握", "机器人有几成把握认对了。把握不够，就不直接回答，只给几个相近的主题"),
    ]
