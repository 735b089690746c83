"""The JSON of a request, read strictly: what two programs may understand differently is refused."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from sanic.request import Request

from bot.channel.intake import Refused

MAX_BYTES = 1_000_000  # of a request: who pastes a whole chat is told that it is too long
MAX_DEPTH = 8
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BRACKET = re.compile(r"[][{}]")


def body_of(request: Request) -> Any:
    """The JSON body. Raises Refused if it is none, or one that could mean two things."""
    try:
        text = request.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("the body is not UTF-8") from None
    return parsed(text)


def parsed(text: str) -> Any:
    """JSON without NaN, doubled keys and deep nesting. Raises Refused."""
    if _depth(text) > MAX_DEPTH:
        raise Refused(f"the body is nested deeper than {MAX_DEPTH}")
    try:
        return json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Refused("the body is not valid JSON") from None


def _depth(text: str) -> int:
    """How deep brackets nest: told before parsing, so that nothing deep is ever built."""
    deepest = depth = 0
    for bracket in _BRACKET.findall(_STRING.sub("", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
        if deepest > MAX_DEPTH:
            break
    return deepest


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refused("the body names a key twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise Refused(f"the body is not valid JSON: {name}")
