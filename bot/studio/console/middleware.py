"""Around all pages: by which name, how large, with which headers, how long it took."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.studio.console.errors import failed

LARGEST = 1_000_000
LOG = logging.getLogger("bot.console")
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
    "Vary": "HX-Request",
}


class Log:
    """One line a request: method, route, status, milliseconds. No address, no name, no query."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        began, status = time.perf_counter(), 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            took = (time.perf_counter() - began) * 1000
            route = scope.get("route")
            path = getattr(route, "path", None) or "（没有这一页）"
            LOG.info("%s %s %d %.0fms", scope["method"], path, status, took)


class Calm:
    """What nobody expected becomes a page without details; where it happened goes to the log.

    Not the error's own words: they may quote what a resident wrote.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = False

        async def watch(message: Message) -> None:
            nonlocal began
            began = began or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except ClientDisconnect:
            return  # who typed on has sent a newer text, and waits for no answer to this one
        except Exception as error:
            where = "".join(traceback.format_tb(error.__traceback__))
            LOG.error("%s\n%s", type(error).__name__, where)
            if began or scope["type"] != "http":
                raise
            await failed(Request(scope))(scope, receive, send)


class Secure:
    """Adds the headers to every answer, refusals too."""

    def __init__(self, app: ASGIApp, https: bool) -> None:
        self._app = app
        more = {"Strict-Transport-Security": "max-age=31536000"} if https else {}
        self._headers = {**HEADERS, **more}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secure(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, secure)


class OwnName:
    """Refuses requests for another host's name: a foreign name that leads here is an attack."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app, self._hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            named = Headers(scope=scope).getlist("host")
            if len(named) != 1 or _without_port(named[0]) not in self._hosts:
                refusal = PlainTextResponse("这个地址不能打开管理台。请用管理员给的网址。", 400)
                return await refusal(scope, receive, send)
        await self._app(scope, receive, send)


class Limited:
    """Refuses bodies that are too large, whether they say so or not."""

    def __init__(self, app: ASGIApp, largest: int = LARGEST) -> None:
        self._app, self._largest = app, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        said, got = Headers(scope=scope).get("content-length", "0"), 0
        too_large = not said.isdigit() or int(said[:20]) > self._largest

        async def count() -> Message:
            nonlocal got
            if too_large:
                raise HTTPException(413)
            message = await receive()
            got += len(message.get("body", b""))
            if got > self._largest:
                raise HTTPException(413)
            return message

        scope["console.too_large"] = too_large
        await self._app(scope, count, send)


def _without_port(host: str) -> str:
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()
