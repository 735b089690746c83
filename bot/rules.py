"""Rasa's rules, which look at no more of a conversation than the longest of them is long.

RulePolicy replays the whole conversation for each prediction, four times a turn. A rule says
nothing about what was before its first step, so the last few steps decide alike; and what it found
for some steps it finds for the same again.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import cached_property
from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core import events
from rasa.shared.core.constants import ACTION_LISTEN_NAME, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT

# With any other event (a form, something taken back) what came before may still count.
_PLAIN = {
    events.ActionExecuted,
    events.BotUttered,
    events.DefinePrevUserUtteredFeaturization,
    events.EntitiesAdded,
    events.SessionStarted,
    events.SlotSet,
    events.UserUttered,
}


Found = tuple[str | None, str | None, bool]  # an action, the rule that names it, a loop again
_MOST = 10_000  # of the last steps that are remembered


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class RecentRules(RulePolicy):
    """Named in config.yml instead of RulePolicy, with the same settings."""

    # What was found for the same last steps; in a loaded model only, whose rules do not change.
    _known: dict[Hashable, Found] | None = None

    @classmethod
    def load(cls, *given: Any, **more: Any) -> RecentRules:
        """As Rasa's."""
        loaded: RecentRules = super().load(*given, **more)
        loaded._known = {}
        return loaded

    def _find_action_from_rules(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool,
    ) -> Found:
        """As RulePolicy's."""

        def find() -> Found:
            found: Found = super(RecentRules, self)._find_action_from_rules(
                tracker, domain, use_text_for_last_user_input
            )
            return found

        if self._known is None:
            return find()
        if use_text_for_last_user_input:
            return find() if self._by_text else (None, None, False)
        last = last_events(tracker, domain, self._steps)
        if last is None or tracker.active_loop_name:
            return find()
        key = tuple(told for told in map(_told, last) if told is not None)
        if key not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            action, rule, loop = find()
            # Without an action Rasa names the steps, with what was said in them: not to be kept.
            self._known[key] = (action, rule if action else "", loop)
        return self._known[key]

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        """As RulePolicy's, of the last steps."""
        steps = _longest(self._keys()) if self._known is None else self._steps
        states: list[State] = super()._prediction_states(
            recent(tracker, domain, steps), domain, use_text_for_last_user_input, rule_only_data
        )
        return states

    def _keys(self) -> Iterator[list[State]]:
        for lookup in self.lookup.values():
            if isinstance(lookup, dict):
                yield from map(self._rule_key_to_state, lookup)

    @cached_property
    def _steps(self) -> int:
        return _longest(self._keys())

    @cached_property
    def _by_text(self) -> bool:
        """Whether a rule may fit a message of which only the text is looked at: not if each names
        an intent.
        """
        return any(INTENT not in states[-1].get(USER, {}) for states in self._keys())


def _longest(rules: Iterable[list[State]]) -> int:
    return max(map(len, rules), default=0)


def _told(event: events.Event) -> Hashable | None:
    """What rules see of an event, slots that they do not see left out."""
    kind = type(event)
    if kind in (events.BotUttered, events.SlotSet):
        return None
    if isinstance(event, events.ActionExecuted):
        return kind, event.action_name, event.action_text, event.hide_rule_turn
    if isinstance(event, events.UserUttered):
        return kind, event.intent_name, event.use_text_for_featurization, _names(event.entities)
    if isinstance(event, events.EntitiesAdded):
        return kind, _names(event.entities)
    if isinstance(event, events.DefinePrevUserUtteredFeaturization):
        return kind, event.use_text_for_featurization
    return kind.__name__


def _names(entities: Iterable[dict[str, Any]]) -> Hashable:
    return tuple(tuple(map(one.get, ("entity", "role", "group"))) for one in entities)


def recent(tracker: DialogueStateTracker, domain: Domain, steps: int) -> DialogueStateTracker:
    """A tracker with at least the last `steps` states of this one, from the beginning of a turn.

    It is the same tracker where that cannot be told.
    """
    last = last_events(tracker, domain, steps)
    if last is None:
        return tracker
    return DialogueStateTracker.from_events(tracker.sender_id, last, domain.slots)


def last_events(
    tracker: DialogueStateTracker, domain: Domain, steps: int
) -> list[events.Event] | None:
    """The events of at least the last `steps` states, from the beginning of a turn; nothing where
    that cannot be told: slots that rules see, or unusual events.
    """
    if any(slot.influence_conversation for slot in domain.slots):
        return None
    taken, actions = [], 0
    for event in reversed(tracker.events):
        if type(event) not in _PLAIN:
            return None
        taken.append(event)
        if type(event) is events.ActionExecuted:
            actions += 1
            if actions > steps and event.action_name == ACTION_LISTEN_NAME:
                break
    return taken[::-1]
