"""YAML nodes: what stands at a place, and where a node ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

Loc = Sequence[str | int]

_PLAIN = {"true": True, "false": False, "null": None, "~": None, "": None}


# Where a key that is not there yet belongs: before the ones that follow it here.
TOPIC_KEYS = (
    *("title", "audience", "urgent", "questions", "urgent_questions", "answer", "signs", "points"),
    *("steps", "action", "hotlines", "related", "sources", "reviewed"),
)


class EditError(Exception):
    """The text cannot be changed line by line; the message is for trainers."""


def flow_nodes(node: Any, inside: bool = False) -> list[Any]:
    """All scalars between brackets."""
    if isinstance(node, yaml.ScalarNode):
        return [node] if inside else []
    inside = inside or bool(node.flow_style)
    parts = [part for pair in node.value for part in (pair if isinstance(pair, tuple) else [pair])]
    return [found for part in parts for found in flow_nodes(part, inside)]


def child(node: Any, step: str | int) -> Any:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None


def value_of(node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: value_of(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [value_of(item) for item in node.value]
    if node is None or (not node.style and node.value in _PLAIN):
        return _PLAIN[node.value] if node is not None else None
    return node.value


def inside(data: Any, loc: Loc) -> Any:
    """What stands at `loc` in plain data."""
    for step in loc:
        data = data[step]
    return data
