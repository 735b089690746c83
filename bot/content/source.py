"""Reads one YAML file and remembers where everything stands in it.

Scalars stay text, except `true`, `false` and the empty value: a phone number keeps its leading
zero, a date stays as written, and `yes` is a word. What the text must be is for the model to say.
Anchors, aliases (bot.content.guard) and tags are refused: trainers do not need them, attackers do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from bot.content.guard import refused
from bot.content.problems import Problem

Loc = Sequence[str | int]


class _TextLoader(yaml.CSafeLoader):  # the C parser: 170 files in a fraction of a second
    """Resolves booleans and the empty value only."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, Any]]] = {}


_TextLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf")
)
_TextLoader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:~|null|)$"), ["~", "n", ""]
)

_STR, _BOOL, _NULL = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "bool", "null"))
_MAP, _SEQ = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"

# What libyaml says -> what it means for somebody who is no programmer.
_SYNTAX = [
    (r"cannot start any token", "这里有 YAML 不认识的字符", "内容以特殊符号开头时，用单引号括起来"),
    (
        r"mapping values are not allowed|implicit key",
        "冒号的位置不对，或上一行没有写完",
        "检查缩进和引号；文字里要用冒号时写中文冒号“：”，或用单引号把整句括起来",
    ),
    (r"expected ':'", "这一行或上一行缺少英文冒号", "写成“字段: 内容”，英文冒号后空一格"),
    (
        r"expected <block end>|expected key|expected '-'|block (mapping|collection)",
        "缩进或层级不对",
        "同一层的内容对齐；每条前面用两个空格加“- ”",
    ),
    (
        r"unexpected end of stream|quoted scalar|document (indicator|separator)",
        "引号没有成对",
        "补上另一半引号，或去掉引号",
    ),
    (
        r"flow (sequence|mapping|node)|',' or",
        "方括号或花括号没有写完整",
        "检查 [ ]、{ } 和英文逗号是否成对",
    ),
    (r"single document", "一个文件里有两份内容(---)", "删掉“---”，一个文件只写一个主题"),
    (r"undefined alias", "“*”开头的内容会被当成别名", "用单引号把这一句括起来"),
    (r"anchor|alias", "“&”或“*”开头的内容会被当成标记", "用单引号把这一句括起来"),
    (r"control characters|special characters", "有看不见的控制字符", "删掉这一行重新输入"),
    (r"tag", "“!”开头的内容会被当成标记", "用单引号把这一句括起来"),
]


# Slips that are seen before YAML reads the file; the match ends at the place that is wrong.
_SLIPS = [
    (re.compile(r"^ *\t"), "行首用了 Tab 键", "删掉 Tab，改用两个空格缩进"),
    (
        re.compile(
            r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
        ),
        "有看不见的控制字符",
        "删掉这一行重新输入",
    ),
    (
        re.compile(r"^\s*(?:- +|[a-z_]+: +)\{(?=[^{}:,]*\}(?! *#)[^,\]}]*$)"),
        "以“{”开头的句子没有加引号",
        "用单引号把整句括起来，如 '{110} 报警'",
    ),
]
_NO_SPACE = re.compile(r"^\s*(?:- +)?([a-z_]+):(?=\S)")
_FULL_WIDTH_COLON = re.compile(r"^\s*(?:- +)?([a-z_]+)\s*\uff1a")


@dataclass(frozen=True)
class Source:
    """A parsed file: its plain `data` and the YAML nodes that carry the positions."""

    path: str
    data: Any
    root: yaml.Node | None
    text: str = ""

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.splitlines()

    def position(self, loc: Loc) -> tuple[int, int]:
        """Line and column (from 1) of the value at `loc`, or of its nearest parent that exists."""
        node, found = self.root, None
        for step in loc:
            child = _child(node, step)
            if child is None:
                break
            node = found = child
        return _mark(found or self.root)

    def find(self, loc: Loc, needle: str) -> tuple[int, int]:
        """Line and column of `needle` within the value at `loc`: the number in a long answer."""
        line, column = self.position(loc)
        for number, text in enumerate(self._lines[line - 1 : line + 30], line):
            at = text.find(needle, column - 1 if number == line else 0)
            if at >= 0:
                return number, at + 1
        return line, column

    def key_position(self, loc: Loc) -> tuple[int, int]:
        """Line and column of the key itself: for a key that should not be there."""
        node = self.root
        for step in loc[:-1]:
            node = _child(node, step)
        if isinstance(node, yaml.MappingNode):
            for key, _ in node.value:
                if key.value == loc[-1]:
                    return _mark(key)
        return self.position(loc)

    def problem(self, loc: Loc, message: str, fix: str, needle: str = "", **kwargs: Any) -> Problem:
        """A problem at the value that `loc` names, or at the `needle` within it."""
        line, column = self.find(loc, needle) if needle else self.position(loc)
        return Problem(self.path, line, column, field_name(loc), message, fix, **kwargs)


def field_name(loc: Loc) -> str:
    """('questions', 3) -> 'questions[4]': people count from one."""
    name = ""
    for step in loc:
        name += f"[{step + 1}]" if isinstance(step, int) else ("." if name else "") + str(step)
    return name


def read(
    path: Path, root: Path, fields: frozenset[str] = frozenset()
) -> tuple[Source, list[Problem]]:
    """Reads a YAML file; what cannot be read comes back as problems, never as an exception.

    `fields` are the keys that the file may have: with them, `title：` is known for a slip.
    """
    name = path.relative_to(root).as_posix()
    try:
        raw = path.read_bytes()
    except OSError as error:
        problem = Problem(name, 1, 1, "", f"文件打不开（{error.strerror}）", "检查文件权限")
        return Source(name, None, None), [problem]
    return parse(name, raw, fields)


def parse(
    name: str, raw: bytes, fields: frozenset[str] = frozenset()
) -> tuple[Source, list[Problem]]:
    """The same for bytes that need not be in the file called `name` (yet)."""
    nothing = Source(name, None, None)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig", "replace")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        return nothing, [
            Problem(name, line, column, "", "文件不是 UTF-8 编码", "另存为 UTF-8 编码")
        ]
    slips = _slips(name, text, fields)
    if slips:
        return nothing, slips
    return _parse(name, text)


def _slips(name: str, text: str, fields: frozenset[str]) -> list[Problem]:
    """What YAML would only misunderstand further down."""
    problems = []
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, message, fix in _SLIPS:
            slip = pattern.match(line)
            if slip:
                problems.append(Problem(name, number, slip.end(), "", message, fix))
        tight = _NO_SPACE.match(line)
        if tight and tight.group(1) in fields:
            fix = f"冒号后空一格，如“{tight.group(1)}: …”"
            message = "冒号后面少了空格"
            problems.append(Problem(name, number, tight.end(), tight.group(1), message, fix))
        colon = _FULL_WIDTH_COLON.match(line)
        if colon and colon.group(1) in fields:
            fix = f"改成英文冒号加一个空格，如“{colon.group(1)}: …”"
            message = "用了中文冒号“：”"
            problems.append(Problem(name, number, colon.end(), colon.group(1), message, fix))
    return problems


def _parse(name: str, text: str) -> tuple[Source, list[Problem]]:
    nothing = Source(name, None, None)
    try:
        unwanted = refused(name, text)
        if unwanted:
            return nothing, unwanted
        node = _TextLoader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        return nothing, [_syntax_problem(name, text, error)]
    except yaml.YAMLError:
        return nothing, [Problem(name, 1, 1, "", "YAML 读不懂这个文件", "另存为 UTF-8 纯文本")]
    if node is None:
        return nothing, [
            Problem(name, 1, 1, "", "文件是空的", "对照其他主题的文件填写，或删除这个文件")
        ]
    problems: list[Problem] = []
    data = _build(name, node, (), problems)
    return Source(name, data, node, text), problems


def _syntax_problem(name: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    said = f"{error.context or ''} {error.problem or ''}"
    # A quote or bracket that never closes is best shown where it opens.
    opened = re.search(r"quoted scalar|flow (sequence|mapping)", error.context or "")
    mark = (error.context_mark if opened else None) or error.problem_mark or error.context_mark
    message, fix = "YAML 写法有误", "对照其他主题的文件检查缩进、冒号和引号"
    for pattern, told, mend in _SYNTAX:
        if re.search(pattern, said):
            message, fix = told, mend
            break
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(name, min(line, text.count("\n") + 1), column, "", message, fix)


def _build(name: str, node: yaml.Node, loc: tuple, problems: list[Problem]) -> Any:
    """YAML nodes to plain data; duplicate keys and tags become problems."""

    def complain(at: yaml.Node, where: Loc, message: str, fix: str) -> None:
        line, column = _mark(at)
        problems.append(Problem(name, line, column, field_name(where), message, fix))

    if isinstance(node, yaml.MappingNode) and node.tag == _MAP:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                complain(
                    key_node, loc, "字段名只能是文字", "检查花括号；以“{”开头的句子用单引号括起来"
                )
                continue
            key = key_node.value
            if key in result:
                complain(key_node, (*loc, key), "同一个字段写了两次", "删掉其中一个，或合并内容")
                continue
            result[key] = _build(name, value_node, (*loc, key), problems)
        return result
    if isinstance(node, yaml.SequenceNode) and node.tag == _SEQ:
        return [_build(name, n, (*loc, i), problems) for i, n in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode) and node.tag in (_STR, _BOOL, _NULL):
        return {_BOOL: node.value == "true", _NULL: None}.get(node.tag, node.value)
    complain(node, loc, "不能用“!”标记", "用单引号把这一句括起来")
    return None


def _child(node: yaml.Node | None, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None


def _mark(node: yaml.Node | None) -> tuple[int, int]:
    mark = node.start_mark if node is not None else None
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
