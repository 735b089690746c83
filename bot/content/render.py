"""Answers as residents see them: numbers filled in, plain text and parts for a page.

A reply is a dictionary that every channel understands: `text` (all of it, readable alone),
`buttons` (Rasa's form) and `custom` (the same in parts, for a page that can show more).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bot.content.checks.numbers import REFERENCE
from bot.content.load import Content
from bot.content.model import Hotline, Topic

Reply = dict[str, Any]
Section = dict[str, Any]


def fill(content: Content, text: str, **values: str) -> str:
    """`{96110}` -> the registered number; `values` fill other names."""

    def number(found: Any) -> str:
        key = found.group(1)
        if key in values:
            return values[key]
        return content.hotlines[key].key if key in content.hotlines else found.group()

    return REFERENCE.sub(number, text)


def section_of(part: str, label: str, items: list[str]) -> Section:
    """A list under a heading. `part` says what it is, so that a page can find it: steps (in order),
    signs, points, flags, because, tips, season, script (the text for 110), evidence, after, never.
    """
    return {"part": part, "label": label, "ordered": part == "steps", "items": items}


def topic_reply(
    content: Content,
    topic: Topic,
    urgent: bool = False,
    opening: str = "",
    noticed: Sequence[Section] = (),
    lines: Sequence[Hotline] = (),
) -> Reply:
    """A topic's whole answer; to somebody in trouble what to do comes first.

    `opening` is said before the answer, `noticed` shown before its own parts (bot.content.risk);
    to somebody in trouble the steps come first. `lines` are further numbers for them,
    right after 110: those of their own bank.
    """
    urgent = urgent or topic.urgent
    order = ("steps", "signs", "points") if urgent else ("signs", "points", "steps")
    sections = [
        section_of(name, content.messages[f"label_{name}"], items)
        for name in order
        if (items := [fill(content, item) for item in getattr(topic, name)])
    ]
    calls = [content.hotlines[key] for key in topic.hotlines]
    if urgent:
        calls.sort(key=lambda hotline: hotline.key != "110")
    lead = topic.answer
    if urgent and not _begins_with_110(lead):
        lead = f"{content.messages['urgent_first']}\n{lead}"
        calls = [content.hotlines["110"], *(c for c in calls if c.key != "110")]
    if urgent:
        calls = list({h.key: h for h in (calls[0], *lines, *calls[1:])}.values())
    if opening and not urgent:
        lead = f"{opening}\n{lead}"
    return reply(
        content,
        fill(content, lead),
        sections=[*sections[:1], *noticed, *sections[1:]] if urgent else [*noticed, *sections],
        calls=calls,
        related=[content.topics[t] for t in topic.related if t in content.topics],
        topic=topic.id,
        urgent=urgent,
    )


def _begins_with_110(text: str) -> bool:
    """Whether the number to call is in the first two sentences."""
    return "{110}" in "。".join(text.split("。")[:2])


def reply(
    content: Content,
    lead: str,
    *,
    sections: Iterable[dict[str, Any]] = (),
    calls: Iterable[Hotline] = (),
    related: Iterable[Topic] = (),
    topic: str | None = None,
    urgent: bool = False,
) -> Reply:
    """Puts the parts of a reply together, once as text and once as parts."""
    sections = list(sections)
    call_list = [call(hotline) for hotline in calls if hotline.showable]
    buttons = [button(content, other) for other in related]
    return {
        "text": _as_text(content, lead, sections, call_list),
        "buttons": buttons,
        "custom": {
            "lead": lead,
            "sections": sections,
            "calls": call_list,
            "related": buttons,
            "topic": topic,
            "urgent": urgent,
        },
    }


def in_brief(content: Content, said: Reply) -> Reply:
    """The answer without its parts, for a question in the middle of something else.

    What to do now stays where it is urgent; a button leads to the whole.
    """
    custom = said["custom"]
    topic = content.topics.get(custom["topic"] or "")
    kept = [s for s in custom["sections"] if topic is not None and topic.urgent and s["ordered"]]
    buttons = [button(content, topic)] if topic is not None else said["buttons"]
    brief = {**custom, "sections": kept, "related": buttons}
    text = _as_text(content, custom["lead"], kept, custom["calls"])
    return {**said, "text": text, "buttons": buttons, "custom": brief}


def without(content: Content, said: Reply, labels: Sequence[str]) -> Reply:
    """The answer without the sections that have these labels (keys of data/messages.yml)."""
    custom = said["custom"]
    unwanted = {fill(content, content.messages[label]) for label in labels}
    kept = [section for section in custom["sections"] if section["label"] not in unwanted]
    text = _as_text(content, custom["lead"], kept, custom["calls"])
    return {**said, "text": text, "custom": {**custom, "sections": kept}}


def message_reply(content: Content, key: str) -> Reply:
    """One of the fixed sentences, with the two numbers that always help."""
    calls = [content.hotlines[number] for number in ("110", "96110")]
    return reply(content, fill(content, content.messages[key]), calls=calls)


def call(hotline: Hotline) -> dict[str, Any]:
    """One number as a card: `dial` is there only if it can be called."""
    return {
        "number": hotline.key,
        "name": hotline.name,
        "when": hotline.when,
        "kind": hotline.kind,
        "dial": (hotline.dial or hotline.key) if hotline.callable else None,
    }


def button(content: Content, topic: Topic) -> dict[str, str]:
    """A button for a topic. Its payload is the title: the classifier knows titles by heart."""
    title = fill(content, topic.title)
    return {"title": title, "payload": title, "topic": topic.id}


def _as_text(content: Content, lead: str, sections: list[dict], calls: list[dict]) -> str:
    blocks = [lead] if lead else []
    for section in sections:
        marks = (f"{n}. " for n in range(1, 99)) if section["ordered"] else iter(["· "] * 99)
        lines = [f"{mark}{item}" for mark, item in zip(marks, section["items"], strict=False)]
        blocks.append("\n".join([section["label"], *lines]))
    if calls:
        lines = [f"{c['number']} {c['name']}" for c in calls]
        blocks.append("\n".join([content.messages["label_calls"], *lines]))
    return "\n\n".join(blocks)
