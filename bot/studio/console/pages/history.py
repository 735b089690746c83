"""历史: every published version with its figures, who approved it, and the way back."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.store.jobs import DONE
from bot.store.trail import TrailStore
from bot.store.versions import Switch, Version, VersionStore
from bot.studio.console.frame import BAD, audit, go, needs, page, signed_in
from bot.studio.console.jobs import Busy
from bot.studio.console.pages.publish import STARTED, busy_with
from bot.studio.console.roles import PUBLISHER
from bot.studio.console.working import number_in

NAV = ("历史", "/history")
_LONGEST_REASON = 500
_PER_PAGE = 30


@dataclass(frozen=True)
class Told:
    """A version as it is shown; `live_since` are the moments at which it went live."""

    version: Version
    is_live: bool
    approved_by: str
    went_live: list[Switch]


def history(request: Request) -> Response:
    """The versions, the latest first."""
    return _page(request)


def _page(request: Request, status: int = 200, refused: str = "", job: object = None) -> Response:
    jobs, running = request.app.state.jobs, request.app.state.jobs.running()
    job = job or (running if running and running.kind == "rollback" else None)
    found = told(VersionStore(), TrailStore())
    values = {"versions": found[:_PER_PAGE], "more": len(found) - _PER_PAGE, "refused": refused}
    values |= {"job": job, "job_lines": jobs.lines(job) if job else []}
    return page(request, "history/list.html", status, **values)


def told(versions: VersionStore, trail: TrailStore) -> list[Told]:
    """Every version; the approvals are those that the console noted with its files."""
    switches = versions.switches()
    approved = {
        str(one.detail.get("内容")): str(one.detail.get("批准", ""))
        for one in trail.every(action=STARTED)
    }
    return [
        Told(
            version,
            bool(switches) and switches[0].version == version.id,
            approved.get(version.content_hash, ""),
            [one for one in switches if one.version == version.id],
        )
        for version in versions.all()
    ]


@needs(PUBLISHER)
def back(request: Request) -> Response:
    """Goes back to a version, with a reason."""
    number, user = number_in(request, "number"), signed_in(request)
    why = str(request.state.form.get("why", "")).strip()[:_LONGEST_REASON]
    if VersionStore().get(number) is None:
        raise HTTPException(404)
    if not why:
        return _page(request, 422, f"没有退回第 {number} 版：要写为什么退回，会记在历史里。")
    arguments = ("rollback", str(number), f"--why={why}", f"--who={user.name}")
    try:
        job = request.app.state.jobs.start(user.name, "rollback", f"退回第 {number} 版", *arguments)
    except Busy as busy:
        return go(request, "/history", busy_with(busy), BAD)
    audit(request, "发起退回", f"第 {number} 版", 原因=why, 任务=job.id)
    return go(request, f"/jobs/{job.id}?then=/history/ended/{job.id}")


def ended(request: Request) -> Response:
    """Where one goes when going back has ended."""
    job = request.app.state.jobs.get(number_in(request, "number"))
    if job is None:
        raise HTTPException(404)
    if job.state != DONE:
        return _page(request, job=job)
    return go(request, "/history", job.output.strip().rpartition("\n")[2])


ROUTES = [
    Route("/history", history),
    Route("/history/{number:int}/back", back, methods=["POST"]),
    Route("/history/ended/{number:int}", ended),
]
