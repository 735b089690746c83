"""The inner address: what it tells of a server that is well, starting, stuck, or cut off."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import REGISTRY

from bot.channel import inner
from bot.channel.health import WITHIN, Check, Health
from bot.content.load import Content


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop that runs, as a server's does."""
    made = asyncio.new_event_loop()
    thread = threading.Thread(target=made.run_forever, daemon=True)
    thread.start()
    yield made
    made.call_soon_threadsafe(made.stop)
    thread.join()
    made.close()


class Ready:
    def is_ready(self) -> bool:
        return True


@pytest.fixture
def health(content: Content, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Health:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    monkeypatch.delenv("REDIS_URL", raising=False)
    return Health(model=True)


@pytest.fixture
def address(health: Health, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("INNER_PORT", str(port))
    before = set(REGISTRY._collector_to_names)
    assert inner.open_inner(health, 5005) == port
    yield f"http://127.0.0.1:{port}"
    for collector in set(REGISTRY._collector_to_names) - before:
        REGISTRY.unregister(collector)


def get(url: str) -> tuple[int, Any]:
    response = requests.get(url, timeout=10)
    return response.status_code, response.json()


def test_starting_is_alive_but_not_ready(address: str) -> None:
    assert get(f"{address}/healthz")[0] == 200
    status, told = get(f"{address}/readyz")
    assert status == 503
    assert told["checks"]["model"] == "starting"
    assert told["checks"]["database"] == "ok"


def test_well(address: str, health: Health, loop: asyncio.AbstractEventLoop) -> None:
    health.attach(SimpleNamespace(ctx=SimpleNamespace(agent=Ready())), loop)
    status, told = get(f"{address}/readyz")
    assert status == 200
    assert told == {
        "ok": True,
        "version": None,
        "checks": {"event_loop": "ok", "database": "ok", "model": "ok"},
    }
    found = requests.get(f"{address}/metrics", timeout=10).text
    families = {one.name: one for one in text_string_to_metric_families(found)}
    assert {s.labels["check"]: s.value for s in families["antifraud_check"].samples} == {
        "event_loop": 1,
        "database": 1,
        "model": 1,
    }


def test_a_stuck_event_loop(address: str, health: Health, loop: asyncio.AbstractEventLoop) -> None:
    health.attach(SimpleNamespace(ctx=SimpleNamespace(agent=Ready())), loop)
    free = threading.Event()
    loop.call_soon_threadsafe(free.wait)
    try:
        status, told = get(f"{address}/healthz")
        assert status == 503
        assert "no answer" in told["checks"]["event_loop"]
    finally:
        free.set()
    assert get(f"{address}/healthz")[0] == 200


def test_no_model(address: str, health: Health, loop: asyncio.AbstractEventLoop) -> None:
    health.attach(SimpleNamespace(ctx=SimpleNamespace(agent=None)), loop)
    assert get(f"{address}/healthz")[0] == 200
    status, told = get(f"{address}/readyz/own")
    assert status == 503
    assert told["checks"] == {"event_loop": "ok", "model": "no model is loaded"}


def test_only_its_own_addresses(address: str) -> None:
    assert requests.get(f"{address}/", timeout=5).status_code == 404
    assert requests.post(f"{address}/readyz", timeout=5).status_code == 404


def test_a_question_that_hangs_is_asked_once() -> None:
    free, asked = threading.Event(), []

    def hang() -> None:
        asked.append(1)
        free.wait()

    check = Check(hang)
    first = check.begin()
    assert check.begin() is first
    free.set()
    assert first.result(5) == "ok"
    assert check.begin().result(5) == "ok"
    assert len(asked) == 2


def test_a_reason_names_no_password() -> None:
    def ask() -> None:
        raise ConnectionError("redis://:geheim@10.0.0.1")

    assert Check(ask).begin().result(5) == "failed: ConnectionError"


def test_cut_off_from_redis(
    content: Content, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    """A port that takes connections and never answers."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        told = Health(model=True).told()
        assert "redis" not in Health(model=False).told()["checks"]
    assert not told["ok"]
    assert told["checks"]["redis"] in (f"no answer within {WITHIN:g} s", "failed: TimeoutError")
    assert told["checks"]["database"] == "ok"


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1", "+", "+65000", "++1", "²"])
def test_a_port_that_is_none(port: str) -> None:
    with pytest.raises(SystemExit, match="不是端口号"):
        inner.where(5005, {"INNER_PORT": port})


def test_never_on_the_residents_port(health: Health, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNER_PORT", "5005")
    with pytest.raises(SystemExit, match="居民用的端口"):
        inner.open_inner(health, 5005)


def test_only_this_machine_unless_told() -> None:
    assert inner.where(5005, {"INNER_PORT": "9105"}) == ("127.0.0.1", 9105)
    assert inner.where(5005, {"INNER_PORT": "9105", "INNER_HOST": "10.0.0.2"}) == ("10.0.0.2", 9105)
    assert inner.where(5005, {}) is None


def test_several_on_one_machine() -> None:
    ports = [inner.where(own, {"INNER_PORT": "+10000"}) for own in (5101, 5102)]
    assert ports == [("127.0.0.1", 15101), ("127.0.0.1", 15102)]
