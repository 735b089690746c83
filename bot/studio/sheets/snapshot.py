"""What the files say now, as it stands in cells."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content.load import FAQ, HELD_OUT, Content
from bot.content.problems import Problem
from bot.studio.sheets.cells import as_lines, clean
from bot.studio.sheets.columns import ACTIONS, NO, YES, Column

Entry = tuple[str, str]  # a question and its mark: 是 or 否 for held-out ones, "" for the others


@dataclass(frozen=True)
class Topic:
    """One topic's files: their bytes (b"" if there is none) and what they say."""

    id: str
    group: str
    raw: bytes
    held_out_raw: bytes
    data: dict[str, Any]
    held_out: list[dict[str, Any]]

    @property
    def path(self) -> str:
        return f"{FAQ}/{self.group}/{self.id}.yml"

    @property
    def held_out_path(self) -> str:
        return f"{HELD_OUT}/{self.group}/{self.id}.yml"

    @property
    def raws(self) -> list[tuple[str, bytes]]:
        """Both files: path and bytes."""
        return [(self.path, self.raw), (self.held_out_path, self.held_out_raw)]

    def cell(self, column: Column) -> str:
        """The text of one cell."""
        return shown(column, self.data.get(column.field))

    def entries(self, name: str) -> list[Entry]:
        """One of the three lists of questions, as it is written."""
        if name == "held_out":
            return [(one["text"], YES if one["urgent"] else NO) for one in self.held_out]
        return [(text, "") for text in self.data.get(name) or []]


def shown(column: Column, value: Any) -> str:
    """A value of a topic's file as the text of a cell."""
    if value is None:
        return ""
    if column.kind == "list":
        return as_lines(value)
    if column.kind == "flag":
        return YES if value else NO
    if column.kind == "action":
        return ACTIONS.get(value, value)
    return clean(value)


def snapshot(root: Path, content: Content) -> dict[str, Topic]:
    """All topics as they stand on the disk."""
    return {name: _topic(root, content, name) for name in content.topics}


def _topic(root: Path, content: Content, name: str) -> Topic:
    group = content.topics[name].group
    path, held_out_path = f"{FAQ}/{group}/{name}.yml", f"{HELD_OUT}/{group}/{name}.yml"
    held_out = content.sources.get(held_out_path)
    return Topic(
        id=name,
        group=group,
        raw=(root / path).read_bytes(),
        held_out_raw=(root / held_out_path).read_bytes() if held_out else b"",
        data=content.sources[path].data,
        held_out=held_out.data["questions"] if held_out else [],
    )


def unreadable(content: Content, problems: list[Problem]) -> list[Problem]:
    """Problems that keep a topic from being shown in a sheet at all."""
    whole = {f"{FAQ}/{topic.group}/{name}.yml" for name, topic in content.topics.items()}
    sound = {p for p, source in content.sources.items() if p.startswith(HELD_OUT) and source.data}
    broken = set(content.sources) - whole - sound
    folders = (FAQ, HELD_OUT)
    wrong = [p for p in problems if p.path.startswith(folders)]
    return [p for p in wrong if p.path in broken or _shape(p)]


def _shape(problem: Problem) -> bool:
    """Whether a held-out question lacks what its cell would show."""
    return problem.path.startswith(HELD_OUT) and problem.message in (
        "缺少这个字段",
        "只能写 true 或 false",
        "这里应该是“字段: 内容”",
        "这里应该是一句文字",
        "没有内容",
    )


def digest(text: str | bytes) -> str:
    """A short fingerprint that no spreadsheet takes for a number."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return "h" + hashlib.sha256(data).hexdigest()[:11]


def entry_digest(entry: Entry) -> str:
    return digest(f"{clean(entry[0])}\x1f{entry[1]}")
