"""Cells, questions and topics as they were found in the sheets, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.studio.sheets.cells import Formula, Repeated, clean


@dataclass(frozen=True)
class Finding:
    """Something wrong: where, what, and how to mend it."""

    where: str
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}： {self.message} → {self.fix}"


@dataclass(frozen=True)
class Cell:
    """A cell as it was read, and its place, such as `问法!B17`."""

    value: Any
    where: str

    @property
    def text(self) -> str:
        """As a text; a whole number has no decimals."""
        if isinstance(self.value, float) and self.value.is_integer() and abs(self.value) < 1e15:
            return str(int(self.value))
        return "" if self.value is None else clean(str(self.value))

    @property
    def empty(self) -> bool:
        """Whether nothing is written just here."""
        return self.text == "" or isinstance(self.value, Repeated)

    @property
    def calculated(self) -> bool:
        return isinstance(self.value, Formula)


@dataclass(frozen=True)
class Question:
    """A row of 问法 or 考题; `mark` is 是 or 否 for held-out questions."""

    cell: Cell
    mark: str = ""


@dataclass
class Filled:
    """All that the sheets say. `rows` is the id's cell and the others by field."""

    rows: dict[str, dict[str, Cell]] = field(default_factory=dict)
    lists: dict[tuple[str, str], list[Question]] = field(default_factory=dict)
    named: dict[str, Cell] = field(default_factory=dict)  # topics of questions, where first named
    findings: list[Finding] = field(default_factory=list)

    def find(self, where: str, message: str, fix: str) -> None:
        self.findings.append(Finding(where, message, fix))
