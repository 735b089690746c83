"""`python -m bot ask`: what the assistant makes of a message."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from bot.content.answer import answer
from bot.content.load import Content
from bot.content.risk.evidence import Evidence
from bot.content.risk.judge import judge
from bot.studio.check import Commands, content_or_exit, readable_in_part
from bot.studio.train import ensure_understanding

if TYPE_CHECKING:  # jieba and scipy take a second, which `check` need not wait for
    from bot.understanding.understanding import Understanding

_RUNNERS_UP = 3


def register(commands: Commands) -> None:
    """Adds `ask`."""
    parser = commands.add_parser("ask", help="问一句，看机器人怎么理解、怎么回答")
    parser.add_argument("text", nargs="?", help="要问的话，例如：刷单返利是真的吗")
    parser.add_argument(
        "--why", action="store_true", help="说明是哪些字词起了作用，最像哪些训练问法"
    )
    parser.add_argument("--jsonl", action="store_true", help="从标准输入逐行读，逐行输出 JSON")
    parser.set_defaults(run=_command)


def _command(args: argparse.Namespace) -> int:
    if not args.jsonl and not args.text:
        print('请写上要问的话，例如：python -m bot ask "刷单返利是真的吗"', file=sys.stderr)
        return 2
    with contextlib.redirect_stdout(sys.stderr):  # what is asked for is all that goes to stdout
        content = content_or_exit()
        understanding = ensure_understanding(content)
    with readable_in_part():
        if args.jsonl:
            return run_jsonl(understanding, content, sys.stdin)
        return run(understanding, content, args.text, args.why)


def line(text: str, found: dict[str, Any], content: Content) -> dict[str, Any]:
    """What `--jsonl` says of one message, given its assessment."""
    judgement = judge(
        content, text, found["topic"], found["confidence"], learned=found.get("learned")
    )
    others = [n for n in found["nearest"] if n["topic"] != found["topic"]]
    return {
        "text": text,
        "topic": found["topic"],
        "outcome": found["outcome"],
        "confidence": found["confidence"],
        "alternatives": others[:_RUNNERS_UP],
        "urgent": found["urgent"],
        "risk": judgement.level,
        "flags": [_flag(one) for one in judgement.evidence],
    }


def _flag(one: Evidence) -> dict[str, Any]:
    return {"id": one.id, "weight": one.weight, "passage": one.passage, "reason": one.reason}


def run_jsonl(understanding: Understanding, content: Content, lines: Iterable[str]) -> int:
    """One message a line in, one JSON object a line out."""
    for raw in lines:
        text = raw.rstrip("\r\n")
        print(json.dumps(line(text, understanding.assess(text), content), ensure_ascii=False))
    return 0


def run(understanding: Understanding, content: Content, text: str, why: bool = False) -> int:
    """Shows one message's topic, confidence, runners-up, words and answer, and `why`."""
    from bot.studio.why import show

    assessment = understanding.assess(text)
    found = line(text, assessment, content)
    outcome = {"answer": "直接回答", "offer": "给出相近主题", "oos": "超出范围"}[found["outcome"]]
    title = _title(content, found["topic"])
    print(f"主题：{found['topic']} {title}（{outcome}，把握 {found['confidence']:.0%}）")
    for other in found["alternatives"]:
        print(
            f"其次：{other['topic']} {_title(content, other['topic'])}（{other['confidence']:.0%}）"
        )
    print(f"紧急：{'是' if found['urgent'] else '否'}")
    _risk(found)
    print(f"分词：{' / '.join(understanding.words(text))}")
    if why:
        show(understanding, content, text)
    name = "offer" if found["outcome"] == "offer" else found["topic"]
    print("\n" + answer(content, name, text, assessment)["text"])
    return 0


def _title(content: Content, topic_id: str) -> str:
    topic = content.topics.get(topic_id)
    return topic.title if topic else ""


def _risk(found: dict[str, Any]) -> None:
    """The risk, and the passages that it rests on."""
    print(f"风险：{ {'high': '高', 'medium': '中', 'low': '低'}[found['risk']] }")
    for flag in found["flags"]:
        print(f"  {flag['id']}（{flag['weight']} 分）“{flag['passage']}”：{flag['reason']}")
