"""`python -m bot purge` and `python -m bot feedback`."""

from __future__ import annotations

import argparse
import collections
import json
from dataclasses import asdict

from bot.content.load import Content
from bot.store.feedback import FeedbackStore
from bot.studio.check import Commands, content_or_exit

_LATEST = 20


def register(commands: Commands) -> None:
    """Adds `purge` and `feedback`."""
    purge = commands.add_parser("purge", help="删除很久没有新消息的对话（服务运行时也会自动删）")
    purge.add_argument("--hours", type=float, help="几小时没有新消息就删，默认 24")
    purge.set_defaults(run=_purge)
    said = commands.add_parser("feedback", help="看居民说哪些回答有用、没用")
    said.add_argument("--json", action="store_true", help="逐行输出 JSON")
    said.set_defaults(run=lambda args: feedback(content_or_exit(), args.json))


def _purge(args: argparse.Namespace) -> int:
    from bot.store.ending import hours_to_keep

    return purge_now(hours_to_keep() if args.hours is None else args.hours)


def purge_now(hours: float) -> int:
    """Deletes conversations without a message for so many hours."""
    from bot.store.ending import purge

    print(f"删除了 {purge(hours)} 段超过 {hours:g} 小时没有新消息的对话。")
    return 0


def feedback(content: Content, as_json: bool = False) -> int:
    """Prints what residents said of the answers: by topic, and the latest 没用."""
    verdicts = FeedbackStore().all()
    if as_json:
        for verdict in verdicts:
            print(json.dumps(asdict(verdict), ensure_ascii=False))
        return 0
    if not verdicts:
        print("还没有居民评价过回答。")
        return 0
    counts: dict[str, collections.Counter[bool]] = collections.defaultdict(collections.Counter)
    for verdict in verdicts:
        counts[verdict.topic or ""][verdict.useful] += 1
    print("主题　有用　没用")
    for topic, count in sorted(counts.items(), key=lambda item: -item[1][False]):
        title = content.topics[topic].title if topic in content.topics else topic or "（没认出）"
        print(f"{title}　{count[True]}　{count[False]}")
    disliked = [verdict for verdict in verdicts if not verdict.useful][:_LATEST]
    if disliked:
        print("\n最近说“没用”的问话：")
        for verdict in disliked:
            print(f"  {verdict.day}  {verdict.topic}  {verdict.question}")
    return 0
