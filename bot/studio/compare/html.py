"""Markup in which every text is escaped, wherever it comes from: only `tag` makes markup."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

_VOID = ("meta", "br")


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
