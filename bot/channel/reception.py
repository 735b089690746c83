"""One message of the widget's, from the door to the reply: whose it is, whether it may come in now.

Nothing of that ever stands between a resident and an answer: without a sound session there is a new
one, and above a limit whoever is in need is told what to do by rules, until it is handled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channel import intake, page, turn
from bot.channel.doors import Busy, in_the_crowd, the_doors
from bot.channel.length import Lengths, most_messages
from bot.channel.once import Once
from bot.channel.sessions import Session, the_sessions
from bot.content.card import card
from bot.content.live import current
from bot.content.load import Content
from bot.content.render import Reply, message_reply
from bot.store.replies import ReplyStore


class Reception:
    """Raises ValueError if the environment makes no sense."""

    def __init__(self, on_new_message: turn.OnNewMessage, channel: str) -> None:
        self._on_new_message, self._channel = on_new_message, channel
        self.sessions, self.doors = the_sessions(), the_doors()
        self.once = Once(ReplyStore())
        self._lengths = Lengths(most_messages())

    async def answer(self, request: Request, body: Any) -> HTTPResponse:
        """Handles a message; 503 with the numbers if it could not be stored. Raises Refused."""
        try:
            self.doors.look()
        except Busy as busy:
            return _turned_away(intake.read(body, "", text="text"), busy)
        came = self._session(body)
        session = self._short(came)
        incoming = intake.read(body, session.conversation, text="text")
        try:
            await self.doors.knock(request, came.conversation)
            replies = await self.doors.within(lambda: self._take(incoming))
        except Busy as busy:
            return _turned_away(incoming, busy)
        except turn.Unstored as unstored:  # the numbers, and to be sent again
            return _answer(incoming, unstored.replies, session, 503)
        if session is not came:
            replies = [*_begun_anew(), *replies]
        return _answer(incoming, replies, session)

    async def answer_again(self, request: Request, body: Any) -> HTTPResponse:
        """What was answered before to this id; nothing is asked anew. Raises intake.Refused."""
        session = self.sessions.named(*intake.naming(body))
        incoming = intake.read(body, session.conversation if session else "", text="text")
        try:
            await self.doors.knock(request)
        except Busy as busy:
            return _turned_away(incoming, busy)
        replies = await self.once.again(incoming) if session else None
        if session is None or replies is None:
            return respond({"error": "nothing was answered to this id"}, 404)
        return _answer(incoming, replies, session)

    async def forget(self, body: Any) -> bool:
        """Deletes the conversation of whoever can prove that it is theirs. Raises Refused."""
        token, opening = intake.naming(body)
        session = self.sessions.find(token, expired=True) or self.sessions.named(None, opening)
        if session is None:
            return False
        await turn.recorder().settle()
        await self.once.forget(session.conversation)
        return True

    async def _take(self, incoming: intake.Incoming) -> list[Reply]:
        replies = await self.once.take(
            incoming, lambda: turn.take(incoming, self._on_new_message, self._channel)
        )
        await self._lengths.note(incoming.sender)
        return replies

    def _session(self, body: Any) -> Session:
        token, opening = intake.naming(body)
        found = self.sessions.find(token)
        if found is not None:
            return found
        return self.sessions.open(opening=opening, token=token, message=intake.id_of(body))

    def _short(self, session: Session) -> Session:
        """The same, or the first that goes on from it and is not full."""
        while self._lengths.is_full(session.conversation):
            session = self.sessions.after(session.conversation)
        return session


def respond(body: Mapping[str, object], status: int = 200, **headers: str) -> HTTPResponse:
    """JSON that no browser and no proxy keeps."""
    safe = {**page.HEADERS, "Cache-Control": "no-store"}
    return json(dict(body), status=status, headers={**safe, **headers})


def busy_response(busy: Busy, replies: list[Reply] | None = None) -> HTTPResponse:
    """429 with the numbers, made of what is in memory."""
    shown = [_part(reply) for reply in replies or [in_the_crowd("")]]
    body = {"error": busy.reason, "replies": shown, "card": _cards.of(current())}
    return respond(body, 429, **{"Retry-After": str(busy.seconds)})


class _Cards:
    """The card of the version that is live: to make it takes longer than all else about a 429."""

    def __init__(self) -> None:
        self._content: Content | None = None

    def of(self, content: Content) -> dict[str, Any]:
        if content is not self._content:
            self._content, self._card = content, card(content)
        return self._card


_cards = _Cards()


def _turned_away(incoming: intake.Incoming, busy: Busy) -> HTTPResponse:
    """With what an answer would have begun with; no 200, since nothing is stored."""
    return busy_response(busy, turn.in_script(incoming, [in_the_crowd(incoming.text)]))


def _answer(
    incoming: intake.Incoming, replies: list[Reply], session: Session, status: int = 200
) -> HTTPResponse:
    shown = [_part(reply) for reply in turn.in_script(incoming, replies)]
    told = {"session": session.token, "new": session.is_new, "replies": shown}
    return respond(told, status)


def _part(reply: Reply) -> dict[str, Any]:
    return {**reply["custom"], "text": reply["text"]}


def _begun_anew() -> list[Reply]:
    """Said before the first answer; nothing if the live version is older than this sentence."""
    content, key = current(), "begun_anew"
    return [message_reply(content, key)] if key in content.messages else []
