"""Columns of Chinese text: two cells a character, no line too long, no control characters."""

from __future__ import annotations

import pytest

from bot.studio.columns import pad, row, width, wrap


@pytest.mark.parametrize(
    ("text", "padded"), [("刷单", "刷单  "), ("刷单返利", "刷单… "), ("a", "a     ")]
)
def test_padded_to_a_width(text: str, padded: str) -> None:
    assert pad(text, 6) == padded


@pytest.mark.parametrize("cells", [8, 9, 20, 61])
def test_no_line_is_longer_and_nothing_is_lost(cells: int) -> None:
    text = "“我转了30000元给ABCDEFGHIJKLMNOPQRSTUVWXYZ，他说（58%）退！！！”还有么？"
    lines = wrap(text, cells)
    assert max(map(width, lines)) <= cells
    assert "".join(lines) == text


def test_lines_break_where_chinese_breaks() -> None:
    assert wrap("转了三千，怎么办", 8) == ["转了三", "千，怎么", "办"], "no line begins with ，"
    assert wrap("把握认对（58%）", 12) == ["把握认对", "（58%）"], "no number is torn"


def test_a_row_stays_in_its_columns() -> None:
    lines = row(["一二三四五六", "ab", "甲\n乙"], [8, 4, 4])
    assert lines == ["  一二三四  ab    甲", "  五六            乙"]


def test_what_residents_typed_does_not_steer_the_terminal() -> None:
    assert wrap("红\x1b[31m字\u202e反", 40) == ["红[31m字反"]
