"""Signing in and out."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.studio.console.frame import audit, note, now, page, public, settings, user_or_none
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
    address = request.client.host if request.client else ""
    account = app.door.admits(name, str(given.get("password", "")), address)
    if account is None:
        audit(request, "登录失败", _known(request, name))
        return _form(request, to, wrong=WRONG, status=401)
    app.sessions.end(request.cookies.get(cookie_name(request), ""))
    cookie = app.sessions.begin(account.name)
    note(request, account.name, "登录", "", {})
    response = RedirectResponse(to, 303)
    _set(request, response, cookie_name(request), cookie, LONGEST)
    response.delete_cookie(BEFORE, path="/")
    return response


def sign_out(request: Request) -> Response:
    """Ends the session here and in the database."""
    request.app.state.sessions.end(request.cookies.get(cookie_name(request), ""))
    audit(request, "退出")
    response = RedirectResponse("/sign-in", 303)
    secure = settings(request).https
    response.delete_cookie(cookie_name(request), path="/", secure=secure, httponly=True)
    return response


def _form(request: Request, to: str, wrong: str = "", status: int = 200) -> Response:
    token = request.cookies.get(BEFORE) or secrets.token_urlsafe(32)
    values = {"before": token, "next": to, "wrong": wrong, "time": now(request)}
    response = page(request, "sign_in/form.html", status, **values)
    _set(request, response, BEFORE, token, 3600)
    return response


def _set(request: Request, response: Response, name: str, value: str, age: int) -> None:
    secure = settings(request).https
    response.set_cookie(
        name, value, max_age=age, path="/", secure=secure, httponly=True, samesite="strict"
    )


def _known(request: Request, name: str) -> str:
    """The name if it is an account's: people type passwords there by mistake."""
    return name if request.app.state.accounts.get(name) else "（没有这个账号）"


def local(to: str) -> str:
    """An address of the console itself, else its first page."""
    fine = to.startswith("/") and not to.startswith(("//", "/\\", "/sign-")) and to.isprintable()
    return to if fine and "\\" not in to else "/"


ROUTES = [
    Route("/sign-in", form),
    Route("/sign-in", sign_in, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
]
