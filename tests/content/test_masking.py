"""What is personal is hidden, and nothing else: three hundred of each, and a set held out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.load import Content
from bot.content.masking import ACCOUNT, ADDRESS, MASK, NAME, mask

TEXTS: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("masking.yml").read_text(encoding="utf-8")
)
MARKS = {"names": NAME, "addresses": ADDRESS, "ids": ACCOUNT}
LEFT, AROUND = 2, 4  # letters and digits of the datum that may stay, and beside it that may go


def of(group: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(kind, text) for kind, texts in group.items() for text in texts]


def covered(text: str, masked: str) -> set[int]:
    """The places of `text` that are under a mark."""
    pieces = re.split("|".join(map(re.escape, (MASK, NAME, ADDRESS, ACCOUNT))), masked)
    places: set[int] = set()
    at = 0
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        start = 0 if not number else len(text) - len(piece) if last else text.index(piece, at)
        assert text.startswith(piece, start), masked
        places |= set(range(at, start))
        at = start + len(piece)
    return places


def places(marked: str) -> Iterator[tuple[int, int]]:
    """(place in the text without brackets, number of the datum there or -1)."""
    at, number, inside = 0, -1, False
    for character in marked:
        if character in "⟦⟧":
            inside = character == "⟦"
            number += inside
            continue
        if character.isalnum():
            yield at, number if inside else -1
        at += 1


@pytest.fixture(scope="module")
def public(content: Content) -> frozenset[str]:
    return frozenset(content.hotlines)


def test_there_are_three_hundred_of_each() -> None:
    assert len({t for _, t in of(TEXTS["personal"])}) >= 300
    assert len({t for _, t in of(TEXTS["innocent"])}) >= 300


@pytest.mark.parametrize(
    ("kind", "marked"), of(TEXTS["personal"]) + of(TEXTS["held_out"]["personal"])
)
def test_what_is_personal_goes(public: frozenset[str], kind: str, marked: str) -> None:
    text = re.sub("[⟦⟧]", "", marked)
    masked = mask(text, public)
    gone = covered(text, masked)
    left: dict[int, int] = {}
    for at, number in places(marked):
        if at not in gone:
            left[number] = left.get(number, 0) + 1
    assert all(count <= LEFT for number, count in left.items() if number >= 0), masked
    beside = sum(1 for at, number in places(marked) if number < 0 and at in gone)
    assert beside <= AROUND, masked
    assert MARKS.get(kind, MASK) in masked


@pytest.mark.parametrize(
    "text", [t for _, t in of(TEXTS["innocent"]) + of(TEXTS["held_out"]["innocent"])]
)
def test_what_is_innocent_stays(public: frozenset[str], text: str) -> None:
    assert mask(text, public) == text


@pytest.mark.parametrize("number", ["96110", "10086999", "12110"])
def test_registered_numbers_stay(public: frozenset[str], number: str) -> None:
    assert number in mask(f"打{number}还是打13871234567", public)


def test_what_is_not_registered_goes() -> None:
    assert mask("发到10086999") == f"发到{MASK}"


def test_masking_twice_changes_nothing(public: frozenset[str]) -> None:
    for _, marked in of(TEXTS["personal"]):
        masked = mask(re.sub("[⟦⟧]", "", marked), public)
        assert mask(masked, public) == masked


# ---- hostile texts ----

HOSTILE = [
    *(
        "1",
        "1 ",
        "1--",
        "138,",
        "一",
        "a",
        "a@",
        "a.",
        ".",
        " ",
        "我叫",
        "我叫王",
        "我住孝南区",
        "买·",
    ),
    *("住路", "户名:", "户名Zhang ", "qq1 ", "验证码", "验证码1 ", "密码a", "62", "138 1234 567 "),
    *(
        "2026-11-",
        "1,000",
        "138。1234。",
        "138后面",
        "4209 ",
        "420902后面1990",
        "加我a-",
        "1:1:",
        "x1",
    ),
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_comes_to_an_end(public: frozenset[str], piece: str) -> None:
    """A pattern that tries everything twice would run for years here."""
    assert isinstance(mask(piece * 4000, public), str)
