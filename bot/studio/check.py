"""`python -m bot check`: everything that is wrong with the content, at once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.content.checks import check, errors
from bot.content.load import ROOT, Content
from bot.content.problems import Problem, Severity

Commands = argparse._SubParsersAction  # what `add_parser` is called on; argparse has no other name


def register(commands: Commands) -> None:
    """Adds `check`."""
    parser = commands.add_parser("check", help="检查 data/ 下的全部内容")
    parser.add_argument(
        "--publish", action="store_true", help="按发布的标准检查（号码过期也算不合格）"
    )
    parser.set_defaults(run=lambda args: run(publishing=args.publish))


def run(root: Path = ROOT, publishing: bool = False) -> int:
    """Prints the problems; 0 if the assistant may start (or, when `publishing`, be published)."""
    content, problems = check(root)
    for problem in problems:
        print(problem)
    print(summary(content, problems))
    blocking = errors(problems)
    if publishing:
        blocking += [p for p in problems if p.severity is Severity.BLOCKER]
    return 1 if blocking else 0


def summary(content: Content, problems: list[Problem]) -> str:
    """One line: how much was read and how much of it needs mending."""
    questions = sum(len(topic.all_questions()) for topic in content.topics.values())
    tested = sum(map(len, content.held_out.values()))
    read = (
        f"{len(content.topics)} 个主题，{questions} 个训练问法，{tested} 个测试问法，"
        f"{len(content.hotlines)} 个号码"
    )
    counts = [f"{sum(p.severity is s for p in problems)} 个{s.value}" for s in Severity]
    return f"检查完毕：{read}。{'，'.join(counts)}。"


def content_or_exit(root: Path = ROOT) -> Content:
    """The checked content for a command that needs it; prints the errors and exits with 1."""
    content, problems = check(root, held_out=False)
    broken = errors(problems)
    if broken:
        print("\n".join(map(str, broken)), file=sys.stderr)
        print(f"内容有 {len(broken)} 个错误，先改好再启动。", file=sys.stderr)
        raise SystemExit(1)
    return content
