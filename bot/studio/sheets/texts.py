"""The new texts of files, and what the model says of them, told by cell."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from bot.content import model
from bot.content.problems import Problem
from bot.content.shape import shape_problems
from bot.content.source import Source
from bot.studio import yaml_edit
from bot.studio.sheets.columns import FIELDS, YES
from bot.studio.sheets.edits import Edit
from bot.studio.sheets.found import Finding
from bot.studio.sheets.scalars import block, scalar
from bot.studio.sheets.snapshot import Topic

_FIELD = re.compile(r"(\w+)(?:\[(\d+)\])?")
_TITLES = {column.field: column.title for column in FIELDS}
_FLOW = ("audience", "hotlines", "related", "sources")


def paths(edit: Edit) -> tuple[str, str]:
    """The topic's file and its held-out file."""
    topic = Topic(edit.id, edit.group, b"", b"", {}, [])
    return topic.path, topic.held_out_path


def new_files(edit: Edit) -> dict[str, bytes | None]:
    """The files that change; None is a file to be removed. Raises yaml_edit.EditError."""
    path, held_out_path = paths(edit)
    if edit.deleted:
        return {path: None, held_out_path: None}
    files: dict[str, bytes | None] = {}
    if edit.old is None:
        files[path] = _fresh(edit).encode()
    elif edit.fields or edit.lists.keys() - {"held_out"}:
        files[path] = _edited(edit, edit.old.raw.decode()).encode()
    if "held_out" in edit.lists:
        old = edit.old.held_out_raw.decode() if edit.old else ""
        files[held_out_path] = _held_out(edit, old)
    return files


def _edited(edit: Edit, text: str) -> str:
    for name, value in edit.fields.items():
        if value in ("", []):
            text = yaml_edit.remove_key(text, (name,))
        elif isinstance(value, list):
            text = yaml_edit.set_items(text, (name,), value)
        elif name == "answer":
            text = yaml_edit.replace_block(text, (name,), value)
        else:
            text = yaml_edit.set_value(text, (name,), value)
    for name, entries in edit.lists.items():
        if name != "held_out" and entries:
            text = yaml_edit.set_items(text, (name,), [entry[0] for entry in entries])
        elif name != "held_out":
            text = yaml_edit.remove_key(text, (name,))
    return text


def _held_out(edit: Edit, old: str) -> bytes | None:
    items = [{"text": text, "urgent": mark == YES} for text, mark in edit.lists["held_out"]]
    if not items:
        return None
    return yaml_edit.set_items(old or "questions: []\n", ("questions",), items).encode()


def _fresh(edit: Edit) -> str:
    """The file of a new topic."""
    lines = []
    for name in yaml_edit.TOPIC_KEYS:
        value: Any = edit.fields.get(name) or [text for text, _ in edit.lists.get(name, [])]
        if name == "urgent":
            lines.append(f"urgent: {scalar(bool(value))}")
        elif name == "answer" and (text := block(value or "")):
            lines += ["answer: |", *(f"  {line}" if line else "" for line in text)]
        elif name in _FLOW and value:
            lines.append(f"{name}: [{', '.join(scalar(v, flow=True, bare=True) for v in value)}]")
        elif isinstance(value, list):
            lines += [f"{name}:", *(f"  - {scalar(one)}" for one in value)] if value else []
        else:
            lines.append(f"{name}: {scalar(value, bare=name == 'reviewed')}")
    return "\n".join(lines) + "\n"


def shape(edit: Edit) -> list[Finding]:
    """What the model has against the edit."""
    if edit.deleted:
        return []
    data: dict[str, Any] = {column.field: edit.fields.get(column.field, "") for column in FIELDS}
    data |= {
        name: [] for name in ("questions", "signs", "points", "steps", *_FLOW) if not data.get(name)
    }
    if edit.old is not None:
        data = {**edit.old.data, **edit.fields}
    data |= {n: [text for text, _ in e] for n, e in edit.lists.items() if n != "held_out"}
    if not data.get("action"):
        data.pop("action", None)
    problems = _problems(model.Topic, paths(edit)[0], {**data, "id": edit.id, "group": edit.group})
    for index, (text, mark) in enumerate(edit.lists.get("held_out", [])):
        entry = {"text": text, "urgent": mark == YES}
        base = ("questions", index)
        problems += _problems(model.HeldOutQuestion, paths(edit)[1], entry, base)
    return [told(problem, edit) for problem in problems]


def _problems(kind: Any, path: str, data: dict[str, Any], base: tuple = ()) -> list[Problem]:
    try:
        kind(**data)
    except ValidationError as error:
        return shape_problems(Source(path, None, None), base, error.errors())
    return []


def told(problem: Problem, edit: Edit) -> Finding:
    """A problem in a file of this edit, told by the cell that it comes from."""
    path, _ = paths(edit)
    found = _FIELD.match(problem.field)
    name, index = (found[1], found[2]) if found else ("id", None)
    kind = "held_out" if problem.path != path else name
    where = edit.cells.get((name, "")) or edit.cells["id", ""]
    subject = ""
    if kind in edit.lists and index:
        where = edit.cells.get((kind, edit.lists[kind][int(index) - 1][0]), where)
    elif index:
        subject = f"第 {index} 条"
    return Finding(where, subject + _chinese(problem.message), _chinese(problem.fix))


def _chinese(text: str) -> str:
    """With the headings of columns for the names of fields."""
    for name in ("signs", "points", "steps"):
        text = text.replace(name, f"“{_TITLES[name]}”")
    return text.replace("写 true（是）或 false（否），不加引号", "填 是 或 否")
