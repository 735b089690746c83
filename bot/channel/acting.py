"""The action server's part of being seen: a plugin of Rasa's SDK, registered by `serve-actions`."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from inspect import isabstract
from typing import Any

import pluggy
from rasa_sdk import Action
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channel import logs, metrics, seeing

_implements = pluggy.HookimplMarker("rasa_sdk")
_OTHER = "(none)"


class Seen:
    """Counts actions by name and outcome."""

    _names: frozenset[str] = frozenset()

    @_implements
    def attach_sanic_app_extensions(self, app: Sanic) -> None:
        """Rasa's SDK calls it when its app is made, the actions and its own log are ready."""
        known = Action.__subclasses__()
        self._names = frozenset(one().name() for one in known if not isabstract(one))
        logs.set_up()
        seeing.watch(app)

        @app.listener("after_server_start")
        async def attach(app: Sanic, loop: AbstractEventLoop) -> None:
            seeing.attend(app, loop)

        async def count(request: Request, response: HTTPResponse) -> None:
            if request.path == "/webhook":
                metrics.ACTIONS.labels(self._action(request), str(response.status)).inc()

        app.register_middleware(count, "response")

    def _action(self, request: Request) -> str:
        try:
            body: Any = request.json
        except Exception:  # it was no JSON
            return _OTHER
        name = body.get("next_action") if isinstance(body, dict) else None
        return name if name in self._names else _OTHER
