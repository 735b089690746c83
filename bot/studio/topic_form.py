"""A topic's file as the fields of a form, and a form's fields back in the file.

Lists stand one item a line. Only what was changed in the form is changed in the file: comments,
order, quotes and layout of the rest stay (bot.studio.yaml_edit).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.content.load import FAQ
from bot.content.model import TOPIC_FIELDS
from bot.content.source import parse
from bot.studio import yaml_edit
from bot.studio.sheets.cells import as_lines, clean, lines_of
from bot.studio.sheets.nodes import TOPIC_KEYS
from bot.studio.yaml_edit import EditError

Fields = dict[str, str]

LISTS = (
    *("audience", "questions", "urgent_questions", "signs", "points", "steps"),
    *("hotlines", "related", "sources"),
)
# What a topic can do without: an empty field means that the key is not there.
OPTIONAL = ("urgent_questions", "signs", "points", "steps", "action")
YES, NO = "true", "false"
_ANY = f"{FAQ}/group/topic.yml"


class NoForm(Exception):
    """The text has slips that a form cannot show; the message is for trainers."""


def fields_of(text: str) -> Fields:
    """What the form shows of a file's text. Raises NoForm."""
    return {name: _shown(name, value) for name, value in _data(text).items()}


def with_fields(text: str, fields: Mapping[str, str]) -> str:
    """The text in which these fields read as the form has them; fields that are not given stay.

    Raises NoForm, or EditError if the layout is too peculiar to be changed line by line.
    """
    for name, value in _data(text).items():
        new = _read(name, fields.get(name, _shown(name, value)))
        gaps = isinstance(value, list) and not all(value)  # lines of the skeleton, left empty
        if new != _shown(name, value) or gaps:
            text = _written(text, name, new, value)
        elif not new and value != [] and name in (*OPTIONAL, "related") and _is_there(text, name):
            text = yaml_edit.remove_key(text, (name,))  # an empty line of the skeleton
    return text


def _data(text: str) -> dict[str, Any]:
    """Every field of the form, as the file has it; None where it says nothing."""
    source, problems = parse(_ANY, text.encode("utf-8", "surrogatepass"), TOPIC_FIELDS)
    if problems:
        raise NoForm("YAML 里有读不懂的地方，先改好那里，才能用表单")
    data = source.data
    if not isinstance(data, dict):
        raise NoForm("文件里不是“字段: 内容”，先在 YAML 里改好，才能用表单")
    found = {name: data.get(name) for name in TOPIC_KEYS}
    for name, value in found.items():
        if not _fits(name, value):
            raise NoForm(f"{name} 的写法和表单对不上，先在 YAML 里改好，才能用表单")
    return found


def _fits(name: str, value: Any) -> bool:
    if value is None:
        return True
    if name == "urgent":
        return isinstance(value, bool)
    if name in LISTS:
        return isinstance(value, list) and all(isinstance(one, str | None) for one in value)
    return isinstance(value, str)


def _shown(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "urgent":
        return YES if value else NO
    if name in LISTS:
        return as_lines(item for item in value if item)
    return clean(value)


def _read(name: str, value: str) -> str:
    """What somebody put into a field, as the form would show it."""
    return as_lines(lines_of(value)) if name in LISTS else clean(value)


def _is_there(text: str, name: str) -> bool:
    return yaml_edit.Document(text).find((name,)) is not None


def _written(text: str, name: str, new: str, old: Any) -> str:
    if not new and name in OPTIONAL:
        return yaml_edit.remove_key(text, (name,))
    if name in LISTS:
        known = {line: item for item in old or () if item for line in [as_lines([item])]}
        items = [known.get(as_lines([line]), line) for line in lines_of(new)]
        return yaml_edit.set_items(text, (name,), items)
    if name == "answer":
        return _answer(text, new)
    return yaml_edit.set_value(text, (name,), new == YES if name == "urgent" else new)


def _answer(text: str, new: str) -> str:
    """The answer stands in a block (`answer: |`) wherever it can."""
    if not _is_there(text, "answer"):
        return yaml_edit.set_value(text, ("answer",), new)
    return yaml_edit.replace_block(text, ("answer",), new)


__all__ = ["EditError", "Fields", "NoForm", "fields_of", "with_fields"]
