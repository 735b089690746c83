"""`python -m bot inbox`: what residents asked that was not answered well, for the trainers.

Questions are masked before they are kept (bot.channel.record); they are grouped by similarity.
`waiting` finds them, `acts` does something about them; here it is told on a terminal.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bot.content.load import ROOT, Content
from bot.store.asked import AskedStore
from bot.store.feedback import FeedbackStore
from bot.studio.check import Commands, content_or_exit
from bot.studio.desk import Desk
from bot.studio.inbox.acts import add_question
from bot.studio.inbox.waiting import REASONS, Waiting, group_named, waiting
from bot.studio.refused import Refused

_SHOWN, _TEXTS = 30, 3
_EXAMPLES = """\
例子：
  python -m bot inbox                          看还没处理的，问得多的在前
  python -m bot inbox add 3f2a91 scam_loan     把这一组里最常见的说法加进 scam_loan
  python -m bot inbox add 3f2a91 scam_loan --text "贷款要先交保险费吗"
  python -m bot inbox dismiss 3f2a91           不归我们管，以后不再列出
"""


def register(commands: Commands) -> None:
    """Adds `inbox`, with `add` and `dismiss`."""
    layout = argparse.RawDescriptionHelpFormatter
    parser = commands.add_parser(
        "inbox", help="居民问了、没答好的话", epilog=_EXAMPLES, formatter_class=layout
    )
    parser.add_argument("--json", action="store_true", help="逐行输出 JSON")
    parser.set_defaults(run=lambda args: show(content_or_exit(), args.json))
    actions = parser.add_subparsers(metavar="动作")
    add = actions.add_parser("add", help="把一组里的一句加进主题的问法")
    add.add_argument("group", help="组号")
    add.add_argument("topic", help="主题的文件名")
    add.add_argument("--text", help="加哪一句；不写就加最常见的那句")
    add.add_argument("--urgent", action="store_true", help="加进紧急问法")
    add.set_defaults(run=_add)
    dismiss = actions.add_parser("dismiss", help="这一组不用处理")
    dismiss.add_argument("group", help="组号")
    dismiss.set_defaults(run=lambda args: _dismiss(args.group))


def show(content: Content, as_json: bool) -> int:
    """Prints the groups."""
    found = waiting(AskedStore(), FeedbackStore())
    for one in found if as_json else found[:_SHOWN]:
        if as_json:
            told = {"group": one.group.id, "asked": one.group.asked, "topic": one.topic}
            told |= {"texts": dict(one.group.counts), "reasons": dict(one.reasons)}
            print(json.dumps(told, ensure_ascii=False))
        else:
            print("\n".join(_lines(content, one)))
    if not found and not as_json:
        print("没有要处理的。居民问了、没答好的话，会出现在这里。")
    elif len(found) > _SHOWN and not as_json:
        print(f"还有 {len(found) - _SHOWN} 组，处理完上面的再看。")
    return 0


def _lines(content: Content, one: Waiting) -> list[str]:
    topic = content.topics.get(one.topic or "")
    likely = f"　最像：{topic.id} {topic.title}" if topic else ""
    why = "，".join(f"{REASONS[name]} {count} 次" for name, count in one.reasons.most_common())
    more = (
        [f"    还有 {len(one.group.texts) - _TEXTS} 种说法"]
        if len(one.group.texts) > _TEXTS
        else []
    )
    return [
        f"[{one.group.id}] 问了 {one.group.asked} 次{likely}",
        f"    {why}",
        *(f"    “{text}”" for text in one.group.texts[:_TEXTS]),
        *more,
    ]


def _find(name: str) -> Waiting | None:
    found = group_named(name, AskedStore(), FeedbackStore())
    if found is None:
        print(f"没有 {name} 这一组 → 用 python -m bot inbox 看组号。", file=sys.stderr)
    return found


def _dismiss(name: str) -> int:
    found = _find(name)
    if found is None:
        return 2
    AskedStore().handle(found.keys)
    print(f"好，这 {len(found.group.texts)} 种说法不再列出。")
    return 0


def _add(args: argparse.Namespace) -> int:
    found = _find(args.group)
    if found is None:
        return 2
    content_or_exit()
    status = add(ROOT, args.topic, args.text or found.group.texts[0], args.urgent)
    if status == 0:
        AskedStore().handle(found.keys)
    return status


def add(root: Path, topic_id: str, text: str, urgent: bool = False) -> int:
    """Puts a question into a topic's file and says so. 2, with the reasons, if that cannot be."""
    try:
        added = add_question(root, Desk(root).look(), topic_id, text, urgent)
    except Refused as refused:
        print("\n".join(refused.lines), file=sys.stderr)
        return 2
    print(f"加进了 {added.file}：{text}")
    print("问法改了，发布时会重新训练。")
    return 0
