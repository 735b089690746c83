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

from bot.studio.console.frame import audit, is_htmx, settings, user_or_none
from bot.studio.console.roles import may
from bot.studio.console.session import User

SAFE = ("GET", "HEAD")
BEFORE = "console_form"  # a cookie: what the sign-in form must carry
_FIELDS = 2000
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def guarded(route: Route) -> Route:
    """The same route, with the guard before its endpoint."""
    endpoint = route.endpoint
    anybody: bool = getattr(endpoint, "public", False)

    @functools.wraps(endpoint)
    async def stand(request: Request) -> Response:
        if request.scope["console.too_large"]:
            raise HTTPException(413)
        request.state.user = await run_in_threadpool(user_of, request)
        if request.method not in SAFE:
            await _read_form(request)
        if user_or_none(request) is None and not anybody:
            return _to_sign_in(request)
        if request.method not in SAFE:
            _require_own_form(request, anybody)
        await run_in_threadpool(_require_role, request, endpoint, route.path)
        return await _answer(endpoint, request)

    return Route(route.path, stand, methods=list(route.methods or ()), name=route.name)


def cookie_name(request: Request, name: str = "console") -> str:
    """Behind TLS the browser itself sees to it that only this host sets it."""
    return f"__Host-{name}" if settings(request).https else name


def user_of(request: Request) -> User | None:
    """Whose session the request's cookie names."""
    cookie = request.cookies.get(cookie_name(request), "")
    background = request.headers.get("x-background") == "1"
    found: User | None = request.app.state.sessions.find(cookie, background)
    return found


def _to_sign_in(request: Request) -> Response:
    """Only a page that was asked for by its address is left; what was written must not be lost."""
    if request.method not in SAFE or is_htmx(request):
        if not _own_origin(request):
            request.state.form = FormData()
        raise HTTPException(401)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/sign-in?next={quote(request.url.path + query)}", 303)


def _require_role(request: Request, endpoint: Callable[..., Any], path: str) -> None:
    needed = getattr(endpoint, "needs", None)
    user = user_or_none(request)
    if needed and (user is None or not may(user.role, needed)):
        audit(request, "越权，已拒绝", path)
        raise HTTPException(403, "role")


async def _read_form(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _FORMS:
        request.state.form = await request.form(max_files=1, max_fields=_FIELDS)
    else:
        await request.body()
        request.state.form = FormData()


def _require_own_form(request: Request, anybody: bool) -> None:
    """Raises HTTPException 403 unless a page of ours, in this session, was sent."""
    if not _own_origin(request):
        request.state.form = FormData()  # a foreign page's texts are not shown
        raise HTTPException(403, "form")
    user = user_or_none(request)
    signed_in = user is not None and not anybody
    expected = user.csrf if user and signed_in else _before(request)
    given = request.headers.get("x-csrf-token") or request.state.form.get("csrf")
    if not expected or not isinstance(given, str) or not _same(given, expected):
        raise HTTPException(403, "form")


def _before(request: Request) -> str:
    return request.cookies.get(cookie_name(request, BEFORE), "")


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


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
