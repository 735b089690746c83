"""The inner address: is this process alive, is it ready, what has it counted.

INNER_PORT=9105 opens it on 127.0.0.1, or on INNER_HOST; never on the residents' port. Where several
servers share a machine and its variables, INNER_PORT=+10000 means each one's own port and so much.
It has a thread of its own, so that it can tell even when the event loop does not answer.

GET /healthz      200 if the process and its event loop answer, else 503: start it anew
GET /readyz       200 if everything that it needs answers, else 503 and what does not
GET /readyz/own   the same without the databases that all servers share
GET /metrics      Prometheus
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from prometheus_client import make_wsgi_app
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import ThreadingWSGIServer
from prometheus_client.registry import REGISTRY, Collector

from bot.channel.health import ALIVE, Health

PORT_VARIABLE, HOST_VARIABLE = "INNER_PORT", "INNER_HOST"
_HERE = "127.0.0.1"
_Start = Callable[[str, list[tuple[str, str]]], Any]


def where(own: int, environment: Mapping[str, str] = os.environ) -> tuple[str, int] | None:
    """Host and port of the server with this port of its own, nothing if it is not wanted.

    Raises SystemExit with one clear line.
    """
    given = environment.get(PORT_VARIABLE)
    if not given:
        return None
    number = given.removeprefix("+")
    port = int(number) + (own if given != number else 0) if number.isdecimal() else 0
    if not 0 < port < 65536:
        raise SystemExit(
            f"{PORT_VARIABLE}={given} 不是端口号 → 用 1 到 65535 之间的数字，"
            "或者 +10000（各自的端口加这么多）"
        )
    return environment.get(HOST_VARIABLE) or _HERE, port


def open_inner(health: Health, own: int) -> int | None:
    """Opens it; the port, or nothing if it is not wanted. Raises SystemExit with one clear line."""
    found = where(own)
    if found is None:
        return None
    host, port = found
    if port == own:
        raise SystemExit(f"{PORT_VARIABLE}={port} 是居民用的端口 → 换一个，指标不能给外面看")
    try:
        server = make_server(host, port, answering(health), ThreadingWSGIServer, _Silent)
    except OSError as error:
        raise SystemExit(
            f"{host}:{port} 不能用（{error.strerror}）→ 换一个 {PORT_VARIABLE}"
        ) from None
    REGISTRY.register(_Checks(health))
    threading.Thread(target=server.serve_forever, daemon=True, name="inner").start()
    return port


def answering(health: Health) -> Callable[[dict[str, Any], _Start], Iterable[bytes]]:
    """The WSGI application."""
    metrics = make_wsgi_app()
    told = {
        "/healthz": lambda: health.told({ALIVE}),
        "/readyz": lambda: health.told(),
        "/readyz/own": lambda: health.told(health.own),
    }

    def answer(environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        if path == "/metrics":
            return list(metrics(environ, start))
        if path not in told or method not in ("GET", "HEAD"):
            return _json(start, "404 Not Found", {"error": "no such address"})
        body = told[path]()
        return _json(start, "200 OK" if body["ok"] else "503 Service Unavailable", body)

    return answer


def _json(start: _Start, status: str, body: dict[str, Any]) -> Iterable[bytes]:
    start(status, [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [json.dumps(body, ensure_ascii=False).encode() + b"\n"]


class _Silent(WSGIRequestHandler):
    """Probes come every few seconds: they are not logged."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


class _Checks(Collector):
    """The same checks as a metric, asked when Prometheus asks."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        told = GaugeMetricFamily("antifraud_check", "1: what is checked answers", labels=["check"])
        for name, said in self._health.checks().items():
            told.add_metric([name], said == "ok")
        yield told
