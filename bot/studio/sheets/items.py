"""Lists in a YAML text with items added, changed, moved or gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from bot.studio.sheets.nodes import EditError, Loc, value_of
from bot.studio.sheets.order import Kept
from bot.studio.sheets.scalars import bare_number, scalar

if TYPE_CHECKING:
    from bot.studio.sheets.layout import Document

_DASH = re.compile(r"[ ]*-[ ]*")  # an item that says nothing begins right behind it


def block_list(document: Document, node: Any, plan: list[Kept]) -> str:
    """A list with one item a line. Remarks and empty lines between items stay in their place."""
    chunks = []
    for item in node.value:
        start = document.line_start(item.start_mark.index)
        if not _DASH.fullmatch(document.body[start : item.start_mark.index]):
            raise EditError("“- ”前面还有别的内容，请直接改文件")
        chunks.append((start, document.line_end(document.end(item))))
    prefix = document.body[chunks[0][0] : node.value[0].start_mark.index]
    prefix += " " if prefix.endswith("-") else ""
    bare = any(bare_number(item) for item in node.value)
    written, seen = "", 0
    for entry in plan:
        if entry.index is not None and not entry.moved:
            written += _gaps(document, chunks, seen, entry.index)
            seen = entry.index + 1
        written += _lines(document, node, chunks, entry, prefix, bare)
    written += _gaps(document, chunks, seen, len(chunks) - 1)
    return document.spliced([(chunks[0][0], chunks[-1][1], written)])


def _gaps(document: Document, chunks: list[tuple[int, int]], start: int, end: int) -> str:
    """What stands before the items `start` to `end`."""
    pairs = range(max(start, 1), end + 1)
    return "".join(document.body[chunks[i - 1][1] : chunks[i][0]] for i in pairs)


def _lines(
    document: Document,
    node: Any,
    chunks: list[tuple[int, int]],
    entry: Kept,
    prefix: str,
    bare: bool,
) -> str:
    """The lines of one item."""
    if entry.index is not None:
        start, end = chunks[entry.index]
        if entry.value is None:
            return document.body[start:end]
        changed = _changed_item(document, node.value[entry.index], entry.value, start, end)
        if changed is not None:
            return changed
    return "".join(line + document.eol for line in item_lines(entry.value, prefix, bare))


def flow_list(document: Document, node: Any, plan: list[Kept]) -> str:
    """A list between brackets."""
    marks = [(item.start_mark.index, item.end_mark.index) for item in node.value]
    inside = (node.start_mark.index + 1, node.end_mark.index - 1)
    before = document.body[inside[0] : marks[0][0]]
    after = document.body[marks[-1][1] : inside[1]]
    bare = any(bare_number(item) for item in node.value)
    written, seen = "", -1
    for entry in plan:
        gap = ", "
        if entry.index is not None and not entry.moved:
            if entry.index == seen + 1 and entry.index:
                gap = document.body[marks[entry.index - 1][1] : marks[entry.index][0]]
            seen = entry.index
        written += (gap if written else "") + _flow_item(document, node, entry, bare)
    return document.spliced([(*inside, before + written + after if plan else "")])


def _flow_item(document: Document, node: Any, entry: Kept, bare: bool) -> str:
    quote = ""
    if entry.index is not None:
        item = node.value[entry.index]
        if entry.value is None:
            return document.body[item.start_mark.index : item.end_mark.index]
        quote = item.style if item.style in ("'", '"') else ""
    if isinstance(entry.value, dict):
        parts = (f"{key}: {scalar(value, flow=True)}" for key, value in entry.value.items())
        return "{" + ", ".join(parts) + "}"
    return scalar(entry.value, quote, flow=True, bare=bare)


def emptied(document: Document, loc: Loc, node: Any) -> str:
    """The list without any item: `[]`. Remarks between the items stay."""
    chunks = [
        (document.line_start(item.start_mark.index), document.line_end(document.end(item)), "")
        for item in node.value
    ]
    if not loc:
        return document.spliced([*chunks, (chunks[0][0], chunks[0][0], "[]" + document.eol)])
    at = document.after_colon(loc)
    return document.spliced([(at, at, " []"), *chunks])


def filled(document: Document, loc: Loc, items: list[Any]) -> str:
    """A list that was empty, with one item a line."""
    node = document.find(loc)
    start, end = node.start_mark.index, node.end_mark.index
    at = document.line_end(end)
    if not loc:
        return document.spliced([(start, at, _joined(document, items, ""))])
    colon = document.after_colon(loc)
    line = document.body[document.line_start(colon) :]
    margin = " " * (2 + len(line) - len(line.lstrip(" -")))
    return document.spliced(
        [(colon, max(end, colon), ""), (at, at, _joined(document, items, margin))]
    )


def _joined(document: Document, items: list[Any], margin: str) -> str:
    return "".join(line + document.eol for line in new_items(items, margin))


def new_items(items: list[Any], margin: str, bare: bool = False) -> list[str]:
    """The lines of items that are new."""
    return [line for item in items for line in item_lines(item, f"{margin}- ", bare)]


def item_lines(item: Any, prefix: str, bare: bool = False) -> list[str]:
    """The lines of one list item; a dict has a line a key."""
    if not isinstance(item, dict):
        return [prefix + scalar(item, bare=bare)]
    lines = [f"{key}: {scalar(value)}" for key, value in item.items()]
    return [(" " * len(prefix) if n else prefix) + line for n, line in enumerate(lines)]


def _changed_item(document: Document, node: Any, item: Any, start: int, end: int) -> str | None:
    """The lines `start` to `end` of an item that now says `item`; None: write it anew."""
    if isinstance(node, yaml.ScalarNode) and not isinstance(item, dict):
        return document.piece(start, end, [document.replaced_scalar(node, item, bare_number(node))])
    if not isinstance(node, yaml.MappingNode) or not isinstance(item, dict):
        return None
    old = {key.value: value for key, value in node.value}
    if list(old) != list(item):
        return None
    changed = [(old[key], value) for key, value in item.items() if value_of(old[key]) != value]
    return document.piece(start, end, [document.replaced_scalar(*pair) for pair in changed])
