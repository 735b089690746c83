"""Rasa's standard `rest` contract, for integrators, with manners.

The stock channel answers a list as body with 500, a number as message with an empty 200, gives all
clients without `sender` one conversation, and logs what residents wrote.
"""

from __future__ import annotations

from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channel import intake, turn
from bot.channel.access import access, shown
from bot.channel.body import body_of
from bot.channel.resilience import guard


class RestChannel(RestInput):
    """POST /webhooks/rest/webhook {"sender": …, "message": …} -> [{"recipient_id", "text", …}].

    A body that makes no sense gets 400 and a reason. `metadata: {"topic": id}` presses a button.
    With REST_TOKEN, `Authorization: Bearer <token>` is asked for; see bot.channel.access.
    """

    @classmethod
    def name(cls) -> str:
        return "rest"

    def blueprint(self, on_new_message: turn.OnNewMessage) -> Blueprint:
        webhook = Blueprint("rest_channel", "rest_channel")
        guard(webhook)
        admission = access(self.name())
        if not admission.is_open:
            return webhook  # without a single address

        @webhook.get("/")
        async def health(request: Request) -> HTTPResponse:
            return json({"status": "ok"})

        @webhook.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            if not admission.admits(shown(request)):
                reason = {"error": "this channel asks for its token"}
                return json(reason, status=401, headers={"WWW-Authenticate": "Bearer"})
            try:
                body = intake.object_of(body_of(request))
                incoming = intake.read(body, intake.sender_of(body, "sender"))
            except intake.Refused as refused:
                return json({"error": refused.reason}, status=400)
            status = 200
            try:
                replies = await turn.take(incoming, on_new_message, self.name())
            except turn.Unstored as unstored:  # the numbers, and to be sent again
                replies, status = unstored.replies, 503
            written = turn.in_script(incoming, replies)
            said = [_standard(incoming.sender, reply) for reply in written]
            return json(said, status=status, headers=turn.version_header(replies))

        return webhook


def _standard(recipient: str, reply: turn.Reply) -> dict[str, object]:
    """Rasa's own form of a bot message; without buttons there is no such key."""
    message = {"recipient_id": recipient, "text": reply["text"]}
    return {**message, "buttons": reply["buttons"]} if reply["buttons"] else message
