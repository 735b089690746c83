"""JSON read strictly: what two programs may understand differently is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel.body import MAX_DEPTH, parsed
from bot.channel.intake import Refused

ODD = {
    "nothing": "",
    "NaN": '{"text": NaN}',
    "infinity": '{"text": -Infinity}',
    "a key twice": '{"session": "a", "session": "b"}',
    "a key twice inside": '{"metadata": {"topic": "a", "topic": "b"}}',
    "a key twice, written in two ways": '{"text": "a", "t\\u0065xt": "b"}',
    "a bare control character": '{"text": "a\x00b"}',
    "a bare line": '{"text": "a\nb"}',
    "more after the end": '{"text": "a"} {"text": "b"}',
    "a comment": '{"text": "a" /* b */}',
    "single quotes": "{'text': 'a'}",
    "deep lists": "[" * 100_000,
    "deep objects": '{"a":' * 100_000,
    "a huge number": '{"text": ' + "9" * 100_000 + "}",
}


@pytest.mark.parametrize("kind", ODD)
def test_refused(kind: str) -> None:
    with pytest.raises(Refused):
        parsed(ODD[kind])


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


def test_as_deep_as_the_cap_and_no_deeper() -> None:
    assert parsed(nested(MAX_DEPTH)) is not None
    with pytest.raises(Refused, match="nested"):
        parsed(nested(MAX_DEPTH + 1))


def test_brackets_in_a_text_are_no_nesting() -> None:
    text = '说"[[[[[[[[[[{{{{{{{{{{\\"[[[[[[[[[[[[\\\\'
    assert parsed(json.dumps({"text": text})) == {"text": text}


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=MAX_DEPTH - 1,
)


@given(_VALUES, st.booleans())
def test_what_is_sound_is_read_as_it_is(value: Any, plain: bool) -> None:
    text = json.dumps(value, ensure_ascii=plain)
    assert parsed(text) == value


@given(st.text(alphabet='{}[]",:\\ a1\n'))
def test_whatever_it_is_it_is_read_or_refused(text: str) -> None:
    try:
        found = parsed(text)
    except Refused:
        return
    assert found == json.loads(text)
