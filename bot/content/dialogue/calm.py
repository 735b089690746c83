"""Somebody who hints at not wanting to live: calm words and who listens; no questions, no list."""

from __future__ import annotations

import re
from typing import Any

from bot.content.dialogue.heard import Heard
from bot.content.dialogue.situations import is_about_kin
from bot.content.load import Content
from bot.content.render import Reply, fill, reply
from bot.content.text import normalise
from bot.content.urgency import is_urgent

CALM = "calm"
TOPIC = "distress"
_SELF_HARM = "self-harm"
_EDGE = re.compile(
    "[河江湖塘桥]边?|楼顶|天台|窗台|阳台|农药|安眠药|药(?:都)?(?:吃|喝|买|倒)|刀|绳子|铁轨|水里|边上坐"
)
_NOT_ALONE = re.compile(
    "(?:姐|妹|哥|弟|妈|爸|老婆|老公|爱人|儿子|女儿|家人|家里人|朋友|同事|邻居|邻舍|民警|警察|他|她|他们).{0,10}"
    "(?:来了|过来|在旁边|陪着?我|接电话了|到了|在身边|赶来|接我|在家)"
)
_OF_ANOTHER = re.compile("^[他她][^我]*$")  # «he is on the roof»
_LINES = 3


def is_needed(heard: Heard) -> bool:
    """Whether a life may be at stake, and it is the writer's own."""
    hint = heard.danger == _SELF_HARM or (heard.topic == TOPIC and heard.urgent)
    return hint and not is_about_kin(heard.text) and not _OF_ANOTHER.search(heard.text)


def begin(heard: Heard, state: dict[str, Any] | None = None) -> dict[str, Any]:
    """Calm words come first; whatever was asked before is asked no more."""
    base = {"flow": "triage", **(state or {})}
    first = "calm_edge" if _EDGE.search(normalise(heard.text)) else "calm_1"
    say = {"lines": [first], "answer": TOPIC, "calm": True}
    return {**base, "status": CALM, "asked": None, "calm": 1, "say": say}


def go_on(state: dict[str, Any], heard: Heard) -> dict[str, Any]:
    """The next calm words, by what was said."""
    told = normalise(heard.text)
    count = int(state.get("calm", 0))
    if _EDGE.search(told):
        line = "calm_edge"
    elif _NOT_ALONE.search(told) or state.get("not_alone"):
        line, state = "calm_better", {**state, "not_alone": True}
    else:
        line, count = f"calm_{count % _LINES + 1}", count + 1
    money = [] if heard.danger or not is_urgent(heard.text) else ["urgent_first"]
    return {**state, "calm": count, "say": {"lines": [*money, line], "calm": True}}


def speaks(content: Content, first: bool) -> Reply:
    """Who listens and who helps; the first time with where to turn at once."""
    topic = content.topics.get(TOPIC)
    lead = fill(content, topic.answer) if first and topic is not None else ""
    numbers = [content.hotlines[key] for key in ("110", "120", "12356")]
    return reply(content, lead, calls=numbers, topic=TOPIC if first else None, urgent=True)
