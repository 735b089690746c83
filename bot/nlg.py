"""Answers come from the content, not from the model: an edited answer needs no training.

Named in endpoints.yml under `nlg: type:`; Rasa builds it once at the start.
"""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.content.answer import answer
from bot.content.dialogue.turn import flow_reply
from bot.content.live import current
from bot.content.render import Reply, message_reply
from bot.hearing import heard_in


class Unchanging(dict[str, Any]):
    """The parts of a reply, which nobody changes once they are put together.

    Rasa copies every event deeply for a line of its debug log, whether that is written or not.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> Unchanging:
        return self


_FAQ, _PLAIN, _FLOW = "utter_faq/", "utter_", "flow"


class ContentAnswers(NaturalLanguageGenerator):
    """Renders `utter_faq/<topic>`, `utter_<small talk>`, `utter_offer` and the like."""

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None
    ) -> None:
        """Rasa builds it once; what it answers from is asked for with every message."""

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """The reply named by `utter_action`, for the message that came last."""
        reply = self._reply(utter_action, tracker)
        return {**reply, "custom": Unchanging(reply["custom"])} if reply else None

    @staticmethod
    def _reply(utter_action: str, tracker: DialogueStateTracker) -> Reply | None:
        content = current()
        name = utter_action.removeprefix(_FAQ).removeprefix(_PLAIN)
        heard = heard_in(tracker)
        if name == _FLOW:
            return flow_reply(content, tracker.get_slot(_FLOW), heard)
        if heard.is_empty and heard.named_topic is None:
            return message_reply(content, "empty")
        message = tracker.latest_message
        assessment = (message.parse_data or {}).get("assessment", {})
        return answer(content, name, message.text or "", assessment)
