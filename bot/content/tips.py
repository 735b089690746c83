"""Chooses prevention tips."""

from __future__ import annotations

from collections.abc import Sequence

from bot.content.load import Content
from bot.content.model import Tip
from bot.content.render import Reply, Section, fill, reply, section_of

AT_ONCE = 3
_GENERAL = "prevent_general"
# Words by which people say whom they ask for -> the audience as tips name it.
_AUDIENCES = {
    "老年人": (
        "老人",
        "老年",
        "爸",
        "妈",
        "爷爷",
        "奶奶",
        "外公",
        "外婆",
        "父母",
        "长辈",
        "大爷",
        "大妈",
    ),
    "学生": ("学生", "大学", "高中", "毕业", "室友", "同学"),
    "家长": ("孩子", "儿子", "女儿", "小孩", "家长", "伢"),
    "财务人员": ("会计", "财务", "出纳", "公司", "老板"),
    "商户": ("开店", "店里", "商户", "餐馆", "超市", "老板娘"),
}


def choose(content: Content, text: str, topic_id: str | None, told: list[str]) -> list[Tip]:
    """Up to three tips not yet told: for the topic first, then the audience, then for everybody."""
    audiences = audiences_of(text)
    fresh = [tip for tip in content.tips if tip.id not in told]

    def rank(tip: Tip) -> tuple[bool, bool, bool]:
        return (
            topic_id not in tip.topics,
            not audiences & set(tip.audience),
            _GENERAL not in tip.topics,
        )

    fitting = [tip for tip in fresh if not all(rank(tip))]
    return sorted(fitting, key=rank)[:AT_ONCE]


def audiences_of(text: str) -> set[str]:
    """For whom a message asks."""
    return {name for name, words in _AUDIENCES.items() if any(word in text for word in words)}


def tips_reply(content: Content, tips: list[Tip], before: Sequence[Section] = ()) -> Reply:
    """The tips as a list after other sections, or that there are none left."""
    if not tips:
        return reply(content, fill(content, content.messages["tips_exhausted"]))
    items = [fill(content, tip.text) for tip in tips]
    told = section_of("tips", content.messages["tips_intro"], items)
    return reply(content, "", sections=[*before, told])
