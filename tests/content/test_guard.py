"""What would blow up or point elsewhere in a YAML text is refused in one clear sentence."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.content.load import ROOT
from bot.content.source import parse

LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}, *{old}, *{old}, *{old}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
DEEP = {
    "brackets": "a: " + "[" * 100_000,
    "closed brackets": "a: " + "[" * 100_000 + "]" * 100_000,
    "braces": "a: " + "{b: " * 50_000,
    "hyphens": "a:\n  " + "- " * 100_000 + "x\n",
    "questions": "? " * 100_000,
    "indents": "".join(" " * n + "a:\n" for n in range(900)),
}


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        (LAUGHS, 1, 4, "引用"),
        ("title: &x 刷单\n", 1, 8, "引用"),
        ("a: 1\nb: *x\n", 2, 4, "引用"),
        ("a: &a\n  b: *a\n", 1, 4, "引用"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, 4, "“!”"),
        ("a: !mine x\n", 1, 4, "“!”"),
        ("a: !!binary aGk=\n", 1, 4, "“!”"),
    ],
)
def test_references_and_tags(text: str, line: int, column: int, said: str) -> None:
    source, problems = parse("x.yml", text.encode())
    assert problems
    assert (problems[0].line, problems[0].column) == (line, column)
    assert said in problems[0].message
    assert source.data is None or "!" in text
    assert len(problems) <= 20


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_ends_no_program(name: str) -> None:
    """In a process of its own: what is asked is whether it survives."""
    code = (
        "import sys; from bot.content.source import parse\n"
        "source, problems = parse('x.yml', sys.stdin.buffer.read())\n"
        "print(problems[0].message, len(problems), source.data)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=DEEP[name].encode(), capture_output=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-300:]
    assert done.stdout.decode().split() == ["一层套一层，套得太深", "1", "None"]


def test_twenty_levels_are_read() -> None:
    source, problems = parse("x.yml", ("a: " + "[" * 19 + "]" * 19).encode())
    assert problems == []
    assert source.data is not None
