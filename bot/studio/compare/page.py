"""The comparison as one page, to be read, printed, and sent on: no script, no request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.studio.compare import words
from bot.studio.compare.changes import MOVED, Change, Verdict
from bot.studio.compare.comparison import Comparison
from bot.studio.compare.html import Cell, Html, joined, table, tag
from bot.studio.compare.texts import Edit, Piece, edits
from bot.studio.differences import Difference

_STYLE = Path(__file__).with_name("page.css")
# Whatever might slip through, a browser neither runs nor fetches anything.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_TITLE = "发布前看一看：会有哪些不同"


def page(found: Comparison) -> str:
    """The whole document."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("title", _TITLE),
        tag("style", Html(_STYLE.read_text("utf-8"))),
    )
    opening = joined([tag("h1", _TITLE), tag("p", words.opening(found))])
    return "<!DOCTYPE html>\n" + tag(
        "html", head, tag("body", tag("main", opening, sections(found))), lang="zh-CN"
    )


def sections(found: Comparison) -> Html:
    """Everything below the heading, without style: for a page that has its own."""
    parts = (_summary, _questions, _texts, _confidence)
    return joined(section for part in parts for section in part(found))


def _summary(found: Comparison) -> Iterator[Html]:
    worse = found.counts(asked=False)[Verdict.WORSE] and not found.nothing_new
    verdict = "no" if found.reasons else "look" if worse else "yes"
    reasons = [tag("ul", *(tag("li", reason) for reason in found.reasons))] if found.reasons else []
    told = tag("p", tag("strong", words.verdict_on_publishing(found)))
    yield tag("section", tag("h2", "能不能发布"), told, *reasons, class_=f"verdict {verdict}")
    counts = [tag("p", words.SAME_MODEL)] if found.same_model else [*_counts(found)]
    notes = (tag("p", f"注意：{note}") for note in found.notes)
    texts = tag("p", f"改了的文字：{len(found.texts)} 处。")
    explained = [_explained(found)] if found.changes or found.moved else []
    heading = tag("h2", "一共有多少不同")
    yield tag("section", heading, *counts, *notes, texts, *explained)


def _counts(found: Comparison) -> Iterator[Html]:
    rows: list[list[Cell]] = []
    for name, asked in words.sorts(found):
        counts = found.counts(asked)
        told = {"问了几句": found.compared(asked), **{v.value: n for v, n in counts.items()}}
        rows.append([("问话", name), *((head, f"{count or '-'}") for head, count in told.items())])
    yield table("问话有多少句变好、变差", rows, "counts")
    if found.urgent:
        yield tag("p", tag("strong", f"其中 {found.urgent} 句，算不算紧急变了，请先看这几句。"))
    yield tag("p", f"答得一样，把握变了 {MOVED} 点以上的：{len(found.moved)} 句。")


def _explained(found: Comparison) -> Html:
    told = words.explained(found)
    return tag("dl", *(p for word, m in told for p in (tag("dt", word), tag("dd", f"{m}。"))))


def _questions(found: Comparison) -> Iterator[Html]:
    if not found.changes:
        return
    groups = []
    for title, meaning, changes in words.groups(found.changes):
        heading = tag("h3", f"{title}（{len(changes)} 句）")
        rows = [_row(change, found) for change in changes]
        groups += [heading, tag("p", f"{meaning}。"), table(title, rows, "questions titled")]
    yield tag("section", tag("h2", f"答得不一样的问话：{len(found.changes)} 句"), *groups)


def _row(change: Change, found: Comparison) -> list[Cell]:
    before, after = words.pair(change, found.titles)
    return [
        ("问话", f"“{change.question.text}”"),
        ("原来（把握）", before),
        ("现在（把握）", after),
        ("说明", words.origin(change, found.titles[1])),
    ]


def _texts(found: Comparison) -> Iterator[Html]:
    if not found.texts:
        return
    told = tag(
        "p",
        "划掉的字是去掉的，",
        tag("del", "这样"),
        "；加底线的字是加上的，",
        tag("ins", "这样"),
        "。",
    )
    heading = tag("h2", f"改了的文字：{len(found.texts)} 处")
    yield tag("section", heading, told, *(tag("article", *_text(one)) for one in found.texts))


def _text(text: Difference) -> Iterator[Html]:
    yield tag("h3", f"{words.kind_of(text)}：{words.named(text)}")
    found = edits(text.before, text.after)
    if not found:
        yield tag("p", "只是排列变了。")
    yield tag("dl", *(part for edit in found for part in _edit(edit)))


def _edit(edit: Edit) -> Iterator[Html]:
    for name, pieces, marked in words.sides(edit):
        yield tag("dt", name)
        yield tag("dd", *_marked(pieces, marked))


def _marked(pieces: Iterable[Piece], name: str) -> Iterator[str]:
    return (tag(name, piece.text) if piece.changed else piece.text for piece in pieces)


def _confidence(found: Comparison) -> Iterator[Html]:
    if not found.moved:
        return
    most = max(count for _, count in found.histogram())
    bars = [
        tag("tr", tag("th", band, scope="row"), tag("td", _bar(count, most), f" {count} 句"))
        for band, count in found.histogram()
    ]
    heads = tag("tr", *(tag("th", head, scope="col") for head in ("把握", "有多少句")))
    caption = tag("caption", "答得一样的问话，把握升了、降了多少")
    histogram = tag("table", caption, tag("thead", heads), tag("tbody", *bars), class_="bars")
    rows = [
        [
            ("问话", f"“{shift.question.text}”"),
            ("认成", words.taken_as(shift.after, found.titles[1])),
            ("原来的把握", f"{shift.before.confidence}%"),
            ("现在的把握", f"{shift.after.confidence}%"),
        ]
        for shift in found.moved
    ]
    moved = table(f"变了 {MOVED} 点以上的，变得多的在前", rows, "questions")
    yield tag("section", tag("h2", "把握变了多少"), histogram, moved)


def _bar(count: int, most: int) -> Html:
    # Not a style: the console's pages allow none in an element.
    return tag("svg", class_="bar", width=f"{12 * count / most:.2f}em", aria_hidden="true")
