"""What is refused before a YAML text is made into data: references, and nesting without end.

The parser's events come one after another, however deep they are nested. Whoever builds nodes from
them calls himself once a level, so that 100,000 brackets would end the whole program.
"""

from __future__ import annotations

import yaml

from bot.content.problems import Problem

DEEPEST = 20  # our own files nest four deep
_MOST = 20  # the same slip again and again tells nothing new
_REFERENCE = (
    "不能用 & 和 * 引用别处的内容",
    "把内容直接写在这里；真要写这个符号，用单引号把整句括起来",
)
_DEEP = "一层套一层，套得太深", "检查方括号、花括号和缩进；一个字段里最多一层列表"


def refused(name: str, text: str) -> list[Problem]:
    """Anchors, aliases and what is nested too deep. Raises yaml.YAMLError if it cannot be read."""
    loader, depth = yaml.CSafeLoader(text), 0
    problems: list[Problem] = []
    while len(problems) < _MOST:
        event = loader.get_event()
        if event is None or isinstance(event, yaml.StreamEndEvent):
            break
        if getattr(event, "anchor", None):
            problems.append(_problem(name, event, *_REFERENCE))
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            return [*problems, _problem(name, event, *_DEEP)]
    return problems


def _problem(name: str, event: yaml.Event, message: str, fix: str) -> Problem:
    mark = event.start_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(name, line, column, "", message, fix)
