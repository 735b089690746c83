"""Sends the widget's files over HTTP."""

from __future__ import annotations

import re

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from bot.channel.page import HEADERS, File, Files
from bot.content.live import current

_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


class LiveFiles:
    """The files with the numbers of the version that is live; made anew when that changes."""

    def __init__(self) -> None:
        self._make()

    def find(self, path: str) -> File | None:
        if current() is not self._content:
            self._make()
        return self._files.find(path)

    def _make(self) -> None:
        self._content = current()
        self._files = Files(self._content)


def serve(app: Sanic, files: LiveFiles) -> None:
    """Answers GET and HEAD for these files.

    Rasa has registered `GET /` already, so a route cannot take it: a middleware can.
    """

    async def send(request: Request) -> HTTPResponse | None:
        file = files.find(request.path) if request.method in ("GET", "HEAD") else None
        if file is None:
            return None
        headers = file.headers()
        if _knows(request, file):
            return empty(status=304, headers=headers)
        if _GZIP.search(request.headers.get("accept-encoding", "")):
            return raw(
                file.zipped, content_type=file.type, headers={**headers, "Content-Encoding": "gzip"}
            )
        return raw(file.body, content_type=file.type, headers=headers)

    async def secure(_: Request, response: HTTPResponse) -> None:
        """Also what others answer: a refusal, an address that does not exist."""
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)

    app.register_middleware(send, "request")
    app.register_middleware(secure, "response")


def _knows(request: Request, file: File) -> bool:
    """Whether the client names this tag; a proxy that compresses makes it a weak one."""
    named = request.headers.get("if-none-match", "").split(",")
    return any(one.strip().removeprefix("W/") in (file.tag, "*") for one in named)
