"""Makes a server seen: each request gets an id, is counted, timed and (LOG_FORMAT=json) logged.

What is noted of a request is the route's pattern, the status and the time: no address, no query, no
body, no session.
"""

from __future__ import annotations

import asyncio
import re
import time
import uuid
from asyncio import AbstractEventLoop

from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channel import metrics
from bot.channel.health import Health
from bot.channel.logs import ACCESS, request_id

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[0-9a-f]{32}")  # as nginx makes them; anything else is replaced
_EVERY = 0.25
_FILES, _UNKNOWN = "(file)", "(none)"
_health: dict[str, Health] = {}  # what `serve` opened on the inner address


def inner(health: Health) -> Health:
    """The health of the server that is about to start in this process."""
    _health["own"] = health
    return health


def see(blueprint: Blueprint) -> None:
    """Puts it on the app of this blueprint; call it before whatever may refuse a request."""

    @blueprint.listener("before_server_start")
    async def begin(app: Sanic, loop: AbstractEventLoop) -> None:
        metrics.tell_the_version()
        watch(app)

    @blueprint.listener("after_server_start")
    async def attach(app: Sanic, loop: AbstractEventLoop) -> None:
        attend(app, loop)


def attend(app: Sanic, loop: AbstractEventLoop) -> None:
    """From now on the inner address tells of this app, and how late its tasks begin."""
    if "own" in _health:
        _health["own"].attach(app, loop)
    app.add_task(_measure_lateness(), name="lateness")


def watch(app: Sanic) -> None:
    """Sees every request of this app."""

    async def come(request: Request) -> None:
        given = request.headers.get(HEADER.lower(), "")
        request.ctx.id = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        request.ctx.began = time.monotonic()
        request_id.set(request.ctx.id)
        metrics.under_way.add(request)

    async def go(request: Request, response: HTTPResponse) -> None:
        began = getattr(request.ctx, "began", None)
        metrics.under_way.discard(request)
        if began is None:  # it was no request that could be read
            metrics.REQUESTS.labels(_UNKNOWN, str(response.status)).inc()
            return
        response.headers[HEADER] = request.ctx.id
        _note(request, response, time.monotonic() - began)

    app.register_middleware(come, "request")
    app.register_middleware(go, "response")


def _note(request: Request, response: HTTPResponse, seconds: float) -> None:
    route = _route(request, response)
    metrics.REQUESTS.labels(route, str(response.status)).inc()
    metrics.SECONDS.labels(route).observe(seconds)
    facts = {"route": route, "status": response.status, "ms": round(seconds * 1000, 1)}
    ACCESS.info("request", extra={"facts": facts})


def _route(request: Request, response: HTTPResponse) -> str:
    """Which route it was; never the address itself, which a client makes up."""
    if request.route is not None:
        return "/" + str(request.route.path).lstrip("/")
    return _FILES if response.status in (200, 304) else _UNKNOWN


async def _measure_lateness() -> None:
    while True:
        due = time.monotonic() + _EVERY
        await asyncio.sleep(_EVERY)
        metrics.LATE.observe(max(0.0, time.monotonic() - due))
