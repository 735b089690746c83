"""A client for crowds that needs little: it shares the cores with the servers."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit


class Lines:
    """Connections to one server, each used again and again, one message at a time."""

    def __init__(self, url: str) -> None:
        self._place = urlsplit(url)
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, path: str, body: Any) -> str:
        """The status of what is answered. Raises OSError and IncompleteReadError."""
        data = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: {self._place.netloc}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        line = self._idle.pop() if self._idle else await self._opened()
        reader, writer = line
        try:
            writer.write(head.encode() + data)
            status, headers = _read(await reader.readuntil(b"\r\n\r\n"))
            await reader.readexactly(int(headers.get("content-length", 0)))
        except BaseException:  # also when nobody waits any more: what comes would be another's
            writer.close()
            raise
        if headers.get("connection") == "close":
            writer.close()
        else:
            self._idle.append(line)
        return status

    async def _opened(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self._place.hostname, self._place.port)


def _read(head: bytes) -> tuple[str, dict[str, str]]:
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    headers = (line.split(": ", 1) for line in lines)
    return first.split()[1], {name.lower(): value for name, value in headers}
