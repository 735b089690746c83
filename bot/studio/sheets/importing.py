"""`python -m bot import`: from the sheets into the files, all or nothing."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from bot.content.checks import added, check, errors
from bot.content.load import HELD_OUT
from bot.content.problems import Problem
from bot.studio.sheets import journal, reading, report
from bot.studio.sheets.columns import STATE
from bot.studio.sheets.edits import Edit, Plan
from bot.studio.sheets.filled import filled
from bot.studio.sheets.found import Finding
from bot.studio.sheets.plan import Planner
from bot.studio.sheets.snapshot import snapshot, unreadable
from bot.studio.sheets.state import State
from bot.studio.sheets.texts import new_files, paths, shape, told
from bot.studio.yaml_edit import EditError

Files = dict[str, "bytes | None"]


def run(root: Path, source: Path, dry: bool, delete: bool) -> int:
    """Imports `source`; 0 if all of it could be, 1 if nothing was."""
    try:
        with journal.alone(root):
            if dry and journal.unfinished(root):
                print(
                    "上一次导入中断了。先不加 --dry-run 运行一次，恢复原来的文件。", file=sys.stderr
                )
                return 1
            recover(root)
            return _import(root, source, dry, delete)
    except journal.Busy:
        print("另一个导入正在进行，等它结束再试。", file=sys.stderr)
    except reading.Unreadable as error:
        print(error, file=sys.stderr)
    except OSError as error:
        said = f"写不进 {error.filename}（{error.strerror}）→ 检查磁盘空间和权限"
        print(f"{said}。所有文件都和导入之前一样。", file=sys.stderr)
    return 1


def recover(root: Path) -> None:
    """Tells of an import that died in the middle, and undoes it."""
    done = journal.unfinished(root)
    lines = journal.recover(root)
    if done:
        print("上一次导入中途断了，没有做完。已经恢复到那次导入之前：", file=sys.stderr)
        print("\n".join(lines or ["  那时还没有改动任何文件"]), file=sys.stderr)


def _import(root: Path, source: Path, dry: bool, delete: bool) -> int:
    book = reading.read(source)
    rows = [["" if v is None else str(v) for v in row] for _, row in book.sheets.get(STATE, [])]
    state = State.from_rows(rows)
    if state is None:
        told = "里面没有导出时留下的“校验”表，看不出改了哪里"
        raise reading.Unreadable(f"{source} {told} → 重新导出一份，把改动抄过去")
    content, before = check(root)
    broken = unreadable(content, before)
    if broken:
        return report.broken(broken)
    plan = Planner(filled(book), state, snapshot(root, content), book.typed).run(delete)
    files = _files(plan)
    report.notes(plan)
    if plan.findings or dry:
        return _rehearse(root, plan, files, before, dry)
    if not files:
        print("表格和文件一样，没有要改的。")
        return 0
    return _write(root, plan, files, before)


def _files(plan: Plan) -> Files:
    """The new files of all edits that the model accepts; what it refuses is found."""
    files: Files = {}
    said = {finding.where for finding in plan.findings}
    for edit in plan.edits:
        found = [finding for finding in shape(edit) if finding.where not in said]
        plan.findings += found
        if found:
            continue
        try:
            files |= new_files(edit)
        except (EditError, UnicodeError) as error:
            where = edit.cells.get(("id", ""), paths(edit)[0])
            plan.findings.append(Finding(where, str(error), f"直接改 {paths(edit)[0]}"))
    return files


def _rehearse(root: Path, plan: Plan, files: Files, before: list[Problem], dry: bool) -> int:
    """Tries the change on a copy, to tell everything that is wrong with it; writes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("data", HELD_OUT):
            shutil.copytree(root / name, copy / name)
        for path, new in files.items():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes(new) if new is not None else (copy / path).unlink(True)
        content, after = check(copy)
    if plan.findings or _new(before, after):
        return _refuse(plan, _new(before, after))
    report.changes(plan, files, content, after, dry)
    return 0


def _write(root: Path, plan: Plan, files: Files, before: list[Problem]) -> int:
    """Writes the files and keeps them if the check has nothing new against them."""
    with journal.replacing(root, files) as accept:
        content, after = check(root)
        new = _new(before, after)
        if not new:
            accept()
    if new:
        return _refuse(plan, new)
    report.changes(plan, files, content, after, dry=False)
    return 0


def _new(before: list[Problem], after: list[Problem]) -> list[Problem]:
    """The errors that were not there before."""
    return added(errors(before), errors(after))


def _refuse(plan: Plan, problems: list[Problem]) -> int:
    edits: dict[str, Edit] = {path: edit for edit in plan.edits for path in paths(edit)}
    findings = [
        told(problem, edits[problem.path])
        if problem.path in edits and not edits[problem.path].deleted
        else problem
        for problem in problems
    ]
    return report.refused([*plan.findings, *findings])
