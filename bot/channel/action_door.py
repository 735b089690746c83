"""The action server answers only Rasa's server: by a shared secret, else on this machine.

ACTIONS_SECRET must be the same for both; `python -m bot run` makes one up for each run. Wired in by
the hook that Rasa's SDK has for plugins.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Mapping
from ipaddress import ip_address

import pluggy
from rasa_sdk.plugin import plugin_manager
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.channel.framing import insist_on_one_reading
from bot.channel.secrets import HEADER, actions_secret

_implementation = pluggy.HookimplMarker("rasa_sdk")
_OPEN = "/health"  # says nothing but that it is there
_MAX_BYTES = 20_000_000  # Rasa sends the whole conversation and the domain


def install(environment: Mapping[str, str] = os.environ) -> None:
    """Before the action server is started. Raises ValueError if the secret is too short."""
    plugin_manager().register(_Door(actions_secret(environment)))


class _Door:
    def __init__(self, secret: str | None) -> None:
        self._secret = secret

    @_implementation
    def attach_sanic_app_extensions(self, app: Sanic) -> None:
        """Called by Rasa's SDK with its application."""

        async def refuse(request: Request) -> HTTPResponse | None:
            if request.path == _OPEN or self._admits(request):
                return None
            return json({"error": "only Rasa's server may call actions"}, status=403)

        app.config.REQUEST_MAX_SIZE = _MAX_BYTES
        insist_on_one_reading(app)
        app.register_middleware(refuse, "request")

    def _admits(self, request: Request) -> bool:
        if "origin" in request.headers:  # a web page, on whatever machine
            return False
        if self._secret is None:
            return is_loopback(request.ip)
        given = request.headers.get(HEADER, "")
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._secret.encode())


def is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
