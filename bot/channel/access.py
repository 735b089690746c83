"""Which channels besides the widget's are open.

PRODUCTION=yes closes Rasa's `rest` and Socket.IO to everybody; REST_TOKEN or SOCKETIO_TOKEN opens
them to whoever has that token. Without PRODUCTION a channel of credentials.yml is open, and asks
for its token if there is one.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass

from sanic.request import Request

VARIABLE = "PRODUCTION"
SHORTEST = 16  # characters
_YES, _NO = ("yes", "1", "true", "on"), ("", "no", "0", "false", "off")


@dataclass(frozen=True)
class Access:
    """Whether a channel is there at all, and the token that it asks for."""

    is_open: bool
    token: str | None = None

    def admits(self, given: str | None) -> bool:
        """Whether whoever shows this token may come in."""
        if self.token is None:
            return self.is_open
        return given is not None and hmac.compare_digest(given.encode(), self.token.encode())


def access(channel: str, environment: Mapping[str, str] = os.environ) -> Access:
    """Who may use `rest` or `socketio`. Raises ValueError."""
    variable = f"{channel.upper()}_TOKEN"
    token = environment.get(variable, "").strip() or None
    if token is not None and len(token) < SHORTEST:
        raise ValueError(
            f"{variable}: 令牌要至少 {SHORTEST} 个字符 → 如 openssl rand -hex 32 的结果"
        )
    return Access(token is not None or not is_production(environment), token)


def is_production(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether PRODUCTION says so. Raises ValueError if it says neither yes nor no."""
    value = environment.get(VARIABLE, "").strip().lower()
    if value not in (*_YES, *_NO):
        raise ValueError(f"{VARIABLE}={value} 看不懂 → 写 yes 或 no")
    return value in _YES


def shown(request: Request) -> str | None:
    """The token in `Authorization: Bearer …`."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None
