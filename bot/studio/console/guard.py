"""Stands before every endpoint: signed in? the right role? a form of our own?"""

from __future__ import annotations

import functools
import inspect
import secrets
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.studio.console.frame import is_htmx, settings, user_or_none
from bot.studio.console.roles import may

SAFE = ("GET", "HEAD")
BEFORE = "console_form"  # holds what the sign-in form must carry
_FIELDS = 2000


def guarded(route: Route) -> Route:
    """The same route, with the guard before its endpoint."""
    endpoint = route.endpoint

    @functools.wraps(endpoint)
    async def stand(request: Request) -> Response:
        if request.scope["console.too_large"]:
            raise HTTPException(413)
        request.state.user = await run_in_threadpool(_user, request)
        refused = _not_signed_in(request, endpoint)
        if refused is not None:
            return refused
        if request.method not in SAFE:
            await _read_form(request)
            _require_own_form(request)
        _require_role(request, endpoint)
        return await _answer(endpoint, request)

    return Route(route.path, stand, methods=list(route.methods or ()), name=route.name)


def cookie_name(request: Request) -> str:
    """Behind TLS the browser itself sees to it that only this host sets it."""
    return "__Host-console" if settings(request).https else "console"


def _user(request: Request) -> Any:
    cookie = request.cookies.get(cookie_name(request), "")
    background = request.headers.get("x-background") == "1"
    return request.app.state.sessions.find(cookie, background)


def _not_signed_in(request: Request, endpoint: Callable[..., Any]) -> Response | None:
    if user_or_none(request) is not None or getattr(endpoint, "public", False):
        return None
    if is_htmx(request):
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    if request.method in SAFE:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/sign-in?next={quote(request.url.path + query)}", 303)
    raise HTTPException(401)


def _require_role(request: Request, endpoint: Callable[..., Any]) -> None:
    needed = getattr(endpoint, "needs", None)
    user = user_or_none(request)
    if needed and (user is None or not may(user.role, needed)):
        raise HTTPException(403, "role")


async def _read_form(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        request.state.form = await request.form(max_files=1, max_fields=_FIELDS)
    else:
        await request.body()
        request.state.form = FormData()


def _require_own_form(request: Request) -> None:
    """Raises HTTPException 403 unless this page of ours, in this session, was sent."""
    if not _own_origin(request):
        raise HTTPException(403, "form")
    user = user_or_none(request)
    expected = user.csrf if user else request.cookies.get(BEFORE, "")
    given = request.headers.get("x-csrf-token") or request.state.form.get("csrf") or ""
    if not expected or not isinstance(given, str):
        raise HTTPException(403, "form")
    if not secrets.compare_digest(given.encode(), expected.encode()):
        raise HTTPException(403, "form")


def _own_origin(request: Request) -> bool:
    """What browsers say of where a form stood; who says nothing is judged by the token alone."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


async def _answer(endpoint: Callable[..., Any], request: Request) -> Response:
    """Plain functions run in a thread: the database and the files would hold up the others."""
    if inspect.iscoroutinefunction(endpoint):
        answer = await endpoint(request)
    else:
        answer = await run_in_threadpool(endpoint, request)
    assert isinstance(answer, Response)
    return answer
