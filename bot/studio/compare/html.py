"""Markup in which every text is escaped, wherever it comes from: only `tag` makes markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

_VOID = ("meta", "br")


Cell = tuple[str, str]  # its column's head, its text


class Html(str):
    """Markup; any other string is text."""


def tag(element: str, /, *children: str, **attributes: str) -> Html:
    """An element. `class_` is class, `data_label` is data-label."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
    )
    if element in _VOID:
        return Html(f"<{element}{given}>")
    return Html(f"<{element}{given}>{joined(children)}</{element}>")


def joined(children: Iterable[str]) -> Html:
    """One after the other, text escaped."""
    return Html("".join(c if isinstance(c, Html) else escape(c) for c in children))


def table(caption: str, rows: Sequence[Sequence[Cell]], kind: str) -> Html:
    """A table whose rows a narrow screen shows as blocks; roles, as such blocks are no table to a
    screen reader."""
    heads = [tag("th", head, scope="col", role="columnheader") for head, _ in rows[0]]
    body = [tag("tr", *_cells(row), role="row") for row in rows]
    return tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *heads, role="row"), role="rowgroup"),
        tag("tbody", *body, role="rowgroup"),
        class_=kind,
        role="table",
    )


def _cells(row: Sequence[Cell]) -> Iterator[Html]:
    first, *others = row
    yield tag("th", first[1], scope="row", role="rowheader")
    for head, text in others:
        yield tag("td", tag("span", text), data_label=head, role="cell")
