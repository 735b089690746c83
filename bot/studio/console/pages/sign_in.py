"""Signing in and out."""

from __future__ import annotations

import secrets

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.store.console import Account
from bot.studio.console.accounts import Busy
from bot.studio.console.frame import audit, note, page, public, settings, user_or_none
from bot.studio.console.guard import BEFORE, cookie_name
from bot.studio.console.session import LONGEST

WRONG = "姓名或密码不对，没有登录。连续错五次，这个账号要等十五分钟才能再试。"


@public
def form(request: Request) -> Response:
    """The form; whoever is signed in already goes on."""
    to = local(request.query_params.get("next", ""))
    return RedirectResponse(to, 303) if user_or_none(request) else _form(request, to)


@public
def sign_in(request: Request) -> Response:
    """Judges a name and a password. A session that was there before is not gone on with."""
    given, app = request.state.form, request.app.state
    name, to = str(given.get("name", "")), local(str(given.get("next", "")))
    account = admitted(request, name, str(given.get("password", "")))
    if account is None:
        return _form(request, to, wrong=WRONG, status=401)
    app.sessions.end(request.cookies.get(cookie_name(request), ""))
    cookie = app.sessions.begin(account.name)
    note(request, account.name, "登录", "", {})
    response = RedirectResponse(to, 303)
    _set(request, response, cookie_name(request), cookie, LONGEST)
    _unset(request, response, cookie_name(request, BEFORE))
    return response


def admitted(request: Request, name: str, password: str) -> Account | None:
    """Whose password it is; a failure is noted, unless there are so many that they would flood."""
    door, address = request.app.state.door, request.client.host if request.client else ""
    braked = door.braked(address)
    try:
        account: Account | None = door.admits(name, password, address)
    except Busy:
        raise HTTPException(503, headers={"Retry-After": "5"}) from None
    if account is None and not braked:
        known = door.known(name)
        # Not the name as it was typed: people type their password there by mistake.
        locked = {"结果": "账号锁定十五分钟"} if known and known.locked_until else {}
        audit(request, "密码不对", known.name if known else "（没有这个账号）", **locked)
    return account


def sign_out(request: Request) -> Response:
    """Ends the session here and in the database."""
    request.app.state.sessions.end(request.cookies.get(cookie_name(request), ""))
    audit(request, "退出")
    response = RedirectResponse("/sign-in", 303)
    _unset(request, response, cookie_name(request))
    return response


def _form(request: Request, to: str, wrong: str = "", status: int = 200) -> Response:
    name = cookie_name(request, BEFORE)
    token = request.cookies.get(name) or secrets.token_urlsafe(32)
    values = {"before": token, "next": to, "wrong": wrong}
    response = page(request, "sign_in/form.html", status, **values)
    _set(request, response, name, token, 3600)
    return response


def _set(request: Request, response: Response, name: str, value: str, age: int) -> None:
    secure = settings(request).https
    response.set_cookie(
        name, value, max_age=age, path="/", secure=secure, httponly=True, samesite="strict"
    )


def _unset(request: Request, response: Response, name: str) -> None:
    secure = settings(request).https
    response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="strict")


def local(to: str) -> str:
    """An address of the console itself, else its first page."""
    fine = to.startswith("/") and not to.startswith(("//", "/\\", "/sign-")) and to.isprintable()
    return to if fine and "\\" not in to else "/"


ROUTES = [
    Route("/sign-in", form),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
]
