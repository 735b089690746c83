"""Conversations of several turns, as a policy: it decides in process, without the action server.

The state of a conversation is one slot, plain data (bot.content.dialogue); this policy moves it on
and predicts `utter_flow`, which bot.nlg speaks from the slot. A message that belongs to no
conversation is left to the rules. Rasa's forms would drop a question that also answers
(«500元会不会冻结»), and their validation needs the action server at the worst moment.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData, confidence_scores_for
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.content.dialogue.turn import next_state
from bot.content.live import current
from bot.hearing import SPEAK, heard_in

SLOT = "flow"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class ConversationPolicy(Policy):
    """Leads the conversations of bot.content.dialogue; there is nothing to learn."""

    @staticmethod
    def supported_data() -> SupportedData:
        return SupportedData.RULE_DATA

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"priority": 10}  # above the rules (6)

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        with self._model_storage.write_to(self._resource):
            return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Speaks if a conversation goes on, then listens; otherwise says nothing."""
        last = _last_step(tracker)
        if isinstance(last, UserUttered):
            before = tracker.get_slot(SLOT)
            state = next_state(current(), before, heard_in(tracker))
            if state is not None:
                return self._sure(SPEAK, domain, [SlotSet(SLOT, state)])
        elif isinstance(last, ActionExecuted) and last.action_name == SPEAK:
            return self._sure(ACTION_LISTEN_NAME, domain)
        return self._prediction(self._default_predictions(domain))

    def _sure(
        self, action: str, domain: Domain, events: list[Event] | None = None
    ) -> PolicyPrediction:
        return self._prediction(confidence_scores_for(action, 1.0, domain), optional_events=events)


def _last_step(tracker: DialogueStateTracker) -> Event | None:
    """The last message or action; slots and the like come between."""
    steps = (e for e in reversed(tracker.events) if isinstance(e, UserUttered | ActionExecuted))
    return next(steps, None)
