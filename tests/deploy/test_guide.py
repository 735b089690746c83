"""The operators' guide says what is true of the program."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bot.content.load import ROOT
from bot.studio.environment import DEFAULTS
from tests.deploy.test_files import alerts

GUIDE = (ROOT / "docs" / "operators-guide.zh.md").read_text("utf-8")
# An upper-case text in the program is an environment variable's name, but for these.
_NAME = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|PORT|HOST|CREDENTIALS|PRODUCTION")
_OTHERS = {"PATH_INFO", "REQUEST_METHOD"}  # WSGI's
_INSIDE = {"BOT_SUPERVISOR_PID", "PYPINYIN_NO_PHRASES"} | set(
    DEFAULTS
)  # set by the program for itself


def used() -> set[str]:
    """Every variable that the program reads."""
    files = [one for base in ("bot", "actions") for one in (ROOT / base).rglob("*.py")]
    return {name for one in files for name in _names_in(one)} - _OTHERS


def _names_in(file: Path) -> set[str]:
    texts = (
        node.value
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {text for text in texts if _NAME.fullmatch(text)}


def table() -> set[str]:
    """Every variable that has a line in the guide's table."""
    return set(re.findall(r"^\| `([A-Z_0-9]+)`", GUIDE, re.MULTILINE))


def test_every_variable_is_explained() -> None:
    assert used() - _INSIDE <= table(), sorted(used() - _INSIDE - table())


def test_every_alert_says_what_to_do() -> None:
    told = set(re.findall(r"`(Antifraud\w+)`", GUIDE))
    assert told == {rule["alert"] for rule in alerts()}


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"`((?:deploy|docs|requirements|data)/[\w./@-]*)`", GUIDE))
    links = set(re.findall(r"\]\((?!https?:|#)([^)#]+)", GUIDE))
    assert named
    assert [one for one in named if not (ROOT / one).exists()] == []
    assert [one for one in links if not (ROOT / "docs" / one).exists()] == []


def test_every_command_that_is_named_is_there() -> None:
    from bot.__main__ import parser

    commands = parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    named = set(re.findall(r"python -m bot ([a-z-]+)", GUIDE))
    assert named - {"console"} <= set(commands), named - set(commands)


def test_nothing_is_left_to_be_measured() -> None:
    assert "待测" not in GUIDE


def test_capacity_is_what_the_formula_says() -> None:
    """The table's first lines, from the numbers of people in its head."""
    people = [4.27e6, 58e6, 1.41e9]
    row = re.search(r"^\| 平日高峰，每秒 \|(.*)\|$", GUIDE, re.MULTILINE)
    assert row
    told = [float(one.replace(",", "")) for one in re.findall(r"[\d,.]+(?= 条)", row[1])]
    assert told == pytest.approx([n * 0.03 * 6 / 86_400 for n in people], rel=0.01)
    cores = re.search(r"^\| 核数，宣传日 \|(.*)\|$", GUIDE, re.MULTILINE)
    assert cores
    needed = [10 * n * 0.03 * 6 / 86_400 * 0.021 / 0.5 for n in people]
    found = [int(one.replace(",", "")) for one in re.findall(r"[\d,]+", cores[1])]
    assert found == pytest.approx(needed, rel=0.1)
