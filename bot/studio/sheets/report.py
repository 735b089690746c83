"""What is printed: what was changed, what is wrong, what else the trainer should know."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from bot.content.load import Content
from bot.content.problems import Problem
from bot.studio.check import summary
from bot.studio.sheets.columns import FIELDS, LIST_TITLES, SHEETS
from bot.studio.sheets.edits import Edit, Plan
from bot.studio.sheets.found import Finding
from bot.studio.sheets.order import kept
from bot.studio.sheets.texts import paths

_PLACE = re.compile(r"(\w+)!([A-Z]+)(\d+)")
_TITLES = {column.field: column.title for column in FIELDS}


def notes(plan: Plan) -> None:
    """What the trainer should know."""
    for note in plan.notes:
        print(f"注意：{note}")


def broken(problems: list[Problem]) -> int:
    """The files have to be mended before they can be shown in sheets, or changed."""
    print("\n".join(map(str, problems)), file=sys.stderr)
    print("先把上面的文件改好，再导出、导入。什么也没有写。", file=sys.stderr)
    return 1


def refused(found: Sequence[Finding | Problem]) -> int:
    """Everything that is wrong; nothing was changed."""
    lines = dict.fromkeys(map(str, sorted(found, key=_order)))
    print("\n".join(lines), file=sys.stderr)
    print(f"共 {len(lines)} 处要改。什么也没有写，文件和导入之前一样。", file=sys.stderr)
    return 1


def changes(plan: Plan, files: dict, content: Content, after: list[Problem], dry: bool) -> None:
    """What was changed, topic by topic."""
    for edit in plan.edits:
        print(_said(edit))
    after = [problem for problem in after if problem.path in files]
    for problem in after:
        print(problem)
    print(summary(content, after))
    if not files:
        print("表格和文件一样，没有要改的。")
    elif dry:
        print(f"试运行：会改动 {len(files)} 个文件，现在什么也没有写。去掉 --dry-run 就写进去。")
    else:
        print(f"写好了：改动了 {len(files)} 个文件。")


def _said(edit: Edit) -> str:
    if edit.deleted:
        return f"删除主题 {edit.id}：{'、'.join(paths(edit))}"
    parts = [f"改了{_TITLES[name]}" for name in edit.fields] if edit.old else ["新主题"]
    for name, entries in edit.lists.items():
        old = edit.old.entries(name) if edit.old else []
        parts.append(f"{LIST_TITLES[name]}{_counts(old, entries)}")
    return f"{paths(edit)[0]}：{'；'.join(parts)}"


def _counts(old: list, new: list) -> str:
    plan = kept(old, new)
    used = {one.index for one in plan}
    numbers = {
        "增": sum(one.index is None for one in plan),
        "删": len(old) - len(used - {None}),
        "改": sum(one.index is not None and one.value is not None for one in plan),
        "换位置": sum(one.index is not None and one.moved for one in plan),
    }
    return "".join(f" {word} {count}" for word, count in numbers.items() if count)


def _order(found: Finding | Problem) -> tuple:
    """By sheet, row and column; what concerns no cell comes last."""
    place = _PLACE.match(found.where) if isinstance(found, Finding) else None
    if place is None:
        return (len(SHEETS), 0, "", str(found))
    sheet = [*SHEETS].index(place[1]) if place[1] in SHEETS else len(SHEETS)
    return (sheet, int(place[3]), place[2].rjust(3), str(found))
