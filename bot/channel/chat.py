"""The chat page's own contract, and the page itself at the server's root.

POST /webhooks/chat/message {"session": …, "text": …, "topic": …} -> {"replies": [{lead, sections,
calls, related, topic, urgent, text, message, ask, print}]}. `topic` is the id on a pressed button;
`ask` is a question with quick answers, `print` a whole list to be printed.
POST …/feedback {"session", "message", "useful"}: a verdict on an answer.
GET …/today?audience=…: the tip of the day and the reminders of the season.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from bot.channel import feedback, intake, page, turn
from bot.channel.housekeeping import keep_house
from bot.channel.resilience import guard
from bot.channel.rest import body_of
from bot.content.first_aid import here
from bot.content.load import current
from bot.content.today import today
from bot.store.feedback import FeedbackStore


class ChatChannel(InputChannel):
    """What residents use."""

    @classmethod
    def name(cls) -> str:
        return "chat"

    def blueprint(self, on_new_message: turn.OnNewMessage) -> Blueprint:
        chat = Blueprint("chat_channel", "chat_channel")
        content = current()
        files = page.files(content)
        verdicts = FeedbackStore()
        guard(chat)
        keep_house(chat)

        @chat.listener("before_server_start")
        async def own_the_root(app: Sanic, loop: AbstractEventLoop) -> None:
            # Rasa has registered GET / already, so a route cannot take it: a middleware can.
            async def serve(request: Request) -> HTTPResponse | None:
                file = files.get(request.path) if request.method in ("GET", "HEAD") else None
                return file and raw(file.body, content_type=file.type, headers=page.HEADERS)

            app.register_middleware(serve, "request")

        @chat.post("/message")
        async def receive(request: Request) -> HTTPResponse:
            try:
                incoming = intake.read(body_of(request), sender="session", text="text")
            except intake.Refused as refused:
                return json({"error": refused.reason}, status=400, headers=page.HEADERS)
            replies = await turn.take(incoming, on_new_message, content, self.name())
            shown = [{**reply["custom"], "text": reply["text"]} for reply in replies]
            return json({"replies": shown}, headers=page.HEADERS)

        @chat.post("/feedback")
        async def judge(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            try:
                kept = await feedback.keep(body_of(request), agent, verdicts)
            except intake.Refused as refused:
                return json({"error": refused.reason}, status=400, headers=page.HEADERS)
            return json({"kept": kept}, status=200 if kept else 404, headers=page.HEADERS)

        @chat.get("/today")
        async def tell_today(request: Request) -> HTTPResponse:
            told = today(content, here().date(), request.args.get("audience"))
            return json(told, headers=page.HEADERS)

        @chat.get("/health")
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            ready = agent is not None and agent.is_ready()
            return json({"ready": ready}, status=200 if ready else 503)

        return chat
