"""What to do in this case: the trainers' advice (data/case/advice.yml) that fits it, in order."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from bot.content.case.facts import UNKNOWN, Facts
from bot.content.case.script import script
from bot.content.hotlines import SERVICES
from bot.content.load import Content
from bot.content.model import Condition, Hotline
from bot.content.render import Reply, Section, fill, reply

_PARTS = ("steps", "evidence", "after", "never")
_KNOWN = {True: "yes", False: "no", None: UNKNOWN}
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
    """The whole list for this case; `custom["print"]` is all of it as one text."""
    lists = {part: advice(content, case, part) for part in _PARTS}
    spoken = (
        [script(content, case.facts, case.now, case.situation)]
        if case.facts.gone is not False
        else []
    )
    sections = [
        section(content, "steps", lists["steps"]),
        *spoken,
        *(section(content, part, lists[part]) for part in _PARTS[1:]),
    ]
    said = reply(
        content,
        fill(content, content.messages[_lead(case)]),
        sections=[one for one in sections if one["items"]],
        calls=calls(content, case.facts),
        urgent=True,
    )
    said["custom"]["print"] = said["text"]
    return said


def calls(content: Content, facts: Facts) -> list[Hotline]:
    """110, the lines of one's own banks and payment services, 96110."""
    keys = ["110", *facts.own, *(SERVICES[way] for way in facts.paid if way in SERVICES), "96110"]
    known = [content.hotlines[key] for key in dict.fromkeys(keys) if key in content.hotlines]
    return [hotline for hotline in known if hotline.showable]


def _lead(case: Case) -> str:
    if case.situation == BLACKMAIL:
        return "case_lead_blackmail"
    if case.facts.gone is False:
        return "case_lead_relative" if case.situation == RELATIVE else "case_lead_not_gone"
    return f"case_lead_{case.facts.elapsed(case.now)}"


def advice(content: Content, case: Case, part: str) -> list[str]:
    """The entries of `part` (steps, evidence, after, never) that fit this case, in order."""
    fitting = (a for a in content.case_advice if a.part == part and case.fits(a.condition))
    return [fill(content, advice.text) for advice in fitting]


def section(content: Content, part: str, items: list[str]) -> Section:
    """The advice under its heading."""
    label = content.messages[f"label_case_{part}"]
    return {"label": label, "ordered": part == "steps", "items": items}
