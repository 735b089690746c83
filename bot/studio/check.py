"""`python -m bot check`: everything that is wrong with the content, at once."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path

from bot.content.checks import check, errors
from bot.content.load import ROOT, Content
from bot.content.problems import Problem, Severity
from bot.content.render import fill

_TOLD = (Severity.ERROR, Severity.BLOCKER, Severity.WARNING)  # advice has a summary of its own
_EXAMPLES = """例子：
  python -m bot check                        有没有错
  python -m bot check --advice               再看哪里可以写得更好，每类列最要紧的三条
  python -m bot check --topic scam_brushing  只看“刷单返利”这个主题，全部列出
  python -m bot check --advice --json        给程序用，一行一条
"""

Commands = argparse._SubParsersAction  # what `add_parser` is called on; argparse has no other name


def register(commands: Commands) -> None:
    """Adds `check`."""
    parser = commands.add_parser(
        "check",
        help="检查 data/ 下的全部内容；--advice 再给改进建议",
        description="检查 data/ 下的全部内容，写明哪个文件、第几行、第几列、怎么改。",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--publish", action="store_true", help="按发布的标准检查（号码过期也算不合格）"
    )
    parser.add_argument("--advice", action="store_true", help="再给改进建议（约二十秒）")
    parser.add_argument("--topic", metavar="主题", help="只看一个主题的全部问题和建议")
    parser.add_argument("--json", action="store_true", help="逐行输出 JSON")
    parser.set_defaults(run=_command)


def _command(args: argparse.Namespace) -> int:
    if not (args.advice or args.topic or args.json):
        return run(publishing=args.publish)
    content, problems = check()
    told = 0
    with readable_in_part():
        told = _further(content, problems, args)
    return told or _status(problems, args.publish)


@contextmanager
def readable_in_part() -> Iterator[None]:
    """For long output: whoever reads only its head (`| head`, `q` in less) breaks nothing."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _further(content: Content, problems: list[Problem], args: argparse.Namespace) -> int:
    """Advice, or the problems as JSON; 2 if the topic that was named does not exist."""
    if args.json and not (args.advice or args.topic):
        for problem in problems:
            print(json.dumps({**asdict(problem), "kind": None}, ensure_ascii=False))
        return 0
    from bot.studio import advise  # jieba's dictionary alone takes a second

    told = advise.run(content, problems, args.topic, args.json)
    if told == 0 and not args.json:
        print(summary(content, problems))
    return told


def run(root: Path = ROOT, publishing: bool = False) -> int:
    """Prints the problems; 0 if the assistant may start (or, when `publishing`, be published)."""
    content, problems = check(root)
    for problem in problems:
        print(problem)
    print(summary(content, problems))
    return _status(problems, publishing)


def _status(problems: list[Problem], publishing: bool) -> int:
    """1 if the problems keep the assistant from starting or, when `publishing`, the content from
    being published."""
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
    counts = [f"{sum(p.severity is s for p in problems)} 个{s.value}" for s in _TOLD]
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


def topic_named(content: Content, named: str) -> str | None:
    """The topic with this id or title; says what it might have been if there is none."""
    titles = {fill(content, topic.title): topic_id for topic_id, topic in content.topics.items()}
    if named in content.topics:
        return named
    if named in titles:
        return titles[named]
    near = get_close_matches(named, [*content.topics, *titles], n=3, cutoff=0.4)
    hint = f"您要找的是不是：{'、'.join(near)}" if near else "主题名就是 data/faq 下的文件名"
    print(f"没有叫 {named} 的主题。{hint}", file=sys.stderr)
    return None
