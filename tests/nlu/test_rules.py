"""The rules decide from the last steps of a conversation what they decide from all of it."""

from __future__ import annotations

import copy
import random
from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.content.load import ROOT
from bot.rules import RecentRules, recent

INTENTS = ["faq", "offer", "oos", "greet", "thanks", "help"]


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(ROOT / "domain.yml"))


def turn(chance: random.Random) -> list[Event]:
    """Somebody says something, slots change, one or two actions answer."""
    intent = chance.choice(INTENTS)
    entities = [{"entity": "tips", "value": "x"}] if chance.random() < 0.3 else []
    said: list[Event] = [UserUttered("…", {"name": intent, "confidence": 1.0}, entities)]
    if chance.random() < 0.5:
        said.append(SlotSet("flow", {"flow": "triage"}))
    for action in chance.sample(["utter_faq", "utter_offer", "action_tips"], chance.randint(1, 2)):
        said += [ActionExecuted(action), BotUttered("…")]
    return [*said, ActionExecuted("action_listen")]


def conversations(domain: Domain) -> list[DialogueStateTracker]:
    """Beginnings of conversations of up to twelve turns, broken off after every event."""
    found = []
    for seed in range(12):
        chance = random.Random(seed)
        events: list[Event] = [SessionStarted(), ActionExecuted("action_listen")]
        for _ in range(chance.randint(0, 12)):
            events += turn(chance)
        for end in range(2, len(events)):
            found.append(DialogueStateTracker.from_events("x", events[:end], domain.slots))
    return found


@pytest.mark.parametrize("steps", [1, 2, 3, 5])
def test_the_last_states_are_those_of_the_whole(domain: Domain, steps: int) -> None:
    compared = 0
    for tracker in conversations(domain):
        whole = tracker.past_states(domain)
        last = recent(tracker, domain, steps).past_states(domain)
        wanted = min(steps, len(whole))
        assert last[-wanted:] == whole[-wanted:]
        compared += len(whole) > steps + 3 and len(last) < len(whole)
    assert compared > 50


def test_what_is_unusual_is_looked_at_whole(domain: Domain) -> None:
    events = [*turn(random.Random(1)), ActiveLoop("form"), *turn(random.Random(2))]
    tracker = DialogueStateTracker.from_events("x", events, domain.slots)
    assert recent(tracker, domain, 2) is tracker


def test_slots_that_rules_see_need_the_whole(domain: Domain) -> None:
    seen = Domain.from_yaml(
        "version: '3.1'\nintents: [faq]\nslots:\n  known:\n    type: bool\n"
        "    influence_conversation: true\n    mappings: [{type: custom}]\n"
    )
    tracker = DialogueStateTracker.from_events("x", turn(random.Random(1)), seen.slots)
    assert recent(tracker, seen, 2) is tracker


def test_the_trained_rules_predict_alike(model: Path) -> None:
    """RulePolicy itself, with the same lookup, on whole conversations."""
    agent = Agent.load(str(model))
    nodes = agent.processor.graph_runner._instantiated_nodes
    (ours,) = (n._component for n in nodes.values() if isinstance(n._component, RecentRules))
    theirs = copy.copy(ours)
    theirs.__class__ = RulePolicy
    predicted = set()
    for tracker in conversations(agent.domain):
        one = ours.predict_action_probabilities(tracker, agent.domain)
        other = theirs.predict_action_probabilities(tracker, agent.domain)
        assert (one.probabilities, one.events) == (other.probabilities, other.events)
        predicted.add(one.max_confidence_index)
    assert len(predicted) >= 4
    assert 10 < len(ours._known or {}) < len(conversations(agent.domain)) / 1.5, "found again"
    assert "…" not in repr(ours._known), "what was said is not kept"
