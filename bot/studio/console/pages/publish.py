"""发布: what is pending, who has approved it, how it compares, and the switch."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.store.jobs import DONE
from bot.store.trail import TrailStore
from bot.studio.approving import Seen, approve, plan
from bot.studio.console import comparing
from bot.studio.console.desk import look
from bot.studio.console.frame import BAD, audit, go, needs, now, page, signed_in
from bot.studio.console.jobs import Busy
from bot.studio.console.roles import PUBLISHER
from bot.studio.console.working import (
    blocking,
    lines_between,
    number_in,
    standing_of,
    title_of,
    topic_of_file,
)
from bot.studio.pending import Pending
from bot.studio.refused import Refused
from bot.studio.standing import Standing

NAV = ("发布", "/publish")
STARTED = "发起发布"  # in the audit trail; that it succeeded is noted by the job
_AT_ONCE = 20  # files whose differences stand on the page
_LONGEST_REASON = 500
_NOWHERE = "-"  # instead of a hash: the file is not there


def overview(request: Request) -> Response:
    """The four steps to a publication, and how far they are."""
    return _page(request)


def _page(request: Request, status: int = 200, **more: Any) -> Response:
    stand, jobs = standing_of(request), request.app.state.jobs
    found, running = comparing.latest(request), jobs.running()
    values = {
        "stand": stand,
        "files": [_told(request, stand, one) for one in stand.pending],
        "problems": blocking(request),
        "result": found,
        "fresh": found is not None and found.content_hash == stand.hash,
        "still": stand.live is not None and found is not None and found.live == stand.live.id,
        "job": running,
        "job_lines": jobs.lines(running) if running else [],
        "given": FormData(),
        "refused": [],
    }
    return page(request, "publish/overview.html", status, **{**values, **more})


def _told(request: Request, stand: Standing, one: Pending) -> dict[str, Any]:
    """A pending file as the page shows it."""
    topic = topic_of_file(one.file)
    shown = stand.live is not None and len(stand.pending) <= _AT_ONCE
    return {
        "pending": one,
        "title": title_of(look(request).content, topic) if topic else "",
        "value": f"{one.hash or _NOWHERE} {one.file}",
        "mine": not one.may_be_approved_by(signed_in(request).name),
        "lines": _lines(stand, one) if shown else None,
    }


def _lines(stand: Standing, one: Pending) -> list[Any]:
    return lines_between(stand.published.get(one.file), stand.now.get(one.file))


def difference(request: Request) -> Response:
    """What was changed in one pending file."""
    stand = standing_of(request)
    one = stand.named(request.query_params.get("file", ""))
    if one is None:
        raise HTTPException(404)
    told = {**_told(request, stand, one), "lines": _lines(stand, one)}
    edits = [e for e in TrailStore().changes(one.file) if e.who in one.authors]
    return page(request, "publish/file.html", told=told, edits=edits)


@needs(PUBLISHER)
def approving(request: Request) -> Response:
    """Approves the files that were ticked."""
    given, user = request.state.form, signed_in(request)
    override = str(given.get("override", ""))[:_LONGEST_REASON]
    seen = [_seen(str(value)) for value in given.getlist("seen")]
    try:
        done = approve(standing_of(request), TrailStore(), user.name, now(request), seen, override)
    except Refused as refused:
        return _page(request, 422, refused=refused.lines, given=given)
    for one in done:
        own = {} if one.may_be_approved_by(user.name) else {"自己批准的原因": override.strip()}
        audit(request, "批准", one.file, **own)
    return go(request, "/publish", f"批准了 {len(done)} 个文件。")


def _seen(value: str) -> Seen:
    hash_, _, file = value.partition(" ")
    return file, None if hash_ == _NOWHERE else hash_


def compare(request: Request) -> Response:
    """Starts a comparison."""
    user = signed_in(request)
    try:
        job = comparing.start(request, user.name)
    except Busy as busy:
        return go(request, "/publish", busy_with(busy), BAD)
    audit(request, "比较", "", 任务=job.id)
    return go(request, f"/jobs/{job.id}?then=/publish/ended/{job.id}")


def compared(request: Request) -> Response:
    """The comparison that was made last."""
    found, stand = comparing.latest(request), standing_of(request)
    sections = Markup(found.sections) if found else ""  # escaped where it was made
    fresh = found is not None and found.content_hash == stand.hash
    return page(request, "publish/compare.html", result=found, sections=sections, fresh=fresh)


def ended(request: Request) -> Response:
    """Where one goes when a job of these pages has ended: on, or back with what it said."""
    job = request.app.state.jobs.get(number_in(request, "number"))
    if job is None:
        raise HTTPException(404)
    if job.state != DONE:
        return _page(request, job=job, job_lines=request.app.state.jobs.lines(job))
    if job.kind == comparing.KIND:
        return go(request, "/publish/compare")
    return go(request, "/history", job.output.strip().rpartition("\n")[2])


@needs(PUBLISHER)
def publishing(request: Request) -> Response:
    """Starts publishing exactly the files that were shown, if everything has been approved."""
    given, user = request.state.form, signed_in(request)
    why, force = (str(given.get(name, "")).strip()[:_LONGEST_REASON] for name in ("why", "force"))
    stand = standing_of(request)
    try:
        if not why:
            raise Refused("没有写改了什么 → 写一句，会记在历史里。")
        ready = plan(stand, str(given.get("expect", "")), list(map(str, blocking(request))))
        arguments = ["publish", f"--why={_with(why, ready.overrides)}", f"--who={user.name}"]
        forced = [f"--force={force}"] if force else []
        job = request.app.state.jobs.start(
            user.name, "publish", "发布", *arguments, f"--expect={ready.expect}", *forced
        )
    except Refused as refused:
        return _page(request, 422, refused=refused.lines, given=given)
    except Busy as busy:
        return _page(request, 409, refused=[busy_with(busy)], given=given)
    told = {"原因": why, "内容": ready.expect, "批准": _by(ready.approvers), "任务": job.id}
    told |= {"自己批准的原因": "；".join(ready.overrides)} if ready.overrides else {}
    audit(request, STARTED, f"{len(stand.pending)} 个文件", **told, **_forced(force))
    return go(request, f"/jobs/{job.id}?then=/publish/ended/{job.id}")


def _with(why: str, overrides: list[str]) -> str:
    """What is kept with the version: also that nobody else has looked."""
    return f"{why}（没有别人看过：{'；'.join(overrides)}）" if overrides else why


def _by(approvers: dict[str, list[str]]) -> str:
    return "、".join(dict.fromkeys(name for names in approvers.values() for name in names))


def _forced(force: str) -> dict[str, str]:
    return {"没通过也发布的原因": force} if force else {}


def busy_with(busy: Busy) -> str:
    """What somebody is told while another job has the turn."""
    doing = f"“{busy.job.title}”（{busy.job.who}）" if busy.job else "别的任务"
    return f"正在做{doing}，等它做完再来一次。"


ROUTES = [
    Route("/publish", overview),
    Route("/publish/file", difference),
    Route("/publish/approve", approving, methods=["POST"]),
    Route("/publish/compare", compared),
    Route("/publish/compare", compare, methods=["POST"]),
    Route("/publish/ended/{number:int}", ended),
    Route("/publish/now", publishing, methods=["POST"]),
]
