"""What things are called: in Chinese, and in plain English for pictures without a Chinese font."""

from __future__ import annotations

Words = tuple[str, str]

OUTCOME: dict[str, Words] = {
    "answer": ("直接回答了", "answered"),
    "offer": ("没把握，给了相近的主题", "near topics offered"),
    "oos": ("不归我们管", "out of scope"),
    "other": ("其他", "other"),
}
URGENT: Words = ("急事", "urgent")
# Why a question is in the inbox (bot.studio.inbox.waiting).
REASON: dict[str, Words] = {
    "offer": ("没把握", "not sure"),
    "oos": ("当成不归我们管", "taken for out of scope"),
    "unsure": ("答了，把握不大", "answered, unsure"),
    "disliked": ("点了没用", "disliked"),
    "rephrased": ("马上换了说法", "asked again"),
}
# What was wrong with an exam's question (bot.studio.exam_result).
WRONG: dict[str, Words] = {
    "urgent": ("急事没认出来", "urgent, not noticed"),
    "topic": ("主题认错", "wrong topic"),
    "alarm": ("不急的当成急事", "false alarm"),
}
