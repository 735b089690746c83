"""Topics beside which nothing is called fraud only because it sounds like it.

«My brother sold his card, what will he get» is no fraud that is being tried on the writer, nor is a
call by the police's own number; their answers say themselves how to tell. What a red flag finds is
told there as well.
"""

from __future__ import annotations

from dataclasses import replace

from bot.content.load import Content
from bot.content.risk.judge import Judgement

_GROUPS = frozenset({"law", "measures", "smalltalk"})
_TOPICS = frozenset(
    {
        "account_frozen",
        "case_progress",
        "evidence",
        "hotline_96110",
        "is_96110_real",
        "myth_lock_account",
        "national_app",
        "recover_money",
        "report_reward",
        "sms_12381",
    }
)


def is_apart(content: Content, name: str) -> bool:
    """Whether the topic called `name` is one of these."""
    return content.topics[name].group in _GROUPS or name in _TOPICS


def without_sound(judgement: Judgement) -> Judgement:
    """Without evidence that was only learned, if there is no other."""
    if all(one.id == "learned" for one in judgement.evidence):
        return replace(judgement, evidence=())
    return judgement
