"""Which web pages may embed the assistant: an allow-list of origins.

WIDGET_ORIGINS=https://www.example.gov.cn,https://community.example.cn lets pages of these origins
talk to it; without it only its own page may. The script and the numbers in it load anywhere.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

VARIABLE = "WIDGET_ORIGINS"
GUARDED = "/webhooks/chat/"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:.]+\](:\d{1,5})?")
_DEFAULT_PORT = re.compile(r"(?<=^http)(://.*):80$|(?<=^https)(://.*):443$")
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
}


def allowed(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The origins that the operator allows. Raises ValueError if one is not an origin."""
    given = (one.strip().lower() for one in environment.get(VARIABLE, "").split(","))
    origins = tuple(one.rstrip("/") for one in given if one)
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(
                f"{VARIABLE}: {origin} 不是网址的开头 → 写成 https://www.example.gov.cn，"
                "不带路径，几个之间用逗号隔开"
            )
    return tuple(_DEFAULT_PORT.sub(r"\1\2", origin) for origin in origins)


def is_own(request: Request, origin: str) -> bool:
    """Whether a page of ours asks: the origin has the host that the request is sent to.

    Behind a proxy that names another host the browser's own word counts; no page can set it.
    """
    same_host = origin.partition("://")[2] == request.headers.get("host", "").lower()
    return same_host or request.headers.get("sec-fetch-site") == "same-origin"


def watch(app: Sanic, origins: tuple[str, ...]) -> None:
    """Refuses the chat to pages of other origins, and tells browsers which may use it."""

    def may(request: Request) -> str | None:
        origin = request.headers.get("origin", "").lower()
        return origin if origin in origins else None

    async def refuse(request: Request) -> HTTPResponse | None:
        origin = request.headers.get("origin", "").lower()
        if not request.path.startswith(GUARDED) or not origin or is_own(request, origin):
            return None
        if may(request) is None:
            reason = f"pages of this origin may not use the assistant; see {VARIABLE}"
            return json({"error": reason}, status=403)
        return None

    async def tell(request: Request, response: HTTPResponse) -> None:
        if not request.path.startswith(GUARDED):
            return
        response.headers["Vary"] = "Origin"
        origin = may(request)
        if origin is not None:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
            if request.method == "OPTIONS":  # Rasa answers it, but names no headers
                response.headers.update(_PREFLIGHT)

    app.register_middleware(refuse, "request")
    app.register_middleware(tell, "response")
