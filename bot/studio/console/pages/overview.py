"""总览: how things stand today, and the report of the last days, live."""

from __future__ import annotations

import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.content.clock import CHINA
from bot.studio.console.dashboard import PERIODS, Shown, board
from bot.studio.console.desk import look
from bot.studio.console.frame import is_htmx, page, settings
from bot.studio.console.working import blocking, standing_of
from bot.studio.report.page import first, tiles
from bot.studio.report.sections import SECTIONS

NAV = ("总览", "/")
_DAYS = 30
_ROWS = 60  # of a table
# Nothing in a picture runs or loads anything; it has styles of its own.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# Instead of the commands that the report names.
_LINKS = {"inbox": ("/inbox", "到收件箱处理"), "confusions": ("/topics", "到主题里补问法")}


def overview(request: Request) -> Response:
    """The whole page."""
    return page(request, "overview/overview.html", **_today(request), **_report(request))


def state(request: Request) -> Response:
    """How things stand, for the page that is open."""
    return page(request, "overview/_today.html", **_today(request))


def report(request: Request) -> Response:
    """The report anew, or nothing if the page shows it already."""
    told = _report(request)
    if is_htmx(request) and request.query_params.get("of") == told["shown"].mark:
        return Response(status_code=204)
    return page(request, "overview/_report.html", **told)


def picture(request: Request) -> Response:
    """One picture of the report, as an image."""
    days, name = request.path_params["days"], request.path_params["name"]
    if days not in PERIODS:
        raise HTTPException(404)
    found = board(request).picture(days, name) or _shown(request, days).pictures.get(name)
    if found is None:
        raise HTTPException(404)
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "private, max-age=600"}
    return Response(found, media_type="image/svg+xml", headers=headers)


def _today(request: Request) -> dict[str, Any]:
    jobs = request.app.state.jobs
    return {
        "stand": standing_of(request),
        "groups": len(_shown(request, _DAYS).report.waiting),
        "problems": len(blocking(request)),
        "running": jobs.running(),
        "last": next(iter(jobs.latest(most=1)), None),
    }


def _report(request: Request) -> dict[str, Any]:
    wanted = request.query_params.get("days", "")
    days = int(wanted) if wanted in map(str, PERIODS) else _DAYS
    found = _shown(request, days)
    told = found.report
    sections = [
        {
            "name": one.name,
            "title": one.title,
            "about": one.about(told),
            "table": one.table(told),
            "open": one.is_open,
            "notes": [] if one.name in _LINKS else one.notes(told),
            "link": _LINKS.get(one.name),
            "picture": one.name in found.pictures,
        }
        for one in SECTIONS
        if one.is_shown(told)
    ]
    values = {"shown": found, "sections": sections, "rows": _ROWS, "days": days}
    return {**values, "periods": PERIODS, "tiles": tiles(told), "first": first(told)}


def _shown(request: Request, days: int) -> Shown:
    now = datetime.datetime.fromtimestamp(settings(request).clock(), CHINA).replace(tzinfo=None)
    return board(request).shown(look(request).content, now, days)


ROUTES = [
    Route("/", overview),
    Route("/overview/today", state),
    Route("/overview/report", report),
    Route("/overview/picture/{days:int}/{name}.svg", picture),
]
