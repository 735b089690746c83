"""Whether somebody needs help this minute, told by plain rules on the text alone.

It needs neither the model nor Rasa, so that it holds when they fail. A topic found by the model
can make a message urgent as well; the rules here do not know of it.
"""

from __future__ import annotations

import re

from bot.content.text import normalise


def is_urgent(text: str) -> bool:
    """Whether the message tells of money, data or a life at stake right now."""
    return in_danger(text) or bool(_RULES.search(normalise(text)))


def in_danger(text: str) -> bool:
    """Whether a life may be in danger: this outranks everything else."""
    return bool(_DANGER.search(normalise(text)))


_DANGER = re.compile(r"不想活|轻生|自杀|想死|寻死")
_RULES = re.compile(r"刚（刚|才）?(转|汇|打|付|被骗)|正在（转账|共享|视频）|还在（线|通话|电话）")
