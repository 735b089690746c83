"""试问: a chat with what is published and with the working files, side by side, and why."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channel.intake import MAX_CHARACTERS
from bot.store.versions import VersionStore
from bot.studio.console.desk import kept, look
from bot.studio.console.frame import BAD, audit, go, is_htmx, page, settings, signed_in
from bot.studio.console.jobs import Busy
from bot.studio.console.pages.publish import busy_with
from bot.studio.console.talks import PUBLISHED, WORKING, Talk, Talks
from bot.studio.console.working import title_of
from bot.studio.sides import Side, Sides

NAV = ("试问", "/try")
RISKS = {"high": "高", "medium": "中", "low": "低"}
OUTCOMES = {"answer": "直接回答", "offer": "没把握，给相近的主题", "oos": "当成不归我们管的"}
KIND = "learn"


def talk(request: Request) -> Response:
    """The conversation so far, and the field to go on."""
    found = _talks(request).get(request.query_params.get("talk", ""), signed_in(request).name)
    return _page(request, found)


def _page(request: Request, found: Talk | None) -> Response:
    sides = _sides(request)
    live = VersionStore().live()
    running = request.app.state.jobs.running()
    values: dict[str, Any] = {
        "talk": found,
        "names": {PUBLISHED: f"居民用的（第 {live.id} 版）" if live else "", WORKING: "改过的文件"},
        "published": sides.get(PUBLISHED),
        "working": sides.get(WORKING),
        "live": live,
        "title_of": lambda side, topic: title_of(side.content, topic),
        "risks": RISKS,
        "outcomes": OUTCOMES,
        "most": MAX_CHARACTERS,
        "job": running if running and running.kind == KIND else None,
    }
    return page(request, "try/_talk.html" if is_htmx(request) else "try/talk.html", **values)


def ask(request: Request) -> Response:
    """One message to both sides."""
    given, who = request.state.form, signed_in(request).name
    text = str(given.get("text", "")).strip()[: MAX_CHARACTERS + 1]
    named = str(given.get("topic", "")) or None
    found = _talks(request).get(str(given.get("talk", "")), who)
    if text:
        found = found or _talks(request).begin(who)
        found.say(_sides(request), text, named)
    if is_htmx(request):
        return _page(request, found)
    return go(request, f"/try?talk={found.id}#ask" if found else "/try")


def why(request: Request) -> Response:
    """Why one side took a message as it did."""
    from bot.studio.why import why as explain  # scipy

    query, who = request.query_params, signed_in(request).name
    found, number = _talks(request).get(query.get("talk", ""), who), query.get("turn", "")
    if found is None or not number.isdecimal() or int(number[:4]) >= len(found.exchanges):
        raise HTTPException(404)
    exchange = found.exchanges[int(number[:4])]
    one = exchange.sides.get(query.get("side", ""))
    if one is None:
        raise HTTPException(404)
    told = explain(one.side.understanding, one.side.asked, one.turn.masked)
    values: dict[str, Any] = {"why": told, "words": one.side.understanding.words(one.turn.masked)}
    values |= {"title": lambda topic: title_of(one.side.asked, topic.split("/")[-1])}
    name = "try/_why.html" if is_htmx(request) else "try/why.html"
    return page(request, name, **values, talk=found, text=exchange.text)


def learn(request: Request) -> Response:
    """Learns the questions as they are now."""
    who, back = signed_in(request).name, str(request.state.form.get("talk", ""))
    try:
        job = request.app.state.jobs.start(who, KIND, "学习问法", "train", "--questions")
    except Busy as busy:
        return go(request, "/try", busy_with(busy), BAD)
    audit(request, "学习问法", "", 任务=job.id)
    known = _talks(request).get(back, who)
    return go(request, f"/jobs/{job.id}?then=" + (f"/try?talk={known.id}" if known else "/try"))


def _talks(request: Request) -> Talks:
    found: Talks = kept(request, "talks", Talks)
    return found


def _sides(request: Request) -> dict[str, Side]:
    both: Sides = kept(request, "sides", lambda: Sides(settings(request).root, VersionStore()))
    found = {PUBLISHED: both.published(), WORKING: both.working(look(request).content)}
    return {name: side for name, side in found.items() if side is not None}


ROUTES = [
    Route("/try", talk),
    Route("/try", ask, methods=["POST"]),
    Route("/try/why", why),
    Route("/try/learn", learn, methods=["POST"]),
]
