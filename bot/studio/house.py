"""`python -m bot purge` and `python -m bot feedback`."""

from __future__ import annotations

import collections
import json
from dataclasses import asdict

from bot.content.load import Content
from bot.store.feedback import FeedbackStore

_LATEST = 20


def purge_now(hours: float) -> int:
    """Deletes conversations without a message for so many hours."""
    from bot.store.conversations import purge

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
