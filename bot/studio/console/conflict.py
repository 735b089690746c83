"""Two people have changed one topic: both texts beside what both began with; nobody's is lost."""

from __future__ import annotations

from pathlib import PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.store.trail import TrailStore
from bot.studio.console.desk import drafts
from bot.studio.console.editing import YAML, Edit, file_of
from bot.studio.console.frame import PLAIN, go, now, page, signed_in
from bot.studio.drafts import Draft
from bot.studio.merge import pieces, put_together
from bot.studio.saving import mark
from bot.studio.typed import raw_of, typed

CHOICES = {"mine": "用我的", "theirs": "用对方的", "both": "两边都要"}


def conflict(request: Request, edit: Edit, raw: bytes, now_there: bytes | None) -> Response:
    """The page that shows it. `raw` is what could not be saved, `now_there` what the file says."""
    kept, who = drafts(request), signed_in(request).name
    kept.put(who, Draft(edit.file, edit.began, kept.keep(raw), now(request)))
    began = _text(kept.raw(edit.began))
    theirs = "" if now_there is None else _text(kept.raw(kept.keep(now_there)))
    found = pieces(began, typed(raw), theirs)
    last = next(iter(TrailStore().changes(edit.file)), None)
    return page(
        request,
        "topics/conflict.html",
        409,
        **{"edit": edit, "pieces": found, "choices": CHOICES, "gone": now_there is None},
        **{"mine": mark(raw), "theirs": mark(now_there)},
        by=last if last is not None and last.after == mark(now_there) else None,
        conflicts=sum(piece.kind == "conflict" for piece in found),
    )


def take(request: Request) -> Response:
    """Goes on with one of the texts, or with both put together, in the editor; nothing is saved."""
    file, form = file_of(request), request.state.form
    kept, who = drafts(request), signed_in(request).name
    topic = PurePosixPath(file).stem
    if form.get("take") == "theirs":
        kept.drop(who, file)
        return go(request, f"/topics/{topic}", "现在是对方保存的内容，您那份已经丢掉。", PLAIN)
    mine, theirs = kept.raw(str(form.get("mine", ""))), str(form.get("theirs", ""))
    there = kept.raw(theirs) if theirs else b""
    if mine is None or there is None:
        raise HTTPException(400)
    text = typed(mine)
    if form.get("take") == "merged":
        found = pieces(_text(kept.raw(str(form.get("began", "")))), text, _text(there))
        count = sum(piece.kind == "conflict" for piece in found)
        text = put_together(found, [str(form.get(f"choice-{n}", "mine")) for n in range(count)])
    raw = raw_of(text, there)
    kept.put(who, Draft(file, theirs, kept.keep(raw), now(request)))
    said = "合好了，还没有保存。看一遍，没有错就按“保存”。"
    return go(request, f"/topics/{topic}?draft=1&tab={YAML}", said, PLAIN)


def _text(raw: bytes | None) -> str:
    """A text to lay beside others, whatever its encoding."""
    try:
        return typed(raw or b"")
    except UnicodeDecodeError:
        return (raw or b"").decode("utf-8", "replace")
