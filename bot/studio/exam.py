"""`python -m bot test`: asks the trained model every held-out question, and counts."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from bot.content.load import Content, load
from bot.content.model import OUT_OF_SCOPE
from bot.studio.check import Commands, content_or_exit, readable_in_part, topic_named
from bot.studio.exam_result import Figures, Miss, Result

_EXAMPLES = """例子：
  python -m bot test                       全部考题，约五秒
  python -m bot test scam_brushing 问候     只考几个主题，写文件名或标题
  python -m bot test --misses              只列答错的，写明在哪个文件第几行
  python -m bot test --at-least 95         第一选择不到 95% 就算不合格（退出码 1）
"""
Progress = Callable[[int, int], None]  # (asked so far, to be asked)
_THREE = 3


def register(commands: Commands) -> None:
    """Adds `test`."""
    parser = commands.add_parser(
        "test",
        help="用考题（tests/questions）考一考学会的问法",
        description="把没有训练过的考题逐句问一遍，看认得准不准。改了问法以后考一次，比一比。",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("topics", nargs="*", metavar="主题", help="只考这些主题；不写就全考")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    parser.add_argument("--misses", action="store_true", help="只列答错的")
    parser.add_argument(
        "--at-least", type=_percent, metavar="百分数", help="第一选择的正确率至少要多少"
    )
    parser.set_defaults(run=_command)


def _percent(text: str) -> float:
    try:
        value = float(text.rstrip("%％"))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"“{text}”不是 0 到 100 的数")
    return value


def _command(args: argparse.Namespace) -> int:
    from bot.studio.exam_report import bar, show

    content_or_exit()
    content, _ = load()
    topics = [topic_named(content, named) for named in args.topics]
    if None in topics:
        return 2
    chosen = [t for t in topics if t] or None
    if not any(content.held_out.get(t) for t in chosen or content.held_out):
        print("没有考题。考题写在 tests/questions/<分组>/<主题>.yml", file=sys.stderr)
        return 2
    with contextlib.redirect_stdout(sys.stderr):  # what is asked for is all that goes to stdout
        from bot.studio.train import ensure_understanding

        understanding = ensure_understanding(content).without_risk()
        result = examine(understanding, content, chosen, bar() if sys.stderr.isatty() else None)
    with readable_in_part():
        show(result, content, args.json, args.misses)
    right = 100 * result.total.right / result.total.asked
    return 1 if args.at_least is not None and right < args.at_least else 0


class Understands(Protocol):
    """What can be examined: bot.understanding, or a stand-in in a test."""

    def assess(self, text: str) -> dict[str, Any]:
        """The assessment of a message (bot.understanding.topics.Found)."""


def examine(
    understanding: Understands,
    content: Content,
    topics: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Result:
    """Asks the held-out questions, of these topics or all; `content` was loaded with them.

    Whatever `understanding` raises comes through.
    """
    chosen = [t for t in content.held_out if topics is None or t in topics]
    total, asked, started = sum(len(content.held_out[t]) for t in chosen), 0, time.monotonic()
    figures, misses = {topic: Figures() for topic in chosen}, []
    for topic in chosen:
        for index, question in enumerate(content.held_out[topic]):
            found = understanding.assess(question.text)
            figures[topic] += _counted(topic, question.urgent, found)
            wrong = _wrong(topic, question.urgent, found)
            if wrong:
                taken = found["topic"], found["confidence"]
                misses.append(Miss(topic, index, question.text, *taken, wrong))
            asked += 1
            if progress:
                progress(asked, total)
    return Result(figures, misses, time.monotonic() - started)


def _wrong(topic: str, urgent: bool, found: dict[str, Any]) -> tuple[str, ...]:
    missed, alarm = urgent and not found["urgent"], found["urgent"] and not urgent
    named = {"topic": found["topic"] != topic, "urgent": missed, "alarm": alarm}
    return tuple(name for name, so in named.items() if so)


def _counted(topic: str, urgent: bool, found: dict[str, Any]) -> Figures:
    """One question; among the first three are what was taken and the next that are nearest."""
    first, alarm = found["topic"], bool(found["urgent"])
    others = [near["topic"] for near in found["nearest"] if near["topic"] != first]
    return Figures(
        asked=1,
        right=first == topic,
        among_three=topic in [first, *others][:_THREE],
        urgent=urgent,
        urgent_found=urgent and alarm,
        calm=not urgent,
        false_alarms=alarm and not urgent,
        refused=first == OUT_OF_SCOPE,
    )
