"""收件箱: what residents asked that was not answered well, and what is done about it."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.content.model import GROUPS
from bot.store.asked import AskedStore
from bot.store.feedback import FeedbackStore
from bot.store.trail import TrailStore
from bot.studio.console.dashboard import board
from bot.studio.console.desk import drafts, look
from bot.studio.console.frame import BAD, audit, go, is_htmx, page, settings
from bot.studio.console.pages import topics
from bot.studio.console.working import noting, number_in, title_of
from bot.studio.inbox import undo
from bot.studio.inbox.acts import add_question
from bot.studio.inbox.waiting import REASONS, Waiting, group_named, waiting
from bot.studio.refused import Refused

NAV = ("收件箱", "/inbox")
_PER_PAGE, _ASKED = 20, 10


def groups(request: Request) -> Response:
    """The groups that wait, the commonest first, and what was done last."""
    found = waiting(AskedStore(), FeedbackStore())
    content = look(request).content
    done = undo.latest(TrailStore())
    values: dict[str, Any] = {"groups": found[:_PER_PAGE], "more": len(found) - _PER_PAGE}
    values |= {"reasons": REASONS, "title_of": lambda topic: title_of(content, topic)}
    return page(request, "inbox/list.html", **values, done=done, asked=sum(_count(found)))


def _count(found: list[Waiting]) -> list[int]:
    return [one.group.asked for one in found]


def group(request: Request) -> Response:
    """One group with everything that can be done about it; for htmx in place of its card."""
    one = _found(request)
    return _gone(request) if one is None else _group(request, one)


def _group(request: Request, one: Waiting, status: int = 200, **more: Any) -> Response:
    content = look(request).content
    every = sorted(content.topics.values(), key=lambda topic: topic.id)
    by_group = {
        name: [(topic.id, title_of(content, topic.id)) for topic in every if topic.group == key]
        for key, name in GROUPS.items()
    }
    values = {"one": one, "topics": by_group, "groups": GROUPS, "reasons": REASONS}
    known = str(more.get("given", {}).get("topic", one.topic)) in content.topics
    values |= {
        "known": known,
        "likely": title_of(content, one.topic),
        "asked": one.group.texts[:_ASKED],
    }
    told = {**values, "refused": [], "given": {}, "making": False, **more}
    part = is_htmx(request) and status == 200
    return page(request, "inbox/_group.html" if part else "inbox/group.html", status, **told)


def _found(request: Request) -> Waiting | None:
    """The group, by its id; none when somebody has dealt with it."""
    return group_named(request.path_params["group"], AskedStore(), FeedbackStore())


def _gone(request: Request) -> Response:
    return go(request, "/inbox", "这一组不在收件箱里了，可能刚有人处理过。", BAD)


def add(request: Request) -> Response:
    """Puts one question into a topic's file."""
    one, given = _found(request), request.state.form
    if one is None:
        return _gone(request)
    topic, text = str(given.get("topic", "")), " ".join(str(given.get("text", "")).split())
    urgent = given.get("urgent") == "on"
    try:
        if not text:
            raise Refused("没有写要加的话。")
        note = noting(request, f"收件箱 {one.group.id}")
        written = add_question(settings(request).root, look(request), topic, text, urgent, note)
    except Refused as refused:
        return _group(request, one, 422, refused=refused.lines, given=given)
    _handled(request, one)
    audit(request, undo.ADDED, topic, **undo.added(one, written, text, urgent))
    title = title_of(look(request).content, topic)
    return go(request, "/inbox", f"加进了“{title}”。发布以后居民才用得上。")


def start(request: Request) -> Response:
    """Begins a new topic with questions of the group."""
    one, given = _found(request), request.state.form
    if one is None:
        return _gone(request)
    name, kind, title = (str(given.get(key, "")).strip() for key in ("name", "kind", "title"))
    wanted = set(map(str, given.getlist("asked")))
    texts = [text for text in one.group.texts[:_ASKED] if text in wanted]
    try:
        if not title:
            raise Refused("没有写标题 → 写这个主题的名字，最多 30 个字。")
        draft = topics.draft_of(request, name, kind, title, texts)
    except (Refused, topics.Refused) as refused:
        lines = [topics.told(str(refused))]
        return _group(request, one, 422, refused=lines, given=given, making=True)
    _handled(request, one)
    audit(request, undo.STARTED, name, **undo.started(one, draft.file, draft.text))
    said = "建好了草稿，问法已经放进去。逐项填好、保存，才有这个主题。"
    return go(request, f"/topics/{name}?draft=1", said)


def dismiss(request: Request) -> Response:
    """This group needs nothing."""
    one = _found(request)
    if one is None:
        return _gone(request)
    _handled(request, one)
    audit(request, undo.DISMISSED, one.group.id, **undo.dealt_with(one))
    return go(request, "/inbox", "好，这一组不再列出。下面可以撤销。")


def _handled(request: Request, one: Waiting) -> None:
    AskedStore().handle(one.keys)
    board(request).count_anew()


def take_back(request: Request) -> Response:
    """Undoes what was done, by its line in the audit trail."""
    number = number_in(request, "entry")
    done = next((one for one in undo.latest(TrailStore()) if one.entry.id == number), None)
    if done is None:
        raise HTTPException(404)
    try:
        note = noting(request, f"撤销 {number}")
        told = undo.undo(settings(request).root, AskedStore(), drafts(request), done, note)
    except Refused as refused:
        return go(request, "/inbox", " ".join(refused.lines), BAD)
    board(request).count_anew()
    audit(request, undo.UNDONE, done.entry.what, **told)
    return go(request, "/inbox", "撤销了，这一组又在收件箱里。")


ROUTES = [
    Route("/inbox", groups),
    Route("/inbox/undo/{entry:int}", take_back, methods=["POST"]),
    Route("/inbox/{group}", group),
    Route("/inbox/{group}/add", add, methods=["POST"]),
    Route("/inbox/{group}/topic", start, methods=["POST"]),
    Route("/inbox/{group}/dismiss", dismiss, methods=["POST"]),
]
