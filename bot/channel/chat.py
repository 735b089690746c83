"""The widget's own contract, and the page itself at the server's root.

POST /webhooks/chat/message {"session", "text", "id", "topic", "script"} -> {"replies": [{lead,
sections, calls, related, topic, urgent, text, message, ask, case}]}. `id` is the client's, the same
when it sends the message again: it gets the same replies; with `again: true` it is never handled
anew, 404 if there are none. `topic` is the id on a pressed button,
`script` hans or hant; `ask` is a question with quick answers, `case` the list for somebody whose
money is gone (bot.content.case.outcome.sheet), null when it shall no longer be shown. 503: it could
not be stored, and is to be sent again; the replies are the numbers for the meantime.
POST …/feedback {"session", "message", "useful"}: a verdict on an answer.
POST …/forget {"session"}: deletes the conversation.
GET …/today?audience=…&script=…: the tip of the day and the reminders of the season.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable
from functools import wraps

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channel import feedback, intake, origins, page, turn
from bot.channel.follow import follow
from bot.channel.housekeeping import keep_house
from bot.channel.once import Once
from bot.channel.resilience import guard
from bot.channel.rest import body_of
from bot.channel.seeing import see
from bot.channel.serve import LiveFiles, serve
from bot.content.clock import here
from bot.content.live import current
from bot.content.render import Reply
from bot.content.today import today
from bot.store.feedback import FeedbackStore
from bot.store.replies import ReplyStore
from bot.store.turns import StoreFailed

Handler = Callable[[Request], Awaitable[HTTPResponse]]


class ChatChannel(InputChannel):
    """What residents use."""

    @classmethod
    def name(cls) -> str:
        return "chat"

    def blueprint(self, on_new_message: turn.OnNewMessage) -> Blueprint:
        chat = Blueprint("chat_channel", "chat_channel")
        verdicts, once = FeedbackStore(), Once(ReplyStore())
        see(chat)
        guard(chat)
        follow(chat)
        keep_house(chat)

        @chat.listener("before_server_start")
        async def own_the_root(app: Sanic, loop: AbstractEventLoop) -> None:
            origins.watch(app, origins.allowed())
            serve(app, LiveFiles())

        @chat.post("/message")
        @refusing
        async def receive(request: Request) -> HTTPResponse:
            body = body_of(request)
            incoming = intake.read(body, sender="session", text="text")
            if isinstance(body, dict) and body.get("again") is True:
                replies = await once.again(incoming)
                if replies is None:
                    return _json({"error": "nothing was answered to this id"}, 404)
                return _answer(incoming, replies)
            try:
                replies = await once.take(
                    incoming, lambda: turn.take(incoming, on_new_message, self.name())
                )
            except turn.Unstored as unstored:  # the numbers, and to be sent again
                return _answer(incoming, unstored.replies, 503)
            return _answer(incoming, replies)

        @chat.post("/feedback")
        @refusing
        async def judge(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            kept = await feedback.keep(body_of(request), agent, verdicts)
            return _json({"kept": kept}, 200 if kept else 404)

        @chat.post("/forget")
        @refusing
        async def forget(request: Request) -> HTTPResponse:
            session = intake.session_of(body_of(request))
            await turn.recorder().settle()
            await once.forget(session)
            return _json({"forgotten": True})

        @chat.get("/today")
        async def tell_today(request: Request) -> HTTPResponse:
            told = today(current(), here().date(), request.args.get("audience"))
            hant = request.args.get("script") == intake.HANT
            return _json(turn.in_traditional(told) if hant else told)

        @chat.get("/health")
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            ready = agent is not None and agent.is_ready()
            return json({"ready": ready}, status=200 if ready else 503)

        return chat


def refusing(handler: Handler) -> Handler:
    """A request that makes no sense gets 400 and the reason; what could not be stored gets 503."""

    @wraps(handler)
    async def answer(request: Request) -> HTTPResponse:
        try:
            return await handler(request)
        except intake.Refused as refused:
            return _json({"error": refused.reason}, 400)
        except StoreFailed:
            return _json({"error": "not stored; send it again"}, 503)

    return answer


def _answer(incoming: intake.Incoming, replies: list[Reply], status: int = 200) -> HTTPResponse:
    shown = turn.in_script(incoming, replies)
    return _json({"replies": [{**r["custom"], "text": r["text"]} for r in shown]}, status)


def _json(body: dict[str, object], status: int = 200) -> HTTPResponse:
    return json(body, status=status, headers={**page.HEADERS, "Cache-Control": "no-store"})
