"""Answers come from the content, not from the model: an edited answer needs no training.

Named in endpoints.yml under `nlg: type:`; Rasa builds it once at the start.
"""

from __future__ import annotations

from typing import Any

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.content.first_aid import own_lines, spoken
from bot.content.load import Content, load_or_fail
from bot.content.model import OUT_OF_SCOPE, Hotline
from bot.content.render import Reply, fill, message_reply, reply, topic_reply
from bot.content.risk.judge import Judgement, judge
from bot.content.risk.reply import noticed, opening, risk_reply

OFFERED = 3
OFFER, CHECK = "offer", "check_scam"
_FAQ, _PLAIN = "utter_faq/", "utter_"


class ContentAnswers(NaturalLanguageGenerator):
    """Renders `utter_faq/<topic>`, `utter_<small talk>`, `utter_offer` and the like."""

    def __init__(
        self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None
    ) -> None:
        self.content = load_or_fail()

    async def generate(
        self,
        utter_action: str,
        tracker: DialogueStateTracker,
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """The reply named by `utter_action`; an unknown name gets the numbers, never silence."""
        name = utter_action.removeprefix(_FAQ).removeprefix(_PLAIN)
        assessment = (tracker.latest_message.parse_data or {}).get("assessment", {})
        urgent = bool(assessment.get("urgent"))
        text = tracker.latest_message.text or ""
        judgement = self._judgement(text, assessment)
        unsure = name in (OFFER, OUT_OF_SCOPE)
        if unsure and judgement.evidence and judgement.level != "low":
            return risk_reply(self.content, judgement, urgent)
        if name == OFFER:
            return offer(self.content, assessment.get("nearest", [])[:OFFERED], urgent)
        if name == "answer_failed":
            return self._without_action(assessment.get("topic"), urgent)
        if name in self.content.topics:
            return self._topic(name, text, urgent, judgement)
        return message_reply(self.content, "answer_failed")

    def _judgement(self, text: str, assessment: dict[str, Any]) -> Judgement:
        """How risky what the resident pasted or told is."""
        topic, confidence = assessment.get("topic"), float(assessment.get("confidence") or 0)
        return judge(self.content, text, topic, confidence)

    def _topic(self, name: str, text: str, urgent: bool, judgement: Judgement) -> Reply:
        said = opening(self.content, judgement)
        if name == CHECK and judgement.level == "low":
            said = fill(self.content, self.content.messages["risk_low"])
        passages = noticed(self.content, judgement)
        lines: list[Hotline] = []
        if urgent:
            passages = [*spoken(self.content, text, name), *passages]
            lines = own_lines(self.content, text)
        topic = self.content.topics[name]
        return topic_reply(self.content, topic, urgent, said, passages, lines)

    def _without_action(self, topic_id: str | None, urgent: bool) -> Reply:
        """The action server is away: the topic's own answer does, if there is one."""
        topic = self.content.topics.get(topic_id or "")
        if topic is None:
            return message_reply(self.content, "answer_failed")
        return topic_reply(self.content, topic, urgent)


def offer(content: Content, found: list[dict[str, Any]], urgent: bool = False) -> Reply:
    """ "Did you mean": the nearest topics as buttons, always with the numbers."""
    nearest = [content.topics[a["topic"]] for a in found if a["topic"] in content.topics]
    text = content.messages["offer" if nearest else "offer_none"]
    numbers = ("110", "96110") if urgent else ("96110", "110")
    if urgent:
        text = f"{content.messages['urgent_first']}\n{text}"
    calls = [content.hotlines[key] for key in numbers]
    return reply(content, fill(content, text), calls=calls, related=nearest, urgent=urgent)
