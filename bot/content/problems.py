"""A problem in the trainers' files, told so that a trainer can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(str, Enum):
    """How far a problem reaches."""

    ERROR = "错误"  # the assistant does not start
    BLOCKER = "待核"  # it starts, but this content must not be published
    WARNING = "提醒"  # worth a look
    ADVICE = "建议"  # would make it better; told only when asked for (check --advice)


@dataclass(frozen=True)
class Problem:
    """One finding: where it is, what is wrong and how to mend it.

    `line` and `column` count from 1. `path` is relative to the project.
    """

    path: str
    line: int
    column: int
    field: str
    message: str
    fix: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        mark = "" if self.severity is Severity.ERROR else f"[{self.severity.value}] "
        where = f"{self.path}:{self.line}:{self.column}"
        subject = f"{self.field}: " if self.field else ""
        return f"{where} {mark}{subject}{self.message} → {self.fix}"

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        return (self.path, self.line, self.column, self.field)
