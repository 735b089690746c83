"""Turns what the models refuse into problems that a trainer can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.content.problems import Problem
from bot.content.source import Source

# pydantic's error type -> (what is wrong, how to mend it); {x} is filled from the error's context.
_MESSAGES = {
    "value_error.missing": ("缺少这个字段", "补上“{field}: …”"),
    "value_error.extra": ("不认识这个字段", "检查拼写，或删掉它"),
    "type_error.str": ("这里应该是一句文字", "以“{{”或“[”开头的句子要用单引号括起来"),
    "type_error.list": ("这里应该是一列条目", "每条另起一行，以“- ”开头，短横后面空一格"),
    "type_error.dict": ("这里应该是“字段: 内容”", "对照其他条目填写"),
    "type_error.none.not_allowed": ("没有内容", "填上内容，或删掉这一行"),
    "value_error.strictbool": ("只能写 true 或 false", "写 true（是）或 false（否），不加引号"),
    "value_error.date": ("不是日期", "写成 2026-11-22 这样"),
    "type_error.date": ("不是日期", "写成 2026-11-22 这样"),
    "value_error.any_str.min_length": ("太短", "至少 {limit_value} 个字"),
    "value_error.any_str.max_length": ("太长", "最多 {limit_value} 个字"),
    "value_error.list.min_items": ("一条也没有", "至少写 {limit_value} 条"),
    "value_error.str.regex": ("格式不对", "写成 06-09 这样的月-日"),
    "value_error.const": ("不能这样写", "只能写 {permitted}"),
}


def shape_problems(
    source: Source, base: tuple, errors: Sequence[Mapping[str, Any]]
) -> list[Problem]:
    """Problems for `errors` (as pydantic lists them), each at its place in the file."""
    return [_problem(source, (*base, *error["loc"]), error) for error in errors]


def _problem(source: Source, loc: tuple, error: Mapping[str, Any]) -> Problem:
    context = {**error.get("ctx", {}), "field": loc[-1]}
    permitted = context.get("permitted")
    if permitted:
        context["permitted"] = "、".join(map(str, permitted))
    if error["type"] == "value_error" and "|" in error["msg"]:
        message, fix = error["msg"].split("|", 1)
    else:
        message, fix = _MESSAGES.get(error["type"], ("填写有误", "对照其他条目填写"))
    if error["type"] == "value_error.extra":
        line, column = source.key_position(loc)
        return Problem(source.path, line, column, str(loc[-1]), message, fix)
    return source.problem(loc, message, fix.format(**context))
