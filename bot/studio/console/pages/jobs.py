"""Long work: what runs, what it prints, and a button that ends it."""

from __future__ import annotations

import json

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.store.jobs import Job
from bot.studio.console.frame import BAD, audit, checksum, go, is_htmx, page, signed_in
from bot.studio.console.jobs import STATES
from bot.studio.console.pages.sign_in import local

_NUMBERS = 2**31  # a database has no larger ones


def every(request: Request) -> Response:
    """The latest jobs."""
    return page(request, "jobs/list.html", jobs=request.app.state.jobs.latest())


def one(request: Request) -> Response:
    """A job; for htmx the part that changes. When it ends, the page asked for by `then` comes."""
    job, then = _job(request), request.query_params.get("then", "")
    lines = request.app.state.jobs.lines(job)
    values = {"job": job, "lines": lines, "then": then}
    if not is_htmx(request):
        return page(request, "jobs/job.html", **values)
    if job.running and request.query_params.get("seen") == checksum(lines):
        return Response(status_code=204)  # nothing new: the page is left alone
    response = page(request, "jobs/_job.html", **values)
    if not job.running:
        response.headers["HX-Trigger"] = json.dumps(
            {"job-ended": f"{job.title}：{STATES[job.state][0]}"}
        )
    if not job.running and then:
        response.headers["HX-Redirect"] = local(then)
    return response


def stop(request: Request) -> Response:
    """Asks it to end: whoever started it, or a publisher."""
    job, user = _job(request), signed_in(request)
    to = local(str(request.state.form.get("then") or f"/jobs/{job.id}"))
    if job.who != user.name and not user.publisher:
        raise HTTPException(403, "role")
    if not request.app.state.jobs.store.stop(job.id, user.name):
        return go(request, to, "它已经结束了。", BAD)
    audit(request, "停止任务", job.title, job=job.id)
    return go(request, to, "正在停下，约一秒。")


def _job(request: Request) -> Job:
    number = request.path_params["number"]
    found: Job | None = request.app.state.jobs.get(number) if number < _NUMBERS else None
    if found is None:
        raise HTTPException(404)
    return found


ROUTES = [
    Route("/jobs", every),
    Route("/jobs/{number:int}", one),
    Route("/jobs/{number:int}/stop", stop, methods=["POST"]),
]
