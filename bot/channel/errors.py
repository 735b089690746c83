"""What the server itself refuses (no such address, too large, no HTTP) says so as JSON too."""

from __future__ import annotations

from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, json

_REASONS = {
    400: "this is no sound request",
    404: "there is nothing at this address",
    405: "this address does not know this method",
    408: "the request took too long",
    413: "the request is too large",
}


def explain(app: Sanic) -> None:
    """Answers Sanic's own refusals with {"error"}; nothing that a client wrote is repeated."""

    async def tell(request: Request, error: SanicException) -> HTTPResponse:
        status = getattr(error, "status_code", 500)
        return json(
            {"error": _REASONS.get(status, "this cannot be answered")},
            status=status,
            headers=getattr(error, "headers", None),
        )

    app.error_handler.add(SanicException, tell)
