"""What a topic's questions come close to, and how its file differs from what is published."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.content.load import Content
from bot.content.render import fill
from bot.store.trail import TrailStore
from bot.store.versions import VersionStore
from bot.studio.console.desk import look, published
from bot.studio.console.editing import checked, file_of, sent
from bot.studio.console.frame import page, rendered, settings
from bot.studio.lines import changed_lines
from bot.studio.nearness import Nearness
from bot.studio.saving import read
from bot.studio.understood import at_hand

_MANY = 1500  # questions: what is out of scope lies near to everything, on purpose
_LOCK = threading.Lock()


def near(request: Request) -> Response:
    """The part of the editor that tells it; asks again by itself until the vectors are there."""
    edit = sent(request, file_of(request))
    content = checked(request, edit).look.content
    topic, found = content.topics.get(edit.topic), None
    state = "broken" if topic is None else _started(request)
    if topic is not None and len(topic.all_questions()) > _MANY:
        state = "many"
    if state == "ready":
        found = request.app.state.nearness.nearby(content, edit.topic)
    values = {"edit": edit, "state": state, "found": found}
    return HTMLResponse(rendered(request, "topics/_near.html", **values))


def _started(request: Request) -> str:
    """`ready`, `waiting` or `nothing` (nothing was learned yet): the vectors are made beside."""
    state: Any = request.app.state
    with _LOCK:
        found = getattr(state, "nearness_state", "")
        if found in ("", "nothing"):  # what is published or learned later counts too
            state.nearness_state = "waiting"
            content, root = look(request).content, settings(request).root
            threading.Thread(target=_prepare, args=(state, content, root), daemon=True).start()
        return found or "waiting"


def _prepare(state: Any, content: Content, root: Path) -> None:
    reached = "nothing"
    try:
        understanding = at_hand(root, content, VersionStore())
        if understanding is not None:
            state.nearness = Nearness(understanding)
            state.nearness.prepare(content)
            reached = "ready"
    finally:
        state.nearness_state = reached


def changes(request: Request) -> Response:
    """The file beside what is published, and who saved it since."""
    file, known = file_of(request), published(request)
    before, after = known.files.get(file), read(settings(request).root / file)
    seen = look(request).content
    topic = seen.topics.get(request.path_params["topic"])
    return page(
        request,
        "topics/changes.html",
        **{"file": file, "topic": request.path_params["topic"], "version": known.version},
        title=fill(seen, topic.title) if topic else request.path_params["topic"],
        pending=known.differs(file, after),
        new=before is None,
        lines=changed_lines(_text(before), _text(after)),
        saves=TrailStore().changes(file)[:20],
    )


def _text(raw: bytes | None) -> str:
    return (raw or b"").decode("utf-8-sig", "replace")


ROUTES = [
    Route("/topics/{topic}/near", near, methods=["POST"]),
    Route("/topics/{topic}/changes", changes),
]
