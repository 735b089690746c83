"""Pages for what went wrong: in plain words, without details."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from bot.studio.console.frame import is_htmx, rendered

TEXTS = {
    400: ("请求看不懂", "浏览器发来的内容不完整，请返回上一页再试一次。"),
    401: (
        "请先登录",
        "登录已经过期，刚才的内容没有保存。请在新标签页登录，再回到这一页复制您写的内容。",
    ),
    403: ("这一步您不能做", "您的账号没有这个权限。需要的话，请找审核发布的同事。"),
    404: ("没有这一页", "地址可能写错了，或者内容已经删除。"),
    405: ("不能这样打开", "请从页面上的按钮进入。"),
    413: ("内容太大", "一次最多提交 1 MB，请分几次保存。"),
    500: ("出错了", "程序出了问题，已经记下来。刚才的操作可能没有完成，请返回看一看再试。"),
    503: ("正忙", "请过一会儿再试。"),
}
FORM = (
    "页面过期了",
    "这一页是以前登录时打开的，刚才的内容没有保存。请返回，复制您写的内容，刷新后再试。",
)


async def refused(request: Request, error: Exception) -> Response:
    """The page for an HTTPException."""
    assert isinstance(error, HTTPException)
    return failed(request, error.status_code, error.detail == "form", error.headers)


def failed(request: Request, status: int, form: bool = False, headers: object = None) -> Response:
    """The page for a status; `form`: what was sent is not from a page of this session."""
    title, text = FORM if form else TEXTS.get(status, TEXTS[400 if status < 500 else 500])
    more = dict(headers) if headers else {}  # type: ignore[call-overload]
    if is_htmx(request):
        return PlainTextResponse(f"{title}。{text}", status, more)
    body = rendered(request, "error.html", title=title, text=text, status=status)
    return HTMLResponse(body, status, more)
