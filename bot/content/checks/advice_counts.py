"""Advice that needs no likeness: too few held-out questions, and reviews that are long ago."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from bot.content.checks.advice_kinds import Advice, at_topic
from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE

# With fewer, one mistake is more than a quarter of the topic's figure.
FEWEST_HELD_OUT = 4
# Frauds and numbers change; a year is the longest that an answer may go unread.
REVIEW_DAYS = 365


def untested(content: Content) -> Iterator[Advice]:
    """Topics with fewer held-out questions than FEWEST_HELD_OUT; what is out of scope is none."""
    for topic_id, topic in content.topics.items():
        count = len(content.held_out.get(topic_id, []))
        if count >= FEWEST_HELD_OUT or topic_id == OUT_OF_SCOPE:
            continue
        path = f"tests/questions/{topic.group}/{topic_id}.yml"
        told = (
            f"只有 {count} 个考题",
            f"请没看过训练问法的人写到 {path}，至少 {FEWEST_HELD_OUT} 个",
        )
        weight = float(FEWEST_HELD_OUT - count)
        yield at_topic(content, topic_id, "untested", weight, (("title",), ""), told)


def old(content: Content, today: datetime.date) -> Iterator[Advice]:
    """Topics that nobody has reviewed for REVIEW_DAYS days."""
    for topic_id, topic in content.topics.items():
        days = (today - topic.reviewed).days
        if days > REVIEW_DAYS:
            told = (
                f"{topic.reviewed} 审阅过，到今天 {days} 天了",
                "重读一遍答案和号码，再把 reviewed 改成今天",
            )
            yield at_topic(content, topic_id, "old", float(days), (("reviewed",), ""), told)
