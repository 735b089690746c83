"""`python -m bot inbox`: what residents asked that was not answered well, for the trainers.

Questions are masked before they are kept (bot.channel.record); they are grouped by similarity.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.content.checks import check, errors
from bot.content.load import FAQ, ROOT, Content
from bot.content.model import OUT_OF_SCOPE
from bot.store.asked import LONGEST, Asked, AskedStore
from bot.store.feedback import FeedbackStore
from bot.studio.check import Commands, content_or_exit
from bot.studio.groups import Group, grouped, words_of
from bot.studio.sheets import disk
from bot.studio.yaml_edit import EditError, add_item

UNSURE = 0.85  # of an answer; it was given, but others were likely too
_SHOWN, _TEXTS = 30, 3
_REASONS = {
    "offer": "没把握，只给了相近的主题",
    OUT_OF_SCOPE: "当成不归我们管的",
    "unsure": "答了，把握不大",
    "disliked": "居民点了没用",
    "rephrased": "居民马上换了说法再问",
}
_EXAMPLES = """\
例子：
  python -m bot inbox                          看还没处理的，问得多的在前
  python -m bot inbox add 3f2a91 scam_loan     把这一组里最常见的说法加进 scam_loan
  python -m bot inbox add 3f2a91 scam_loan --text "贷款要先交保险费吗"
  python -m bot inbox dismiss 3f2a91           不归我们管，以后不再列出
"""


@dataclass(frozen=True)
class Waiting:
    """A group with the likeliest topic and why it is here, each with how often."""

    group: Group
    topic: str | None
    reasons: Counter[str]


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


def waiting(asked: AskedStore, feedback: FeedbackStore) -> list[Waiting]:
    """What still waits, by group, the commonest first."""
    disliked = {verdict.message for verdict in feedback.all() if not verdict.useful}
    done = asked.handled()
    reasons: dict[str, Counter[str]] = {}
    topics: dict[str, Counter[str]] = {}
    texts: list[str] = []
    for one in asked.all():
        why = _why(one, disliked)
        if not why or words_of(one.text)[:LONGEST] in done:
            continue
        texts.append(one.text)
        reasons.setdefault(one.text, Counter()).update(why)
        topics.setdefault(one.text, Counter()).update([one.nearest] if one.nearest else [])
    return [_joined(group, reasons, topics) for group in grouped(texts)]


def _joined(
    group: Group, reasons: dict[str, Counter[str]], topics: dict[str, Counter[str]]
) -> Waiting:
    likely = sum((topics[text] for text in group.texts), Counter())
    first = likely.most_common(1)
    return Waiting(
        group,
        first[0][0] if first else None,
        sum((reasons[text] for text in group.texts), Counter()),
    )


def _why(one: Asked, disliked: set[str]) -> list[str]:
    """Every reason for which a question is here."""
    found = [one.outcome] if one.outcome in ("offer", OUT_OF_SCOPE) else []
    if one.outcome == "answer" and one.confidence < UNSURE:
        found.append("unsure")
    if one.message in disliked:
        found.append("disliked")
    if one.rephrased:
        found.append("rephrased")
    return found


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
    why = "，".join(f"{_REASONS[name]} {count} 次" for name, count in one.reasons.most_common())
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


def _find(name: str) -> Group | None:
    found = waiting(AskedStore(), FeedbackStore())
    group = next((one.group for one in found if one.group.id == name), None)
    if group is None:
        print(f"没有 {name} 这一组 → 用 python -m bot inbox 看组号。", file=sys.stderr)
    return group


def _dismiss(name: str) -> int:
    group = _find(name)
    if group is None:
        return 2
    AskedStore().handle(words_of(text) for text in group.texts)
    print(f"好，这 {len(group.texts)} 种说法不再列出。")
    return 0


def _add(args: argparse.Namespace) -> int:
    group = _find(args.group)
    if group is None:
        return 2
    text = args.text or group.texts[0]
    status = add(ROOT, content_or_exit(), args.topic, text, args.urgent)
    if status == 0:
        AskedStore().handle(words_of(one) for one in group.texts)
    return status


def add(root: Path, content: Content, topic_id: str, text: str, urgent: bool = False) -> int:
    """Puts a question into a topic's file; only the added line changes. 2 if that cannot be."""
    topic = content.topics.get(topic_id)
    if topic is None:
        print(f"没有 {topic_id} 这个主题 → 写 data/faq 里的文件名。", file=sys.stderr)
        return 2
    path = root / FAQ / topic.group / f"{topic_id}.yml"
    before = path.read_bytes()
    known = set(errors(check(root)[1]))
    try:
        new = add_item(
            before.decode("utf-8"), ("urgent_questions" if urgent else "questions",), text
        )
    except EditError as error:
        print(f"加不进去：{error}", file=sys.stderr)
        return 2
    disk.put(path, new.encode("utf-8"))
    wrong = [one for one in errors(check(root)[1]) if one not in known]
    if wrong:
        disk.put(path, before)
        print("\n".join(["没有加，文件照旧：", *map(str, wrong)]), file=sys.stderr)
        return 2
    print(f"加进了 {path.relative_to(root)}：{text}")
    print("问法改了，发布时会重新训练。")
    return 0
