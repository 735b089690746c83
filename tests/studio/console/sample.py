"""An area that is there in tests only: what only a publisher may, what fails, what takes a form."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.studio.console.frame import audit, go, needs
from bot.studio.console.roles import PUBLISHER

SECRET = "居民的电话是一三九"


@needs(PUBLISHER)
def publishers(request: Request) -> Response:
    return PlainTextResponse("只给审核发布的人看")


@needs(PUBLISHER)
def publish(request: Request) -> Response:
    audit(request, "试发布")
    return go(request, "/account", "发布了")


def breaks(request: Request) -> Response:
    raise ValueError(SECRET)


def echo(request: Request) -> Response:
    return PlainTextResponse(str(request.state.form.get("text")))


async def echo_in_the_loop(request: Request) -> Response:
    return PlainTextResponse(str(request.state.form.get("text")))


ROUTES = [
    Route("/sample/publishers", publishers),
    Route("/sample/publish", publish, methods=["POST"]),
    Route("/sample/breaks", breaks),
    Route("/sample/echo", echo, methods=["POST"]),
    Route("/sample/echo-in-the-loop", echo_in_the_loop, methods=["POST"]),
]
