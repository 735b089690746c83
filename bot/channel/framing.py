"""Where a request ends must be clear: a proxy that counts otherwise would answer somebody else.

Sanic takes `Content-Length: 1_0` for ten, the first of two lengths, and a length beside chunks;
`Content-Length: -1` alone stops its whole server for ever. What is not plain is refused as soon as
the headers are there, before anything of the body is read, and the connection ends. So is whose
address or host is not clear: a proxy may have judged another one. Of bytes that are no UTF-8 in an
address Sanic can tell nobody: it hangs up (nginx says 400).
"""

from __future__ import annotations

import logging
import re
from typing import Any

from httptools.parser.errors import HttpParserInvalidURLError
from sanic import Blueprint, Sanic
from sanic.exceptions import InvalidUsage
from sanic.request import Request

_LENGTH = re.compile(r"\d{1,18}", re.ASCII)
_HOST = re.compile(r"[\w.~:%\[\]-]{0,255}", re.ASCII)
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
        if not is_one_host(request.headers.getall("host", []), request.version):
            raise InvalidUsage("it is not clear to which host this request goes")

    @server.listener("before_server_start")
    async def read_addresses(app: Sanic, _: object) -> None:
        app.request_class = SoundRequest
        logging.getLogger("sanic.error").addFilter(forgive_strange_bytes)


def is_clear(lengths: list[str], encodings: list[str]) -> bool:
    """Whether there is one length, or chunks, or no body."""
    if encodings:
        return encodings == ["chunked"] and not lengths
    return len(lengths) <= 1 and all(_LENGTH.fullmatch(one) for one in lengths)


def is_one_host(hosts: list[str], version: str) -> bool:
    """Whether one host is named, by a name or an address; before HTTP/1.1 none need be."""
    if not hosts:
        return version == "1.0"
    return len(hosts) == 1 and _HOST.fullmatch(hosts[0].strip()) is not None


def forgive_strange_bytes(record: logging.LogRecord) -> bool:
    """A filter of Sanic's log: a client's bytes that are no text are no error of this server's.

    Errors are counted and shown to the operators: no stranger may add to them.
    """
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, UnicodeEncodeError) and "connection_task" in record.getMessage():
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = None
    return True
