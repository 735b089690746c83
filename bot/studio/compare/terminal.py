"""The comparison on a terminal: what matters first, long lists cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.studio.columns import pad, row, wrap
from bot.studio.compare import words
from bot.studio.compare.changes import MOVED, Change, Verdict
from bot.studio.compare.comparison import Comparison
from bot.studio.compare.texts import Edit, Piece, edits
from bot.studio.differences import Difference

NARROWEST, WIDEST = 80, 120  # cells; a narrower terminal breaks the lines itself
_CHANGES, _TEXTS, _EDITS, _SHIFTS = 8, 8, 6, 5  # how many are shown
_BAR = 20  # cells
_ALL = "看全部：python -m bot compare --html 比较.html，用浏览器打开。"


def lines(found: Comparison, cells: int) -> list[str]:
    """Everything, in lines of at most so many cells, and of at most WIDEST."""
    cells = max(NARROWEST, min(cells, WIDEST))
    told = [*_summary(found, cells), *_questions(found, cells), *_texts(found.texts, cells)]
    told += [*_confidence(found, cells), *_explained(found, cells)]
    cut = any("  还有 " in line for line in told)
    return [*told, *(["", _ALL] if cut else [])]


def _summary(found: Comparison, cells: int) -> Iterator[str]:
    yield from wrap(words.opening(found), cells)
    yield ""
    yield words.verdict_on_publishing(found)
    for reason in found.reasons:
        yield from _hanging("  · ", reason, cells)
    yield ""
    if found.same_model:
        yield words.SAME_MODEL
    else:
        yield from _counts(found)
    for note in found.notes:
        yield from wrap(f"注意：{note}", cells)
    yield f"改了的文字：{len(found.texts)} 处。"


def _counts(found: Comparison) -> Iterator[str]:
    """How many questions, by verdict; what cannot be is a dash."""
    heads = ["问了几句", *(verdict.value for verdict in Verdict)]
    yield pad("", 20) + "".join(pad(head, 10, right=True) for head in heads)
    for name, asked in words.sorts(found):
        counts = [found.compared(asked), *found.counts(asked).values()]
        told = (pad(str(count or "-"), 10, right=True) for count in counts)
        yield pad(name, 20) + "".join(told)
    if found.urgent:
        yield f"其中 {found.urgent} 句，算不算紧急变了，请先看这几句。"
    yield f"答得一样，把握变了 {MOVED} 点以上的：{len(found.moved)} 句。"


def _explained(found: Comparison, cells: int) -> Iterator[str]:
    if found.changes or found.moved:
        yield ""
        for word, meaning in words.explained(found):
            yield from _hanging(f"{word}：", f"{meaning}。", cells)


def _questions(found: Comparison, cells: int) -> Iterator[str]:
    if not found.changes:
        return
    yield from ["", f"【答得不一样的问话】{len(found.changes)} 句"]
    for title, meaning, changes in words.groups(found.changes):
        yield ""
        yield from wrap(f"{title}（{len(changes)} 句）：{meaning}。", cells)
        yield from _table(changes, found, cells)


def _table(changes: Sequence[Change], found: Comparison, cells: int) -> Iterator[str]:
    side = max(18, (cells - 6) * 28 // 100)
    widths = [cells - 6 - 2 * side, side, side]
    yield from row(["问话", "原来（把握）", "现在（把握）"], widths)
    yield "  " + "  ".join("─" * wide for wide in widths)
    for change in changes[:_CHANGES]:
        question = f"“{change.question.text}”\n（{words.origin(change, found.titles[1])}）"
        yield from row([question, *words.pair(change, found.titles)], widths)
    if len(changes) > _CHANGES:
        yield f"  还有 {len(changes) - _CHANGES} 处"


def _texts(texts: Sequence[Difference], cells: int) -> Iterator[str]:
    if not texts:
        return
    yield from ["", f"【改了的文字】{len(texts)} 处。［］里是去掉的和加上的。"]
    for text in texts[:_TEXTS]:
        yield ""
        yield from wrap(f"{words.kind_of(text)}：{words.named(text)}", cells)
        found = edits(text.before, text.after)
        for edit in found[:_EDITS]:
            yield from _edit(edit, cells)
        if not found:
            yield "  只是排列变了"
        if len(found) > _EDITS:
            yield f"  还有 {len(found) - _EDITS} 处"
    if len(texts) > _TEXTS:
        yield from ["", f"  还有 {len(texts) - _TEXTS} 处"]


def _edit(edit: Edit, cells: int) -> Iterator[str]:
    found = words.sides(edit)
    for name, pieces, _ in found:
        yield from _hanging(f"  {name}：", _bracketed(pieces, whole=len(found) == 1), cells)


def _bracketed(pieces: Sequence[Piece], whole: bool) -> str:
    return "".join(f"［{p.text}］" if p.changed and not whole else p.text for p in pieces)


def _confidence(found: Comparison, cells: int) -> Iterator[str]:
    if not found.moved:
        return
    yield from ["", "【把握变了多少】答得一样的问话"]
    most = max(count for _, count in found.histogram())
    for band, count in found.histogram():
        full = -(-_BAR * count // most)  # what is there is seen
        yield f"  {pad(band, 16)}{'█' * full}{' ' if full else ''}{count}"
    yield "  变得最多的："
    for shift in found.moved[:_SHIFTS]:
        told = f"“{shift.question.text}”　{words.heard_as(shift.before, found.titles[0])}"
        yield from _hanging("  · ", f"{told} → {shift.after.confidence}%", cells)
    if len(found.moved) > _SHIFTS:
        yield f"  还有 {len(found.moved) - _SHIFTS} 句"


def _hanging(opening: str, text: str, cells: int) -> list[str]:
    """Wrapped beside the opening; further lines begin below the text."""
    indent = sum(2 if ord(c) > 255 else 1 for c in opening)
    first, *others = wrap(text, cells - indent)
    return [opening + first, *(" " * indent + line for line in others)]
