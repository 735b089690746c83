"""The console as an ASGI application: areas, guard, middleware, static files."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.store.console import AccountStore, SessionStore
from bot.studio.console.accounts import Door
from bot.studio.console.errors import refused
from bot.studio.console.frame import environment
from bot.studio.console.guard import guarded
from bot.studio.console.jobs import STATES, Jobs
from bot.studio.console.middleware import Calm, Limited, Log, OwnName, Secure
from bot.studio.console.session import Sessions
from bot.studio.console.settings import Settings

# Modules of bot.studio.console.pages, in the order of the navigation. Each has ROUTES, and NAV,
# (label, address), if it stands there.
AREAS = (
    "sign_in",
    "overview",
    "topics",
    "topic",
    "topic_near",
    "inbox",
    "try_it",
    "publish",
    "history",
    "jobs",
    "audit",
    "account",
)
STATIC = Path(__file__).with_name("static")


def create_app(settings: Settings | None = None) -> Starlette:
    """The console. Raises sqlalchemy.exc.OperationalError if the database cannot be reached."""
    settings = settings or Settings()
    areas = [import_module(f"bot.studio.console.pages.{name}") for name in AREAS]
    routes = [guarded(route) for area in areas for route in area.ROUTES]
    app = Starlette(
        routes=[*routes, guarded(Route("/", _first)), *_files()],
        middleware=[
            Middleware(Log),
            Middleware(Secure, https=settings.https),
            Middleware(Calm),
            Middleware(OwnName, hosts=settings.hosts),
            Middleware(Limited),
        ],
        exception_handlers={HTTPException: refused},
    )
    app.router.redirect_slashes = False
    app.state.settings, app.state.templates = settings, environment()
    app.state.templates.globals["job_states"] = STATES
    app.state.nav = [area.NAV for area in areas if hasattr(area, "NAV")]
    app.state.accounts = AccountStore()
    app.state.sessions = Sessions(SessionStore(), settings.clock)
    app.state.door = Door(app.state.accounts, settings.clock)
    app.state.jobs = Jobs(settings)
    return app


def _first(request: Request) -> Response:
    """The first page of the navigation, where no area has the address `/` itself."""
    return RedirectResponse(request.app.state.nav[0][1], 303)


def _files() -> list[BaseRoute]:
    """Style and scripts; htmx comes from the package that brings it."""
    return [Route("/static/htmx.js", _htmx), Mount("/static", _Files(directory=STATIC))]


async def _htmx(_: Request) -> Response:
    found = find_spec("django_htmx")  # looked up, not imported: that would need Django
    assert found is not None
    assert found.origin is not None
    path = Path(found.origin).parent / "static" / "django_htmx" / "htmx-2.min.js"
    return FileResponse(path, media_type="text/javascript", headers={"Cache-Control": "no-cache"})


class _Files(StaticFiles):
    """Asked for anew each time, and answered with 304 where nothing has changed."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response
