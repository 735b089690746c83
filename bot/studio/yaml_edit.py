"""Changes a YAML text line by line: comments, order, quotes and layout of the rest stay.

`loc` leads to a place: `("questions",)`, `("questions", 3, "text")`. Every function returns the new
text, reads it once more, and raises EditError if it does not say exactly what was meant.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import yaml

from bot.studio.sheets.items import new_items
from bot.studio.sheets.layout import Document
from bot.studio.sheets.nodes import TOPIC_KEYS, EditError, Loc, inside
from bot.studio.sheets.order import Kept, kept
from bot.studio.sheets.scalars import bare_number, block, scalar


def add_item(text: str, loc: Loc, item: Any, order: Sequence[str] = TOPIC_KEYS) -> str:
    """Appends `item` (a text, or a dict of texts and booleans) to the list at `loc`.

    A list that is not there yet is made, in its place among `order`.
    """
    document = Document(text)
    old = document.data(loc) or []
    if not isinstance(old, list):
        raise EditError(f"{loc[-1] if loc else '文件'} 不是一列条目")
    plan = [Kept(index) for index in range(len(old))]
    return _rewritten(document, loc, [*plan, Kept(None, item)], [*old, item], order)


def replace_item(text: str, loc: Loc, item: Any) -> str:
    """Puts `item` in the place of the list item at `loc`, which ends with its index."""
    document, plan, items = _listed(text, loc)
    plan[int(loc[-1])] = Kept(int(loc[-1]), item)
    items[int(loc[-1])] = item
    return _rewritten(document, loc[:-1], plan, items)


def remove_item(text: str, loc: Loc) -> str:
    """Removes the list item at `loc`, which ends with its index; the last one leaves `[]`."""
    document, plan, items = _listed(text, loc)
    del plan[int(loc[-1])], items[int(loc[-1])]
    return _rewritten(document, loc[:-1], plan, items)


def set_items(text: str, loc: Loc, items: list[Any], order: Sequence[str] = TOPIC_KEYS) -> str:
    """Makes the list at `loc` read `items`; lines of items that are in both stay as they are."""
    document = Document(text)
    old = document.data(loc) or []
    if old == items:
        return text
    return _rewritten(document, loc, kept(old, items), items, order)


def set_value(text: str, loc: Loc, value: str | bool, order: Sequence[str] = TOPIC_KEYS) -> str:
    """Makes the value of a key, or a list item, read `value`; a missing key is made."""
    document = Document(text)
    node = document.find(loc)
    if node is None:
        line = f"{loc[-1]}: {scalar(value, bare=loc[-1] == 'reviewed')}"
        return _sure(document, document.with_key(loc, [line], order), loc, value)
    if not isinstance(node, yaml.ScalarNode):
        raise EditError(f"{loc[-1]} 不是一句文字")
    if node.style in ("|", ">"):
        return replace_block(text, loc, str(value))
    new = document.spliced([document.replaced_scalar(node, value, bare_number(node))])
    return _sure(document, new, loc, value)


def replace_block(text: str, loc: Loc, value: str) -> str:
    """Makes the block (`key: |`) at `loc` read `value`; how it ends stays as it was.

    What cannot stand in a block is quoted; a text that is no block becomes one if it has several
    lines.
    """
    document = Document(text)
    node = document.find(loc)
    if not isinstance(node, yaml.ScalarNode):
        raise EditError(f"{loc[-1]} 不是一段文字")
    value = value.rstrip("\n")
    lines, was_block = block(value), node.style in ("|", ">")
    if was_block and not node.value and lines is not None:
        value += "\n"
    elif was_block and node.value.endswith("\n"):
        value += "\n" * (len(node.value) - len(node.value.rstrip("\n")))
    if lines is None or (not was_block and len(lines) == 1):
        new = document.spliced([document.replaced_scalar(node, value, bare_number(node))])
    else:
        new = document.spliced(document.replaced_block(node, lines))
    return _sure(document, new, loc, value)


def remove_key(text: str, loc: Loc) -> str:
    """Removes a key with its value."""
    document = Document(text)
    expected = copy.deepcopy(document.data(()))
    parent = inside(expected, loc[:-1])
    if not isinstance(parent, dict) or loc[-1] not in parent:
        raise EditError(f"没有 {loc[-1]}")
    del parent[loc[-1]]
    return _same(document.without_key(loc), expected)


def _listed(text: str, loc: Loc) -> tuple[Document, list[Kept], list[Any]]:
    document = Document(text)
    old = document.data(loc[:-1])
    if not isinstance(old, list) or not 0 <= int(loc[-1]) < len(old):
        raise EditError("没有这一条")
    return document, [Kept(index) for index in range(len(old))], list(old)


def _rewritten(
    document: Document, loc: Loc, plan: list[Kept], items: list[Any], order: Sequence[str] = ()
) -> str:
    if document.find(loc) is None:
        new = document.with_key(loc, [f"{loc[-1]}:", *new_items(items, "  ")], order)
    else:
        new = document.relisted(loc, plan)
    return _sure(document, new, loc, items)


def _sure(document: Document, new: str, loc: Loc, value: Any) -> str:
    expected = copy.deepcopy(document.data(()))
    if not loc:
        return _same(new, value)
    inside(expected, loc[:-1])[loc[-1]] = value
    return _same(new, expected)


def _same(text: str, expected: Any) -> str:
    """The text, if it reads as it should."""
    found = Document(text).data(())
    if found != expected:
        raise EditError("这个文件的排版太特别，改不了；请直接改文件")
    return text
