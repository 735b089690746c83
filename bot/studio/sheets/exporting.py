"""`python -m bot export`: all topics as a workbook, or as CSV files."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from bot.content.load import load
from bot.studio.sheets import journal, report
from bot.studio.sheets.cells import guarded
from bot.studio.sheets.importing import recover
from bot.studio.sheets.reading import write_csv
from bot.studio.sheets.snapshot import snapshot, unreadable
from bot.studio.sheets.tables import tables
from bot.studio.sheets.workbook import write


def run(root: Path, target: Path, as_csv: bool, force: bool) -> int:
    """Writes the sheets; 0 if that was possible."""
    problem = _refused(target, as_csv, force)
    if problem:
        print(problem, file=sys.stderr)
        return 2
    try:
        with journal.alone(root):
            recover(root)
            return _export(root, target, as_csv)
    except journal.Busy:
        print("有一个导入正在进行，等它结束再导出。", file=sys.stderr)
    except OSError as error:
        print(
            f"写不了 {target}（{error.strerror}）→ 换个地方，或先关掉打开它的程序。",
            file=sys.stderr,
        )
    return 1


def _refused(target: Path, as_csv: bool, force: bool) -> str:
    """Why it cannot be written there, if so."""
    if not as_csv and target.suffix.lower() != ".xlsx":
        return f"文件名要以 .xlsx 结尾，如 {target.stem or '问答'}.xlsx；要 CSV 就加 --csv"
    if as_csv and target.is_file():
        return f"{target} 是一个文件；--csv 要写一个文件夹的名字，如 问答表"
    if target.exists() and not force and not (as_csv and not any(target.iterdir())):
        return f"已经有 {target} 了，里面可能有您的改动 → 换个名字；确定不要了，加 --force"
    return ""


def _export(root: Path, target: Path, as_csv: bool) -> int:
    content, problems = load(root)
    broken = unreadable(content, problems)
    if broken:
        return report.broken(broken)
    sheets = tables(snapshot(root, content).values())
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        if as_csv:
            write_csv(target, sheets, guarded)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            write(temporary, sheets)
            os.replace(temporary, target)
    finally:
        if temporary.exists():
            shutil.rmtree(temporary, True) if temporary.is_dir() else temporary.unlink()
    questions = sum(len(topic.all_questions()) for topic in content.topics.values())
    tested = sum(map(len, content.held_out.values()))
    print(f"写好了 {target}：{len(content.topics)} 个主题，{questions} 个问法，{tested} 个考题。")
    print(f"改完保存，再用 python -m bot import {target} --dry-run 看看会改什么。")
    return 0
