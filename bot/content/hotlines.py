"""Finds the numbers that fit a need."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.content.load import Content
from bot.content.model import Hotline
from bot.content.render import Reply, fill, reply, topic_reply
from bot.content.text import normalise

BANK = "银行"
BANKS = (BANK, "支付")
SERVICES = {"wechat": "95017", "alipay": "95188"}
BANK_TOPIC = "bank_hotline"


def named(content: Content, text: str) -> list[Hotline]:
    """The registered institutions that a message names, in the order of mention.

    The longest name wins: 武汉农商行 is not also 农商行.
    """
    found: dict[str, Hotline] = {}
    for hotline, _, _ in mentions(content, text):
        found.setdefault(hotline.key, hotline)
    return list(found.values())


def mentions(content: Content, text: str) -> list[tuple[Hotline, int, int]]:
    """Every mention with its place in the normalised text."""
    aliases = _aliases(content)
    matches = _pattern(tuple(aliases)).finditer(normalise(text))
    return [(aliases[match.group()], *match.span()) for match in matches]


@lru_cache(maxsize=4)
def _aliases(content: Content) -> dict[str, Hotline]:
    """Whom every normalised name means."""
    named = {normalise(a): h for h in content.hotlines.values() for a in (*h.aliases, h.key)}
    return dict(sorted(named.items()))


def hotlines_reply(
    content: Content, text: str, topic_id: str | None, urgent: bool = False
) -> Reply:
    """Numbers for what the message names, else for the topic, else the general list.

    To somebody in trouble 110 comes before the bank's line: only the police can stop the money.
    """
    mentioned = named(content, text)
    if topic_id == BANK_TOPIC:
        mentioned = [h for h in mentioned if h.group in BANKS]
    if mentioned:
        return _for_named(content, mentioned, urgent)
    if topic_id == BANK_TOPIC:
        return _with_all_banks(content, urgent)
    topic = content.topics.get(topic_id or "hotline_list")
    if topic is not None:
        return topic_reply(content, topic, urgent)
    general = [content.hotlines[key] for key in ("110", "96110", "12345")]
    return reply(content, fill(content, content.messages["hotlines_intro"]), calls=general)


def _for_named(content: Content, mentioned: list[Hotline], urgent: bool) -> Reply:
    """The numbers asked for; 110 stands beside a bank's, since a loss goes there first."""
    lead = [fill(content, content.messages["urgent_first"])] if urgent else []
    for hotline in mentioned:
        if hotline.group in BANKS and hotline.showable:
            what = f"{hotline.name} {hotline.key}"
            lead.append(fill(content, content.messages["hotline_by_topic"], name=what))
        elif hotline.showable:
            lead.append(f"{hotline.key} {hotline.name}：{hotline.when}。")
        else:
            message = content.messages["hotline_unverified"]
            lead.append(fill(content, message, name=hotline.name))
    calls = {"110": content.hotlines["110"]} if urgent else {}
    calls |= {h.key: h for h in mentioned if h.showable}
    calls.setdefault("110", content.hotlines["110"])
    calls.setdefault("96110", content.hotlines["96110"])
    related = [content.topics[t] for t in (BANK_TOPIC, "lost_money") if t in content.topics]
    return reply(content, "\n".join(lead), calls=calls.values(), related=related, urgent=urgent)


def _with_all_banks(content: Content, urgent: bool) -> Reply:
    topic = content.topics[BANK_TOPIC]
    said = topic_reply(content, topic, urgent)
    banks = [h for h in content.hotlines.values() if h.group in BANKS]
    calls = [content.hotlines[key] for key in ("110", "96110")] + banks
    related = [content.topics[t] for t in topic.related if t in content.topics]
    custom = said["custom"]
    return reply(
        content,
        custom["lead"],
        sections=custom["sections"],
        calls=calls,
        related=related,
        topic=topic.id,
        urgent=custom["urgent"],
    )


@lru_cache(maxsize=4)
def _pattern(aliases: tuple[str, ...]) -> re.Pattern[str]:
    """Any alias, the longest first; Latin letters and digits only as whole words."""
    parts = [
        rf"(?<![a-z0-9]){re.escape(a)}(?![a-z0-9])" if a.isascii() else re.escape(a)
        for a in sorted(aliases, key=len, reverse=True)
    ]
    return re.compile("|".join(parts))
