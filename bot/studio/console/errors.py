"""Pages for what went wrong: in plain words, without details, and with what was being written."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from bot.studio.console.frame import is_htmx, rendered

TEXTS = {
    400: ("请求看不懂", "浏览器发来的内容不完整，请返回上一页再试一次。"),
    401: ("请先登录", "登录已经过期，刚才的内容没有保存。"),
    403: ("这一步您不能做", "您的账号没有这个权限。需要的话，请找审核发布的同事。"),
    404: ("没有这一页", "地址可能写错了，或者内容已经删除。"),
    405: ("不能这样打开", "请从页面上的按钮进入。"),
    413: ("内容太大", "一次最多提交 1 MB，请分几次保存。"),
    500: ("出错了", "程序出了问题，已经记下来。刚才的操作可能没有完成，请返回看一看再试。"),
    503: ("正忙", "请过一会儿再试。"),
}
FORM = ("页面过期了", "这一页是以前登录时打开的，刚才的内容没有保存。请重新打开那一页再试。")
_NOBODY = {"user": None, "csrf": "", "notices": list}
_SECRET = ("csrf", "password", "old", "new", "again")
_WORTH_KEEPING = 12  # characters


def refused(request: Request, error: Exception) -> Response:
    """The page for an HTTPException."""
    assert isinstance(error, HTTPException)
    form = error.detail == "form"
    title, text = FORM if form else _texts(error.status_code)
    headers = dict(error.headers or {})
    if error.status_code == 413:
        headers["Connection"] = "close"  # else the server would go on reading the rest
    if is_htmx(request):
        return PlainTextResponse(f"{title}。{text}", error.status_code, headers)
    _recognise(request)
    kept = _written(request) if form or error.status_code == 401 else []
    values = {"title": title, "text": text, "status": error.status_code, "kept": kept}
    body = rendered(request, "error.html", **values)
    return HTMLResponse(body, error.status_code, headers)


def failed(request: Request) -> Response:
    """The page for what nobody expected; it needs no database."""
    title, text = _texts(500)
    if is_htmx(request):
        return PlainTextResponse(f"{title}。{text}", 500)
    values: dict[str, Any] = {"title": title, "text": text, "status": 500, "kept": []}
    return HTMLResponse(rendered(request, "error.html", **values, **_NOBODY), 500)


def _texts(status: int) -> tuple[str, str]:
    return TEXTS.get(status, TEXTS[400 if status < 500 else 500])


def _recognise(request: Request) -> None:
    """Where no endpoint was found nobody has looked who is signed in."""
    if not hasattr(request.state, "user"):
        from bot.studio.console.guard import user_of

        request.state.user = user_of(request)


def _written(request: Request) -> list[str]:
    """The longer texts of a form that was not taken, so that they are not lost."""
    form = getattr(request.state, "form", None)
    fields = form.multi_items() if form else ()
    texts = (value for name, value in fields if name not in _SECRET)
    return [one for one in texts if isinstance(one, str) and len(one) >= _WORTH_KEEPING]
