"""Where a request ends must be clear: a proxy that counts otherwise would answer somebody else.

Sanic takes `Content-Length: 1_0` for ten, the first of two lengths, and a length beside chunks.
What can be read in two ways is refused, and nothing more is read from that connection.
"""

from __future__ import annotations

import re

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

_LENGTH = re.compile(r"\d{1,18}", re.ASCII)


def insist_on_one_reading(app: Sanic) -> None:
    """Refuses requests whose end is not clear."""

    async def refuse(request: Request) -> HTTPResponse | None:
        if is_clear(
            request.headers.getall("content-length", []),
            request.headers.getall("transfer-encoding", []),
        ):
            return None
        if request.stream is not None:
            request.stream.keep_alive = False
        return json({"error": "it is not clear where this request ends"}, status=400)

    app.register_middleware(refuse, "request")


def is_clear(lengths: list[str], encodings: list[str]) -> bool:
    """Whether there is one length, or chunks, or no body."""
    if encodings:
        return encodings == ["chunked"] and not lengths
    return len(lengths) <= 1 and all(_LENGTH.fullmatch(one) for one in lengths)
