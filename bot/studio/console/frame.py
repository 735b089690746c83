"""What every page of the console uses: templates, notices, redirects, who may, what was done."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import jinja2
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.content.clock import CHINA
from bot.store.trail import Entry, TrailStore
from bot.studio.console.roles import ROLES
from bot.studio.console.session import User
from bot.studio.console.settings import Settings

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
TEMPLATES = Path(__file__).with_name("templates")
GOOD, BAD, PLAIN = "good", "bad", "plain"  # kinds of notices


def environment() -> jinja2.Environment:
    """The templates; whatever is put into them is escaped, and a name unknown to them fails."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["form_token"] = form_token
    made.filters["checksum"] = checksum
    return made


def form_token(csrf: str) -> Markup:
    """What every form that is sent by POST must carry."""
    return Markup('<input type="hidden" name="csrf" value="{}">').format(csrf)


def checksum(lines: Iterable[str]) -> str:
    """Tells whether lines are still what they were."""
    return f"{zlib.crc32(chr(10).join(lines).encode()):x}"


def needs(role: str) -> Callable[[Endpoint], Endpoint]:
    """Marks an endpoint: who is signed in must have this role too."""

    def mark(endpoint: Endpoint) -> Endpoint:
        endpoint.needs = role  # type: ignore[attr-defined]
        return endpoint

    return mark


def public(endpoint: Endpoint) -> Endpoint:
    """Marks an endpoint that needs nobody signed in."""
    endpoint.public = True  # type: ignore[attr-defined]
    return endpoint


def page(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A rendered template. It also sees `request`, `user`, `csrf`, `nav`, `notices`, `roles`."""
    return HTMLResponse(rendered(request, template, **values), status)


def rendered(request: Request, template: str, **values: Any) -> str:
    """The same as text, e.g. for a part of a page."""
    user = user_or_none(request)
    common: dict[str, Any] = {
        "request": request,
        "user": user,
        "csrf": user.csrf if user else "",
        "nav": request.app.state.nav,
        "notices": lambda: _taken(request),
        "roles": ROLES,
    }
    return str(request.app.state.templates.get_template(template).render(**{**common, **values}))


def settings(request: Request) -> Settings:
    """What the console was told from outside; `.root` is where `data/` is."""
    found: Settings = request.app.state.settings
    return found


def user_or_none(request: Request) -> User | None:
    """Who is signed in, if anybody."""
    return getattr(request.state, "user", None)


def signed_in(request: Request) -> User:
    """Who is signed in; every page that is not `public` may rely on it."""
    user = user_or_none(request)
    assert user is not None
    return user


def is_htmx(request: Request) -> bool:
    """Whether only a part of a page is wanted."""
    return request.headers.get("hx-request") == "true"


def notice(request: Request, text: str, kind: str = GOOD) -> None:
    """A sentence on top of the next page that this user sees."""
    user = user_or_none(request)
    if user is not None:
        store = request.app.state.sessions.store
        found = store.get(user.session)
        waiting = list(found[0].notices) if found else []
        store.change(user.session, notices=[*waiting, [kind, text]])


def _taken(request: Request) -> list[Any]:
    """The notices, once."""
    user = user_or_none(request)
    found = request.app.state.sessions.store.get(user.session) if user else None
    if found is None or not found[0].notices:
        return []
    request.app.state.sessions.store.change(found[0].hash, notices=[])
    return list(found[0].notices)


def go(request: Request, to: str, said: str = "", kind: str = GOOD) -> Response:
    """Sends the browser to another page of the console, where `said` is shown."""
    if said:
        notice(request, said, kind)
    if is_htmx(request):
        return Response(status_code=204, headers={"HX-Redirect": to})
    return RedirectResponse(to, 303)


def now(request: Request) -> str:
    """China's clock, as it is kept."""
    moment = datetime.datetime.fromtimestamp(settings(request).clock(), CHINA)
    return moment.replace(tzinfo=None).isoformat(" ", "seconds")


def audit(request: Request, action: str, what: str = "", /, **detail: Any) -> None:
    """Notes who did it. `action` is a short Chinese verb, `what` the file, topic or version."""
    user = user_or_none(request)
    note(request, user.name if user else "（未登录）", action, what, detail)


def note(request: Request, who: str, action: str, what: str, detail: dict[str, Any]) -> None:
    """The same in somebody's name."""
    TrailStore().note(Entry(now(request), who[:100], action, what[:200], detail))
