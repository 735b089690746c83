"""Sends the widget's files over HTTP."""

from __future__ import annotations

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, empty, raw

from bot.channel.page import Files


def serve(app: Sanic, files: Files) -> None:
    """Answers GET and HEAD for these files.

    Rasa has registered `GET /` already, so a route cannot take it: a middleware can.
    """

    async def send(request: Request) -> HTTPResponse | None:
        file = files.find(request.path) if request.method in ("GET", "HEAD") else None
        if file is None:
            return None
        headers = file.headers()
        if request.headers.get("if-none-match") == file.tag:
            return empty(status=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return raw(
                file.zipped, content_type=file.type, headers={**headers, "Content-Encoding": "gzip"}
            )
        return raw(file.body, content_type=file.type, headers=headers)

    app.register_middleware(send, "request")
