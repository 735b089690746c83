"""From cells to what is written into the files, whatever the spreadsheet made of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bot.studio.sheets.cells import as_lines, date_of, lines_of, readings, restored
from bot.studio.sheets.columns import ACTIONS, NO, YES, Column
from bot.studio.sheets.filled import flag
from bot.studio.sheets.found import Cell, Filled


@dataclass
class Values:
    """Reads cells; `typed` says that they may hold numbers. What cannot be used goes to `found`."""

    found: Filled
    typed: bool

    def shown(self, column: Column, cell: Cell, current: str) -> str | None:
        """The cell as it would have been exported; None if that cannot be told."""
        if column.kind == "flag":
            return flag(cell) or cell.text
        if column.kind == "date":
            return date_of(cell.value) or cell.text
        if column.kind == "list":
            return as_lines(lines_of(self.original(cell, [current])))
        return self.original(cell, [current])

    def original(self, cell: Cell, originals: Iterable[str]) -> str:
        """The cell's text, or the original that the spreadsheet turned into something else."""
        text = cell.text
        if self.typed and isinstance(cell.value, str | None):
            return text
        if not self.typed and (not readings(text) or text in set(originals)):
            return text
        return restored(cell.value, originals) or text

    def value(self, column: Column, cell: Cell, originals: tuple) -> Any:
        """The value for the file; None, and a finding, if the cell cannot be used."""
        text = cell.text
        if not self.usable(cell, column):
            return None
        if column.kind == "flag":
            mark = flag(cell)
            if mark is None:
                self.found.find(cell.where, f"“{text}”看不懂", f"填 {YES} 或 {NO}")
            return None if mark is None else mark == YES
        if column.kind == "date":
            return date_of(cell.value) or text
        if column.kind == "action":
            return {title: name for name, title in ACTIONS.items()}.get(text, text)
        if column.kind == "list":
            known = {
                line: item for item in (originals or ((),))[0] or () for line in lines_of(item)
            }
            return [known.get(line, line) for line in lines_of(text)]
        return text

    def usable(self, cell: Cell, column: Column | None = None) -> bool:
        """Whether the cell holds a text that somebody typed; says so if not."""
        fix = "把格子的格式设成“文本”，再写一遍"
        if cell.calculated:
            self.found.find(cell.where, f"这是公式“{short(str(cell.value))}”，不是文字", fix)
        elif not _told(cell, column):
            self.found.find(cell.where, f"表格软件把内容改成了“{cell.text}”", fix)
        else:
            return True
        return False


def _told(cell: Cell, column: Column | None = None) -> bool:
    """Whether it can be told what was typed: not of dates, times and very long numbers."""
    if column is not None and column.kind in ("date", "flag"):
        return True
    if isinstance(cell.value, int | float):
        return abs(cell.value) < 1e15
    return cell.value is None or isinstance(cell.value, str)


def short(text: str) -> str:
    """Its beginning, on one line."""
    line = text.replace("\n", " ")
    return line if len(line) <= 20 else line[:20] + "…"
