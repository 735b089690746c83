"""What a resident reads of a judgement."""

from __future__ import annotations

from bot.content.load import Content
from bot.content.masking import mask
from bot.content.render import Reply, Section, fill, reply, section_of
from bot.content.risk.judge import Judgement

_SHOWN = 4


def opening(content: Content, judgement: Judgement) -> str:
    """One sentence: how risky it looks, and what not to do now. Empty if nothing was found."""
    if not judgement.evidence or judgement.level == "low":
        return ""
    return fill(content, content.messages[f"risk_{judgement.level}"])


def noticed(content: Content, judgement: Judgement) -> list[Section]:
    """The passages that raised the risk, quoted with the reason; personal numbers are masked."""
    if not judgement.evidence or judgement.level == "low":
        return []
    public = frozenset(content.hotlines)
    items = [
        f"“{mask(one.passage, public)}”：{fill(content, one.reason)}{fill(content, one.advice)}"
        for one in judgement.evidence[:_SHOWN]
    ]
    return [section_of("flags", content.messages["label_flags"], items)]


def risk_reply(content: Content, judgement: Judgement, urgent: bool = False) -> Reply:
    """The answer where the message is doubtful but its topic is not clear."""
    lead = opening(content, judgement)
    if urgent:
        lead = f"{fill(content, content.messages['urgent_first'])}\n{lead}"
    how = content.topics.get("check_scam")
    kind = content.topics.get(judgement.topic or "")
    steps = [fill(content, step) for step in how.steps] if how else []
    checking = section_of("steps", content.messages["label_steps"], steps)
    numbers = ("110", "96110") if urgent else ("96110", "110")
    calls = [content.hotlines[key] for key in numbers]
    return reply(
        content,
        lead,
        sections=[*noticed(content, judgement), *([checking] if steps else [])],
        calls=calls,
        related=[topic for topic in (kind, how) if topic is not None],
        urgent=urgent,
    )
