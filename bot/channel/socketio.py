"""Rasa's standard Socket.IO contract, for the web clients that exist for it, with manners.

The stock channel lets pages of every origin in, drops what has no session, loses a reply's
paragraphs in as many messages, and takes `/restart` from anybody.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from asyncio import AbstractEventLoop
from collections.abc import Callable
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.core.channels.socketio import SocketIOInput
from sanic import Blueprint, Sanic

from bot.channel import intake, origins, turn
from bot.channel.access import Access, access, shown
from bot.channel.doors import Busy, in_the_crowd, the_doors
from bot.channel.resilience import guard
from bot.channel.sessions import Session, the_sessions
from bot.content.live import current
from bot.content.load import Content

logger = logging.getLogger(__name__)

# What web clients send by themselves before a resident has said anything.
_OPENING = re.compile(r"/(get_started|start|greet|hello|welcome)(\{.*\})?\s*", re.DOTALL)
_GREETING = "greet"
# U+2060 takes no room and is not seen, but what has it inside is no address and no picture.
_MARKDOWN = (
    (re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=\])(?=\()", re.IGNORECASE), "\u2060"),
    (re.compile(r"_(?=_)|(?<=_)_"), "\uff3f"),  # blanks to be filled in would be bold
    (re.compile(r"(?<=\S)\n(?!\n|$)"), "  \n"),  # a line's end alone would be a blank
)


class SocketChannel(SocketIOInput):
    """user_uttered {"session_id", "message"} -> bot_uttered {"text", "quick_replies"}.

    What makes no sense gets no reply. `metadata: {"topic": id}` presses a button. A session is what
    `session_confirm` said: a token (bot.channel.sessions); with any other one a client is alone.
    With SOCKETIO_TOKEN a client connects with `auth: {"token": …}` or as a bearer.
    """

    @classmethod
    def name(cls) -> str:
        return "socketio"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> InputChannel:
        """As Rasa reads them, but a session outlives its connection unless told otherwise."""
        return super().from_credentials({"session_persistence": True, **(credentials or {})})

    def blueprint(self, on_new_message: turn.OnNewMessage) -> Blueprint:
        """Rasa's own server, with its events heard by us."""
        admission = access(self.name())
        if not admission.is_open:
            return Blueprint("socketio_webhook")  # without a single address
        channel = super().blueprint(on_new_message)
        sio, namespace = self.sio, self.namespace
        sio.eio.cors_allowed_origins = admitting(origins.allowed())
        guard(channel)
        sessions = the_sessions()
        opened: dict[str, Session] = {}  # for connections that have no sound session
        self._ask_for_the_token(admission)

        @channel.listener("before_server_stop")
        async def hang_up(app: Sanic, loop: AbstractEventLoop) -> None:
            # Else the server waits for who is connected; and this would wait for who is gone.
            if sio.eio.sockets:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(sio.eio.disconnect(), 1)

        @sio.on("disconnect", namespace=namespace)
        async def disconnect(sid: str) -> None:
            opened.pop(sid, None)

        @sio.on("session_request", namespace=namespace)
        async def confirm(sid: str, *data: Any) -> None:
            session = sessions.find(session_in(data)) or sessions.open()
            self._join(sid, session)
            await sio.emit("session_confirm", session.token, room=sid, namespace=namespace)

        @sio.on(self.user_message_evt, namespace=namespace)
        async def receive(sid: str, *data: Any) -> None:
            # Without a session of its own a client is answered as long as it stays connected.
            session = sessions.find(session_in(data)) if self.session_persistence else None
            if session is None:
                session = opened.setdefault(sid, sessions.open())
            try:
                incoming = read(session.conversation, data, self.metadata_key, current())
            except intake.Refused as refused:
                logger.debug("A message makes no sense: %s", refused.reason)
                return
            self._join(sid, session)  # a client that comes back need not ask for it again
            replies = await self._replies(sid, incoming, on_new_message)
            for reply in turn.in_script(incoming, replies):
                message, room = standard(reply), session.conversation
                await sio.emit(self.bot_message_evt, message, room=room, namespace=namespace)

        return channel

    async def _replies(
        self, sid: str, incoming: intake.Incoming, on_new_message: turn.OnNewMessage
    ) -> list[turn.Reply]:
        doors, request = the_doors(), self.sio.get_environ(sid, self.namespace)["sanic.request"]
        try:
            await doors.knock(request, incoming.sender)
            return await doors.within(lambda: turn.take(incoming, on_new_message, self.name()))
        except Busy:
            return [in_the_crowd(incoming.text)]
        except turn.Unstored as unstored:  # this contract has no other way to say so
            return unstored.replies

    def _ask_for_the_token(self, admission: Access) -> None:
        rasas_own = self.sio.handlers[self.namespace or "/"]["connect"]

        @self.sio.on("connect", namespace=self.namespace)
        async def connect(sid: str, environ: dict[str, Any], auth: Any = None) -> bool:
            told = auth.get("token") if isinstance(auth, dict) else None
            given = told if isinstance(told, str) else shown(environ["sanic.request"])
            return admission.admits(given) and bool(await rasas_own(sid, environ, auth))

    def _join(self, sid: str, session: Session) -> None:
        self.sio.enter_room(sid, session.conversation, namespace=self.namespace)


def admitting(allowed: tuple[str, ...]) -> Callable[[str | None, dict[str, Any]], bool]:
    """Whether a page of this origin may connect: one on the list, or one of ours.

    A list alone would do, if an empty one did not let everybody in.
    """

    def may(origin: str | None, environ: dict[str, Any]) -> bool:
        wanted = (origin or "").lower()
        return wanted in allowed or origins.is_own(environ["sanic.request"], wanted)

    return may


def session_in(data: tuple[Any, ...]) -> str | None:
    """What an event names as its session."""
    named = data[0].get("session_id") if data and isinstance(data[0], dict) else None
    return named if isinstance(named, str) else None


def read(
    session: str, data: tuple[Any, ...], metadata_key: str, content: Content
) -> intake.Incoming:
    """Takes a message event apart; a client's opening is a greeting. Raises intake.Refused."""
    body = data[0] if data else None
    if not isinstance(body, dict) or "message" not in body:
        raise intake.Refused("the event must carry an object with a message")
    said, metadata = body["message"], body.get(metadata_key)
    greeting = content.topics.get(_GREETING)
    if greeting is not None and isinstance(said, str) and _OPENING.fullmatch(said):
        said, metadata = greeting.title, {"topic": _GREETING}
    return intake.read({"message": said, "metadata": metadata}, session)


def standard(reply: turn.Reply) -> dict[str, object]:
    """Rasa's own form of a bot message; without buttons there is no such key."""
    message: dict[str, object] = {"text": as_markdown(reply["text"])}
    if reply["buttons"]:
        message["quick_replies"] = [
            {"content_type": "text", "title": button["title"], "payload": button["payload"]}
            for button in reply["buttons"]
        ]
    return message


def as_markdown(text: str) -> str:
    """The text as these clients show it best: they read it as Markdown. Plain text looks the same.

    An answer quotes the cheat's address to say what is wrong with it; nobody shall tap on it here.
    """
    for what, instead in _MARKDOWN:
        text = what.sub(instead, text)
    return text
