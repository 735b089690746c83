"""What to do in this case: the trainers' advice (data/case/advice.yml) that fits it, in order."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from bot.content.case.facts import UNKNOWN, Facts
from bot.content.case.script import script, when_told
from bot.content.clock import epoch
from bot.content.hotlines import SERVICES
from bot.content.load import Content
from bot.content.model import CaseAdvice, Condition, Hotline
from bot.content.render import Reply, Section, call, fill, reply, section_of

_PARTS = ("steps", "evidence", "after", "never")
_KNOWN = {True: "yes", False: "no", None: UNKNOWN}
_CALLS_POLICE = "call_110"  # entries of data/case/advice.yml
BLACKMAIL, RELATIVE = "blackmail", "relative"


@dataclass(frozen=True)
class Case:
    """A case as the conditions see it."""

    situation: str
    facts: Facts
    now: datetime.datetime

    def fits(self, condition: Condition) -> bool:
        """Whether every field that the condition gives holds."""
        ways = self.facts.paid or (UNKNOWN,)
        return all(
            not allowed or bool(set(values) & set(allowed))
            for allowed, values in (
                (condition.situation, (self.situation,)),
                (condition.gone, (_KNOWN[self.facts.gone],)),
                (condition.contact, (_KNOWN[self.facts.contact],)),
                (condition.paid, ways),
                (condition.elapsed, (self.facts.elapsed(self.now),)),
            )
        )


def outcome(content: Content, case: Case) -> Reply:
    """The whole list for this case."""
    return reply(
        content,
        fill(content, content.messages[_lead(case)]),
        sections=_sections(content, case),
        calls=calls(content, case.facts),
        urgent=True,
    )


def sheet(content: Content, case: Case) -> dict[str, Any]:
    """The same as data, for a page that keeps it beside the conversation.

    `keys` names the steps, so that a tick stays with its step when others come or go. `since` is
    when the money went: `from` and `to` in seconds since 1970, and `said` in words; nothing if the
    resident has not told it.
    """
    return {
        "lead": fill(content, content.messages[_lead(case)]),
        "sections": _sections(content, case),
        "keys": [one.id for one in entries(content, case, "steps")],
        "calls": [call(line) for line in calls(content, case.facts)],
        "since": _since(case),
    }


def _sections(content: Content, case: Case) -> list[Section]:
    """What to do, what to say to 110, and the rest; parts without an entry are left out."""
    parts = [section(content, part, advice(content, case, part)) for part in _PARTS]
    if case.facts.gone is not False:
        parts.insert(1, script(content, case.facts, case.now, case.situation))
    return [part for part in parts if part["items"]]


def _since(case: Case) -> dict[str, Any] | None:
    if case.facts.since is None or case.facts.gone is False:
        return None
    first, last = map(datetime.datetime.fromisoformat, case.facts.since)
    return {"from": epoch(first), "to": epoch(last), "said": when_told(case.facts, case.now)}


def calls(content: Content, facts: Facts) -> list[Hotline]:
    """110, the lines of one's own banks and payment services, 96110."""
    keys = ["110", *facts.own, *(SERVICES[way] for way in facts.paid if way in SERVICES), "96110"]
    known = [content.hotlines[key] for key in dict.fromkeys(keys) if key in content.hotlines]
    return [hotline for hotline in known if hotline.showable]


def _lead(case: Case) -> str:
    if case.situation == BLACKMAIL:
        return "case_lead_blackmail"
    if case.facts.reported:
        return "case_lead_reported"
    if case.situation == RELATIVE and not case.facts.gone:
        return "case_lead_relative"
    if case.facts.gone is False:
        return "case_lead_not_gone"
    return f"case_lead_{case.facts.elapsed(case.now)}"


def advice(content: Content, case: Case, part: str) -> list[str]:
    """The entries of `part` (steps, evidence, after, never) that fit this case, in order."""
    return [fill(content, one.text) for one in entries(content, case, part)]


def entries(content: Content, case: Case, part: str) -> list[CaseAdvice]:
    """The same as the trainers wrote them."""
    fitting = [a for a in content.case_advice if a.part == part and case.fits(a.condition)]
    if case.facts.reported:  # nobody is sent to call who has called
        fitting = [a for a in fitting if not str(a.id).startswith(_CALLS_POLICE)]
    return fitting


def section(content: Content, part: str, items: list[str]) -> Section:
    """The advice under its heading."""
    label = content.messages[f"label_case_{part}"]
    return section_of(part, label, items)
