"""One's own account: who one is, and another password."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.studio.console.accounts import SHORTEST, Refused, hashed
from bot.studio.console.frame import audit, go, page, signed_in


def account(request: Request) -> Response:
    """Name, role and the form for another password."""
    return _page(request)


def change_password(request: Request) -> Response:
    """Sets another password; other browsers are signed out."""
    user, given, app = signed_in(request), request.state.form, request.app.state
    new = str(given.get("new", ""))
    address = request.client.host if request.client else ""
    if app.door.admits(user.name, str(given.get("old", "")), address) is None:
        return _page(request, old="现在的密码不对。")
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


def _page(request: Request, **wrong: str) -> Response:
    status = 422 if wrong else 200
    return page(request, "account/account.html", status, wrong=wrong, shortest=SHORTEST)


ROUTES = [
    Route("/account", account),
    Route("/account", change_password, methods=["POST"]),
]
