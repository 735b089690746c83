"""One topic: edit it as a form or as YAML, with what is wrong with it and how residents see it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.content.model import GROUPS
from bot.content.render import fill
from bot.store.trail import Change, TrailStore
from bot.studio.console.conflict import conflict, take
from bot.studio.console.desk import drafts, look, published
from bot.studio.console.editing import (
    FORM,
    YAML,
    Checked,
    Edit,
    checked,
    file_of,
    in_tab,
    keep,
    opened,
    raw_text,
    sent,
)
from bot.studio.console.fields import FIELDS
from bot.studio.console.frame import PLAIN, audit, go, now, page, rendered, settings, signed_in
from bot.studio.console.preview import previews
from bot.studio.saving import Busy, Changed, mark, read, save

_BUSY = "有人正在导入表格，这一次没有保存。您写的还在下面，过一会儿再按“保存”。"
_FAILED = "磁盘写不进去，这一次没有保存，文件还是原来的。您写的还在下面；请告诉管理员。"


def editor(request: Request) -> Response:
    """The editor on the file, or on one's own draft of it."""
    file, query = file_of(request), request.query_params
    try:
        tab = YAML if query.get("tab") == YAML else FORM
        edit = opened(request, file, tab, query.get("draft") == "1")
    except UnicodeDecodeError:
        return page(request, "topics/unreadable.html", file=file)
    return _page(request, edit)


def check(request: Request) -> Response:
    """While somebody types: problems and preview as a part of the page; what was typed is kept."""
    edit = sent(request, file_of(request))
    keep(request, edit)
    values = _values(request, edit, checked(request, edit))
    return HTMLResponse(rendered(request, "topics/_check.html", live=True, **values))


def submit(request: Request) -> Response:
    """Saves, or goes over to the other tab; what cannot be saved stays in the editor."""
    edit = sent(request, file_of(request))
    keep(request, edit)
    to = request.state.form.get("to", "")
    if edit.trouble:
        return _page(request, edit, 422)
    if to in (FORM, YAML):
        return _page(request, in_tab(request, edit, str(to)))
    return _save(request, edit)


def _save(request: Request, edit: Edit) -> Response:
    raw, told = raw_text(request, edit), checked(request, edit)
    here = f"/topics/{edit.topic}{'?tab=yaml' if edit.tab == YAML else ''}"
    if mark(raw) == edit.began:
        return go(request, here, "没有改动，不用保存。", PLAIN)
    if told.refused:
        return _page(request, edit, 422, told)
    why = str(request.state.form.get("why", ""))[:500].strip()
    who, root = signed_in(request).name, settings(request).root

    def note() -> None:
        change = Change(now(request), who, edit.file, edit.began or None, mark(raw), why)
        TrailStore().changed(change)

    try:
        save(root, edit.file, edit.began, raw, note)
    except Changed as changed:
        if changed.now != raw:
            return conflict(request, edit, raw, changed.now)
        drafts(request).drop(who, edit.file)
        return go(request, here, "有人刚保存了一样的内容，已经是这样了。", PLAIN)
    except (Busy, OSError) as error:
        return _page(request, edit, 503, told, _BUSY if isinstance(error, Busy) else _FAILED)
    drafts(request).drop(who, edit.file)
    audit(
        request, "新建主题" if edit.new else "保存主题", edit.file, **({"原因": why} if why else {})
    )
    return go(request, here, "保存好了。居民还看不到，要等审核和发布。")


def drop(request: Request) -> Response:
    """Gives up one's draft."""
    file = file_of(request)
    drafts(request).drop(signed_in(request).name, file)
    if read(settings(request).root / file) is None:
        return go(request, "/topics", "没有保存的新主题已经丢掉。", PLAIN)
    return go(request, f"/topics/{request.path_params['topic']}", "没有保存的内容已经丢掉。", PLAIN)


def _page(
    request: Request,
    edit: Edit,
    status: int = 200,
    told: Checked | None = None,
    failed: str = "",
) -> Response:
    values = _values(request, edit, told or checked(request, edit))
    return page(request, "topics/editor.html", status, live=False, failed=failed, **values)


def _values(request: Request, edit: Edit, told: Checked) -> dict[str, Any]:
    content = told.look.content
    topic, now_there = content.topics.get(edit.topic), read(settings(request).root / edit.file)
    draft = drafts(request).get(signed_in(request).name, edit.file)
    return {
        "edit": edit,
        "told": told,
        "title": fill(content, topic.title) if topic else edit.fields.get("title") or edit.topic,
        "group": GROUPS.get(edit.group, edit.group),
        "previews": previews(content, topic) if topic else [],
        "form_fields": FIELDS,
        "labels": {one.name: one.label for one in FIELDS},
        "content": look(request).content,
        "draft": draft,
        "draft_differs": bool(draft and draft.text != mark(raw_text(request, edit))),
        "overtaken": mark(now_there) != edit.began,
        "pending": published(request).differs(edit.file, now_there),
        "saved": TrailStore().changes(edit.file)[:1],
    }


ROUTES = [
    Route("/topics/{topic}", editor),
    Route("/topics/{topic}", submit, methods=["POST"]),
    Route("/topics/{topic}/check", check, methods=["POST"]),
    Route("/topics/{topic}/merge", take, methods=["POST"]),
    Route("/topics/{topic}/drop", drop, methods=["POST"]),
]
