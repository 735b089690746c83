"""Rasa's rules, which look at no more of a conversation than the longest of them is long.

RulePolicy replays the whole conversation for each prediction, four times a turn. A rule says
nothing about what was before its first step, so the last few steps decide alike.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core import events
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker

# With any other event (a form, something taken back) what came before may still count.
_PLAIN = (
    events.ActionExecuted,
    events.BotUttered,
    events.DefinePrevUserUtteredFeaturization,
    events.EntitiesAdded,
    events.SessionStarted,
    events.SlotSet,
    events.UserUttered,
)


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class RecentRules(RulePolicy):
    """Named in config.yml instead of RulePolicy, with the same settings."""

    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        """As RulePolicy's, of the last steps."""
        rules = (
            key for lookup in self.lookup.values() if isinstance(lookup, dict) for key in lookup
        )
        steps = max((len(self._rule_key_to_state(key)) for key in rules), default=0)
        last = recent(tracker, domain, steps)
        states: list[State] = super()._prediction_states(
            last, domain, use_text_for_last_user_input, rule_only_data
        )
        return states


def recent(tracker: DialogueStateTracker, domain: Domain, steps: int) -> DialogueStateTracker:
    """A tracker with at least the last `steps` states of this one, from the beginning of a turn.

    It is the same tracker where that cannot be told: slots that rules see, or unusual events.
    """
    if any(slot.influence_conversation for slot in domain.slots):
        return tracker
    taken, actions = [], 0
    for event in reversed(tracker.events):
        if not isinstance(event, _PLAIN):
            return tracker
        taken.append(event)
        if isinstance(event, events.ActionExecuted):
            actions += 1
            if actions > steps and event.action_name == ACTION_LISTEN_NAME:
                break
    return DialogueStateTracker.from_events(tracker.sender_id, taken[::-1], domain.slots)
