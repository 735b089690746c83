"""Two people's edits side by side: nothing is lost, nothing appears, conflicts are seen."""

from __future__ import annotations

import random

import pytest

from bot.studio.lines import changed_lines
from bot.studio.merge import pieces, put_together

BEGAN = "a\nb\nc\nd\ne\n"


def kinds(mine: str, theirs: str) -> list[str]:
    return [piece.kind for piece in pieces(BEGAN, mine, theirs)]


def merged(mine: str, theirs: str, *choices: str) -> str:
    return put_together(pieces(BEGAN, mine, theirs), choices)


def test_changes_apart_are_both_kept() -> None:
    assert kinds("A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n") == ["mine", "same", "theirs"]
    assert merged("A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE\n") == "A\nb\nc\nd\nE\n"


def test_the_same_change_is_made_once() -> None:
    assert kinds("a\nb\nX\nd\ne\n", "a\nb\nX\nd\ne\n") == ["same", "both", "same"]
    assert merged("a\nb\nX\nd\ne\n", "a\nb\nX\nd\ne\n") == "a\nb\nX\nd\ne\n"


@pytest.mark.parametrize(
    ("choice", "result"),
    [
        ("mine", "a\nb\n1\nd\ne\n"),
        ("theirs", "a\nb\n2\nd\ne\n"),
        ("both", "a\nb\n1\n2\nd\ne\n"),
        ("nonsense", "a\nb\n1\nd\ne\n"),
    ],
)
def test_a_conflict_is_chosen(choice: str, result: str) -> None:
    assert kinds("a\nb\n1\nd\ne\n", "a\nb\n2\nd\ne\n") == ["same", "conflict", "same"]
    assert merged("a\nb\n1\nd\ne\n", "a\nb\n2\nd\ne\n", choice) == result


def test_both_append() -> None:
    assert merged(f"{BEGAN}mine\n", f"{BEGAN}theirs\n", "both") == f"{BEGAN}mine\ntheirs\n"


def test_a_last_line_without_an_end() -> None:
    assert merged("a\nb\nc\nd\ne", f"{BEGAN}f\n", "both") == "a\nb\nc\nd\ne\ne\nf\n"
    assert put_together(pieces("", "x", "")) == "x\n"


@pytest.mark.parametrize("seed", range(40))
def test_every_side_is_whole(seed: int) -> None:
    dice = random.Random(seed)

    def edited() -> str:
        lines = BEGAN.splitlines() * 3
        for _ in range(dice.randrange(5)):
            at = dice.randrange(len(lines))
            lines[at : at + dice.randrange(2)] = [str(dice.randrange(9))] * dice.randrange(3)
        return "".join(f"{line}\n" for line in lines)

    began, mine, theirs = BEGAN * 3, edited(), edited()
    found = pieces(began, mine, theirs)
    assert "".join("".join(piece.began) for piece in found) == began
    assert "".join("".join(piece.mine) for piece in found) == mine
    assert "".join("".join(piece.theirs) for piece in found) == theirs
    assert put_together(found, ["mine"] * 99) == mine or any(p.kind == "theirs" for p in found)
    assert put_together(pieces(began, mine, began)) == mine
    assert put_together(pieces(began, began, theirs)) == theirs


def test_lines_that_changed() -> None:
    before = "".join(f"{n}\n" for n in range(20))
    found = changed_lines(before, before.replace("10\n", "zehn\n"), around=1)
    assert [(line.kind, line.text, line.before, line.after) for line in found] == [
        ("gap", "9", None, None),
        ("same", "9", 10, 10),
        ("removed", "10", 11, None),
        ("added", "zehn", None, 11),
        ("same", "11", 12, 12),
        ("gap", "8", None, None),
    ]
    assert changed_lines(before, before) == []
