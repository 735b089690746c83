"""操作记录: who did what and when, to be filtered and exported."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.store.trail import Entry, TrailStore
from bot.studio.console.frame import audit, page

NAV = ("操作记录", "/audit")
PER_PAGE = 50
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def entries(request: Request) -> Response:
    """The latest lines, with a form to narrow them down."""
    store, wanted = TrailStore(), _wanted(request)
    before = request.query_params.get("before", "")
    older_than = int(before) if before.isdecimal() and len(before) < 12 else None
    found = store.entries(**wanted, before=older_than, most=PER_PAGE + 1)
    values: dict[str, Any] = {
        "entries": found[:PER_PAGE],
        "more": found[PER_PAGE - 1].id if len(found) > PER_PAGE else None,
        "first": older_than is None,
        "people": store.known("who"),
        "actions": store.known("action"),
        **wanted,
    }
    return page(request, "audit/audit.html", **values)


def export(request: Request) -> Response:
    """All of them as CSV; that somebody has taken it along is a line too."""
    audit(request, "导出操作记录", "", **{k: v for k, v in _wanted(request).items() if v})
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(_lines(request), media_type="text/csv; charset=utf-8", headers=headers)


def _wanted(request: Request) -> dict[str, str]:
    given = request.query_params
    return {name: given.get(name, "")[:100].replace("\0", "") for name in ("who", "action", "what")}


def _lines(request: Request) -> Iterator[str]:
    yield "\ufeff" + _line(["时间", "谁", "做了什么", "对什么", "详情"])
    for entry in TrailStore().every(**_wanted(request)):
        yield _line([entry.at, entry.who, entry.action, entry.what, detail_of(entry)])


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([harmless(cell) for cell in cells])
    return out.getvalue()


def harmless(cell: str) -> str:
    """The cell, so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def detail_of(entry: Entry) -> str:
    return json.dumps(entry.detail, ensure_ascii=False) if entry.detail else ""


ROUTES = [Route("/audit", entries), Route("/audit.csv", export)]
