"""Which question to somebody in trouble is open, and how it is put."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.content.case.facts import Facts
from bot.content.case.outcome import Case
from bot.content.dialogue.situations import LINE, LOST, MISUSED, RELATIVE
from bot.content.load import Content
from bot.content.model import CaseQuestion

GONE, CONTACT, PAID, BANK, WHEN, AMOUNT = "gone", "contact", "paid", "bank", "when", "amount"
_ORDER = (GONE, CONTACT, PAID, BANK, WHEN, AMOUNT, "receiver")
# Whoever still has the cheat on the line must hang up before anything else is asked.
_ORDER_ON_THE_LINE = (CONTACT, GONE, *_ORDER[2:])
_FIELD = {BANK: "own", WHEN: "since", AMOUNT: "sums"}
_NO_BANK = frozenset({"wechat", "alipay", "cash", "gold", "crypto"})
_ASKED_AT_MOST = 3


def open_fact(
    facts: Facts, situation: str, skipped: Sequence[str], asked: Mapping[str, int]
) -> str | None:
    """The next fact to ask for; nothing if all is known, skipped or was asked often enough."""
    order = _ORDER_ON_THE_LINE if situation == LINE else _ORDER
    for fact in order:
        given_up = fact in skipped or asked.get(fact, 0) >= _ASKED_AT_MOST
        if not given_up and not is_known(facts, fact) and _matters(fact, facts, situation):
            return fact
    return None


def is_known(facts: Facts, fact: str) -> bool:
    return getattr(facts, _FIELD.get(fact, fact)) not in (None, ())


def _matters(fact: str, facts: Facts, situation: str) -> bool:
    """Whether this question makes sense in this case."""
    if fact == GONE:
        return True
    if fact == CONTACT:
        return situation == LINE or (situation == LOST and facts.gone is True)
    if not facts.gone:
        # Nothing is lost yet: at most one's own bank, to lock the card.
        return fact == BANK and situation == MISUSED
    if fact == PAID:
        return situation != MISUSED
    if fact == BANK:
        return not set(facts.paid) & _NO_BANK and (situation == MISUSED or bool(facts.paid))
    return fact in (WHEN, AMOUNT) or situation in (LOST, LINE, RELATIVE)


def question(content: Content, case: Case, fact: str) -> CaseQuestion | None:
    """How this fact is asked for in this case."""
    fitting = (q for q in content.case_questions if q.fact == fact and case.fits(q.condition))
    return next(fitting, None)
