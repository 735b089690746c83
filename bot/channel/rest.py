"""Rasa's standard `rest` contract, for integrators, with manners.

The stock channel answers a list as body with 500, a number as message with an empty 200, gives all
clients without `sender` one conversation, and logs what residents wrote.
"""

from __future__ import annotations

from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channel import intake, turn
from bot.channel.resilience import guard


class RestChannel(RestInput):
    """POST /webhooks/rest/webhook {"sender": …, "message": …} -> [{"recipient_id", "text", …}].

    A body that makes no sense gets 400 and a reason. `metadata: {"topic": id}` presses a button.
    """

    @classmethod
    def name(cls) -> str:
        return "rest"

    def blueprint(self, on_new_message: turn.OnNewMessage) -> Blueprint:
        webhook = Blueprint("rest_channel", "rest_channel")
        guard(webhook)

        @webhook.get("/")
        async def health(request: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @webhook.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            try:
                incoming = intake.read(body_of(request))
            except intake.Refused as refused:
                return json({"error": refused.reason}, status=400)
            status = 200
            try:
                replies = await turn.take(incoming, on_new_message, self.name())
            except turn.Unstored as unstored:  # the numbers, and to be sent again
                replies, status = unstored.replies, 503
            shown = turn.in_script(incoming, replies)
            said = [_standard(incoming.sender, reply) for reply in shown]
            return json(said, status=status, headers=turn.version_header(replies))

        return webhook


def body_of(request: Request) -> object:
    """The JSON body. Raises intake.Refused if it is none."""
    try:
        return request.json
    except (InvalidUsage, ValueError, RecursionError):
        raise intake.Refused("the body is not valid JSON") from None


def _standard(recipient: str, reply: turn.Reply) -> dict[str, object]:
    """Rasa's own form of a bot message; without buttons there is no such key."""
    message = {"recipient_id": recipient, "text": reply["text"]}
    return {**message, "buttons": reply["buttons"]} if reply["buttons"] else message
