"""One's own account: who one is, and another password."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.studio.console.accounts import SHORTEST, Refused, hashed
from bot.studio.console.frame import audit, go, page, signed_in
from bot.studio.console.pages.sign_in import admitted


def account(request: Request) -> Response:
    """Name, role and the form for another password."""
    return _page(request)


def change_password(request: Request) -> Response:
    """Sets another password; other browsers are signed out."""
    user, given, app = signed_in(request), request.state.form, request.app.state
    new = str(given.get("new", ""))
    if admitted(request, user.name, str(given.get("old", ""))) is None:
        return _page(request, old="现在的密码不对，没有换。连续错五次，要等十五分钟才能再试。")
    if new != str(given.get("again", "")):
        return _page(request, again="两遍新密码不一样。")
    try:
        kept = hashed(new, user.name)
    except Refused as refused:
        return _page(request, new=str(refused))
    app.accounts.change(user.name, password=kept)
    app.sessions.store.end_all(user.name, but=user.session)
    audit(request, "换密码", user.name)
    return go(request, "/account", "密码换好了，别处的登录已经退出。")


def token(request: Request) -> Response:
    """Who is signed in now and what forms must carry: for pages opened before signing in anew."""
    user = signed_in(request)
    return JSONResponse({"name": user.name, "csrf": user.csrf})


def _page(request: Request, **wrong: str) -> Response:
    status = 422 if wrong else 200
    return page(request, "account/account.html", status, wrong=wrong, shortest=SHORTEST)


ROUTES = [
    Route("/account", account),
    Route("/account/token", token),
    Route("/account", change_password, methods=["POST"]),
]
