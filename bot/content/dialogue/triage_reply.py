"""What is said in one turn to somebody in trouble.

`say` of the state: `lines` (fixed sentences), `aside` (a short answer), `answer` (a reply by name),
`card` (that answer is the first one: what to do this minute), `unled` (it without its first
sentences), `first` (the steps for this case instead of a card), `outcome` (the list for this case),
`script` (the text for 110 anew), `calm`, and `ask` (a question), `again` (in simpler words).
"""

from __future__ import annotations

import re
from typing import Any

from bot.content.answer import answer
from bot.content.case.facts import Facts
from bot.content.case.outcome import Case, advice, calls, outcome, section, sheet
from bot.content.case.script import script, told
from bot.content.dialogue import calm
from bot.content.dialogue.heard import Heard
from bot.content.dialogue.questions import AMOUNT, question
from bot.content.dialogue.situations import LOST, MONEY
from bot.content.dialogue.speech import asking, lines, opened
from bot.content.hotlines import SERVICES
from bot.content.load import Content
from bot.content.render import Reply, call, fill, in_brief, reply, without

State = dict[str, Any]
# A victim's own tale sounds like fraud; nobody needs it quoted back.
_NO_SUSPICION = {"fraud": 0.0, "doubtful": 0.0, "ordinary": 1.0, "passage": ""}
# Lines that send to 110 whoever has not called yet.
_SENDS_TO_CALL = ("case_heard", "case_hello", "case_stopped", "case_thanks")
_WAYS_OUT = ("case_skip", "case_list", "case_stop")


def speaks(content: Content, state: State, heard: Heard) -> Reply:
    """The reply of this turn; `custom["case"]` is the whole list as it now stands.

    It is None where there shall be no list: a life matters more than money.
    """
    say = state["say"]
    facts = Facts.of(state.get("facts", {}))
    case = Case(state.get("situation", LOST), facts, heard.now)
    between = next((one for one in content.asides if one.id == say.get("aside")), None)
    before = [_said_first(content, say, case)]
    if between is not None:
        before.append(fill(content, between.text))
    said = opened(_body(content, say, case, heard), "\n".join(filter(None, before)))
    if not state.get("soft"):
        whole = None if say.get("calm") else sheet(content, case)
        said = {**said, "custom": {**said["custom"], "case": whole}}
    asked = question(content, case, say.get("ask", ""))
    if asked is None:
        return said
    text = asked.again if say.get("again") else asked.ask
    number = re.fullmatch(r"\s*(\d{1,2}(?:\.\d)?)\s*", heard.text)
    if asked.fact == AMOUNT and number:
        text = fill(content, content.messages["case_which_unit"], name=number.group(1))
    ways_out = [content.messages[key] for key in _WAYS_OUT]
    return asking(said, text, [*asked.options, *ways_out])


def _said_first(content: Content, say: State, case: Case) -> str:
    """The fixed sentences; what was understood is read back, so that it can be put right."""
    keys = list(say.get("lines", []))
    facts = told(content, case.facts, say.get("changed", []), case.now)
    if case.facts.reported:
        keys = [f"{key}_called" if key in _SENDS_TO_CALL else key for key in keys]
    for key in ("case_noted", "case_corrected"):
        if facts and key in keys:
            keys[keys.index(key)] = f"{key}_facts"
    return lines(content, keys, name=facts)


def _body(content: Content, say: State, case: Case, heard: Heard) -> Reply:
    if say.get("outcome"):
        return outcome(content, case)
    if say.get("calm"):
        return calm.speaks(content, bool(say.get("answer")))
    if say.get("first"):
        return _first_steps(content, case)
    if say.get("answer"):
        said = _answered(content, say, case, heard)
        return _unled(content, said) if say.get("unled") else said
    if say.get("script"):
        spoken = script(content, case.facts, case.now, case.situation)
        return reply(content, "", sections=[spoken], calls=calls(content, case.facts))
    numbers = [line for line in calls(content, case.facts) if line.key != "96110"]
    return reply(content, "", calls=numbers, urgent=True)


def _first_steps(content: Content, case: Case) -> Reply:
    """What to do this minute, made of the advice for this case.

    It is for who is about to pay: as long as nothing is known to be gone, it can be stopped.
    """
    if not case.facts.gone:
        facts = Facts.of({**case.facts.kept(), "gone": False})
        case = Case(case.situation, facts, case.now)
    sections = [section(content, part, advice(content, case, part)) for part in ("steps", "never")]
    return reply(content, "", sections=sections, calls=calls(content, case.facts), urgent=True)


def _unled(content: Content, said: Reply) -> Reply:
    """The answer without its first sentences, where others are said in their place."""
    return without(content, {**said, "custom": {**said["custom"], "lead": ""}}, ())


def _answered(content: Content, say: State, case: Case, heard: Heard) -> Reply:
    """An answer in the middle is short; the card has everything that must be done now."""
    name = say["answer"]
    if say.get("card") is False:  # only perhaps in trouble: the answer as everybody gets it
        return answer(content, name, heard.text, heard.assessment)
    own_words = {**heard.assessment, "learned": _NO_SUSPICION}
    if "card" not in say:
        return in_brief(content, answer(content, name, heard.text, own_words))
    said = answer(content, name, heard.text, {**own_words, "urgent": True})
    if name != MONEY:
        return without(content, said, ("label_signs", "label_points"))
    said = without(content, said, ("label_signs", "label_points", "label_flags", "label_script"))
    return _for_this_case(content, said, case)


def _for_this_case(content: Content, said: Reply, case: Case) -> Reply:
    """The card with the steps for what is known of this case, and what not to do."""
    custom = said["custom"]
    steps = advice(content, case, "steps")
    sections = [{**s, "items": steps} if s["ordered"] else s for s in custom["sections"]]
    sections.append(script(content, case.facts, case.now, case.situation))
    sections.append(section(content, "never", advice(content, case, "never")))
    custom = {**custom, "sections": sections}
    if case.facts.own or set(case.facts.paid) & set(SERVICES):
        # Who has named the bank need not look for it among others.
        custom["calls"] = [call(line) for line in calls(content, case.facts)]
    return without(content, {**said, "custom": custom}, ())
