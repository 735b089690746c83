"""Where a request ends must be clear: a proxy that counts otherwise would answer somebody else.

Sanic takes `Content-Length: 1_0` for ten, the first of two lengths, and a length beside chunks;
`Content-Length: -1` alone stops its whole server for ever. What is not plain is refused as soon as
the headers are there, before anything of the body is read, and the connection ends. So is whose
address or host is not clear: a proxy may have judged another one.
"""

from __future__ import annotations

import re
from typing import Any

from httptools.parser.errors import HttpParserInvalidURLError
from sanic import Blueprint, Sanic
from sanic.exceptions import InvalidUsage
from sanic.request import Request

_LENGTH = re.compile(r"\d{1,18}", re.ASCII)


_NO_ADDRESS = b"*"


class SoundRequest(Request):
    """One whose address can be read; Sanic answers others with 500 or hangs up.

    Raises InvalidUsage.
    """

    def __init__(self, url_bytes: bytes, *rest: Any, **more: Any) -> None:
        try:
            super().__init__(url_bytes, *rest, **more)
        except HttpParserInvalidURLError:
            if more.get("method") != "NONE":  # as Sanic calls what it could not read
                raise InvalidUsage("the address makes no sense") from None
            super().__init__(_NO_ADDRESS, *rest, **more)


def insist_on_one_reading(server: Blueprint | Sanic) -> None:
    """Refuses requests whose end is not clear, on the whole server; call it before it starts."""

    # Not exclusive: a blueprint's own signals are heard only by name otherwise.
    @server.signal("http.lifecycle.request", exclusive=False)
    async def refuse(request: Request) -> None:
        lengths = request.headers.getall("content-length", [])
        encodings = request.headers.getall("transfer-encoding", [])
        if not is_clear(lengths, encodings):
            raise InvalidUsage("it is not clear where this request ends")
        if len(request.headers.getall("host", [])) != 1 and request.version == "1.1":
            raise InvalidUsage("it is not clear to which host this request goes")

    @server.listener("before_server_start")
    async def read_addresses(app: Sanic, _: object) -> None:
        app.request_class = SoundRequest


def is_clear(lengths: list[str], encodings: list[str]) -> bool:
    """Whether there is one length, or chunks, or no body."""
    if encodings:
        return encodings == ["chunked"] and not lengths
    return len(lengths) <= 1 and all(_LENGTH.fullmatch(one) for one in lengths)
