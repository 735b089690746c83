"""What was exported, as fingerprints in a hidden sheet: tells what was changed, and by whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.studio.sheets.columns import FIELDS, LISTS
from bot.studio.sheets.snapshot import Topic, digest, entry_digest

VERSION = "1"
_PER_CELL = 2000  # fingerprints; a cell holds 32,767 characters


@dataclass
class State:
    """Fingerprints of files (by path), of cells and of questions (by topic and field)."""

    files: dict[str, str] = field(default_factory=dict)
    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    lists: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    @property
    def topics(self) -> set[str]:
        return {topic for topic, _ in self.cells}

    @classmethod
    def of(cls, topics: Iterable[Topic]) -> State:
        """The state of these topics."""
        state = cls()
        for topic in topics:
            state.files[topic.path] = digest(topic.raw)
            state.files[topic.held_out_path] = digest(topic.held_out_raw)
            for column in FIELDS:
                state.cells[topic.id, column.field] = digest(topic.cell(column))
            for name in LISTS:
                entries = topic.entries(name)
                state.lists[topic.id, name] = [entry_digest(entry) for entry in entries]
        return state

    def rows(self) -> list[list[str]]:
        """The rows of the hidden sheet."""
        rows = [["版本", VERSION]]
        rows += [["文件", path, "", mark] for path, mark in self.files.items()]
        rows += [["内容", *key, mark] for key, mark in self.cells.items()]
        for key, marks in self.lists.items():
            parts = [marks[i : i + _PER_CELL] for i in range(0, len(marks), _PER_CELL)]
            rows.append(["列表", *key, *("".join(part) for part in parts)])
        return rows

    @classmethod
    def from_rows(cls, rows: Iterable[list[str]]) -> State | None:
        """The state that `rows` wrote; None if it is not whole."""
        state, version = cls(), ""
        for row in rows:
            kind, *rest = [*row, "", "", ""]
            marks = "".join(rest[2:])
            if kind == "版本":
                version = rest[0]
            elif kind == "文件":
                state.files[rest[0]] = marks
            elif kind == "内容":
                state.cells[rest[0], rest[1]] = marks
            elif kind == "列表":
                found = [marks[i : i + 12] for i in range(0, len(marks), 12)]
                state.lists[rest[0], rest[1]] = found
        whole = len(state.cells) == len(state.topics) * len(FIELDS)
        return state if version == VERSION and whole else None
