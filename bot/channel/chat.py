"""The widget's own contract, and the page itself at the server's root (docs/widget-api.yml).

POST /webhooks/chat/message {"session", "opening", "text", "id", "topic", "script"} -> {"session",
"new", "replies": [{lead, sections, calls, related, topic, urgent, text, message, ask, case}]}.
`session` is what the last reply said; without a sound one a conversation begins (`new`), `opening`
is then the client's own secret for it (bot.channel.sessions). `id` is the client's, the same
when it sends the message again: it gets the same replies; with `again: true` it is never handled
anew, 404 if there are none. `topic` is the id on a pressed button,
`script` hans or hant; `ask` is a question with quick answers, `case` the list for somebody whose
money is gone (bot.content.case.outcome.sheet), null when it shall no longer be shown. 503: it could
not be stored, and is to be sent again; the replies are the numbers for the meantime.
POST …/feedback {"session", "message", "useful"}: a verdict on an answer.
POST …/forget {"session"}: deletes the conversation.
GET …/today?audience=…&script=…: the tip of the day and the reminders of the season.
Too many requests: 429 with `Retry-After`, the card of the numbers, and replies for the meantime:
to an urgent message what to do first.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable
from functools import wraps

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channel import feedback, intake, origins, turn
from bot.channel.body import MAX_BYTES, body_of
from bot.channel.doors import Busy
from bot.channel.errors import explain
from bot.channel.follow import follow
from bot.channel.framing import insist_on_one_reading
from bot.channel.housekeeping import keep_house
from bot.channel.reception import Reception, busy_response, respond
from bot.channel.resilience import guard
from bot.channel.seeing import see
from bot.channel.serve import LiveFiles, serve
from bot.content.clock import here
from bot.content.live import current
from bot.content.today import today
from bot.store.feedback import FeedbackStore
from bot.store.turns import StoreFailed

Handler = Callable[[Request], Awaitable[HTTPResponse]]


class ChatChannel(InputChannel):
    """What residents use."""

    @classmethod
    def name(cls) -> str:
        return "chat"

    def blueprint(self, on_new_message: turn.OnNewMessage) -> Blueprint:
        chat = Blueprint("chat_channel", "chat_channel")
        verdicts, reception = FeedbackStore(), Reception(on_new_message, self.name())
        see(chat)
        insist_on_one_reading(chat)
        guard(chat)
        follow(chat)
        keep_house(chat)

        @chat.listener("before_server_start")
        async def own_the_root(app: Sanic, loop: AbstractEventLoop) -> None:
            app.config.REQUEST_MAX_SIZE = MAX_BYTES
            explain(app)
            origins.watch(app, origins.allowed())
            serve(app, LiveFiles())

        @chat.listener("after_server_stop")
        async def close(app: Sanic, loop: AbstractEventLoop) -> None:
            await reception.doors.close()

        @chat.post("/message")
        @refusing
        async def receive(request: Request) -> HTTPResponse:
            body = body_of(request)
            if intake.is_again(body):
                return await reception.answer_again(request, body)
            return await reception.answer(request, body)

        @chat.post("/feedback")
        @refusing
        async def judge(request: Request) -> HTTPResponse:
            body = body_of(request)
            session = reception.sessions.named(*intake.naming(body))
            await reception.doors.knock(request)
            agent = getattr(request.app.ctx, "agent", None)
            sender = session.conversation if session else None
            kept = await feedback.keep(body, sender, agent, verdicts)
            return respond({"kept": kept}, 200 if kept else 404)

        @chat.post("/forget")
        @refusing
        async def forget(request: Request) -> HTTPResponse:
            body = body_of(request)
            await reception.doors.knock(request)
            return respond({"forgotten": await reception.forget(body)})

        @chat.get("/today")
        @refusing
        async def tell_today(request: Request) -> HTTPResponse:
            told = today(current(), here().date(), request.args.get("audience"))
            given = request.get_args(keep_blank_values=True).getlist("script", [None])
            script = intake.script_of({"script": given[0] if len(given) == 1 else given})
            return respond(turn.in_traditional(told) if script == intake.HANT else told)

        @chat.get("/health")
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            ready = agent is not None and agent.is_ready()
            return json({"ready": ready}, status=200 if ready else 503)

        return chat


def refusing(handler: Handler) -> Handler:
    """400 with the reason for nonsense, 429 for one too many, 503 for what was not stored."""

    @wraps(handler)
    async def answer(request: Request) -> HTTPResponse:
        try:
            return await handler(request)
        except intake.Refused as refused:
            return respond({"error": refused.reason}, 400)
        except Busy as busy:
            return busy_response(busy)
        except StoreFailed:
            return respond({"error": "not stored; send it again"}, 503)

    return answer
