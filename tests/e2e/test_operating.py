"""What operators see of real servers: ready or not and why, numbers, and nobody's words."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families

from bot.content.load import Content
from bot.understanding.understanding import Understanding
from tests.e2e.conftest import Server, answers, command, running, wait_until
from tests.e2e.test_versions import PLAIN, City
from tests.ports import free_port, free_ports
from tests.postgres import new_database
from tests.postgres import server as postgres_server
from tests.sessions import conversation, token

# Everything personal that a message may hold, and words that nobody else writes.
NAME, PHONE, CARD, IDENTITY = "欧阳震华", "13812345678", "6222021234567890123", "42090219800101123X"
WORDS = "鹁鸪英巷口的杂货铺"
PERSONAL = (NAME, PHONE, CARD, IDENTITY, WORDS)
MESSAGES = (
    f"我叫{NAME}，电话{PHONE}，刚给骗子转了三万，卡号{CARD}，在{WORDS}",
    f"身份证{IDENTITY}给了对方怎么办",
    f"刷单返利是真的吗 {WORDS}",
    "工行的电话",
    "今" * 1500,
)


@dataclass
class Seen:
    """A bot, where it tells about itself, and its log."""

    server: Server
    inner: str
    inner_of_actions: str
    log: Path

    def ready(self) -> tuple[int, dict[str, Any]]:
        response = requests.get(f"{self.inner}/readyz", timeout=10)
        return response.status_code, response.json()

    def metrics(self, of: str | None = None) -> dict[tuple[str, ...], float]:
        """(name, label values …) -> value."""
        text = requests.get(f"{of or self.inner}/metrics", timeout=10).text
        return {
            (s.name, *s.labels.values()): s.value
            for family in text_string_to_metric_families(text)
            for s in family.samples
        }


@pytest.fixture(scope="module")
def seen(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    log = tmp_path_factory.mktemp("seen") / "log"
    ports = free_port(), free_port()
    more = {"LOG_FORMAT": "json", "LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG"}
    more["TF_CPP_MIN_LOG_LEVEL"] = "3"  # as it is started; Rasa, in this process, has changed it
    own = ({"INNER_PORT": str(port)} for port in ports)
    with running(model, log, more=more, each=tuple(own)) as server:
        yield Seen(server, *(f"http://127.0.0.1:{port}" for port in ports), log)


def test_ready(seen: Seen) -> None:
    status, told = seen.ready()
    assert status == 200
    assert told["checks"] == {"event_loop": "ok", "database": "ok", "model": "ok"}
    assert requests.get(f"{seen.inner_of_actions}/readyz", timeout=10).json()["ok"]


def test_residents_do_not_see_it(seen: Seen) -> None:
    for path in ("/metrics", "/healthz", "/readyz"):
        assert requests.get(f"{seen.server.url}{path}", timeout=20).status_code == 404


def test_what_is_counted(seen: Seen) -> None:
    before = seen.metrics()
    for text in MESSAGES:
        seen.server.ask(text)
    after = seen.metrics()

    def more(*key: str) -> float:
        return after.get(key, 0) - before.get(key, 0)

    assert more("antifraud_messages_total", "too_long") == 1
    assert more("antifraud_messages_total", "answer") >= 3
    assert more("antifraud_topics_total", "bank_hotline") == 1
    assert more("antifraud_urgent_messages_total") >= 1
    assert more("antifraud_http_requests_total", "/webhooks/chat/message", "200") == len(MESSAGES)
    assert more("antifraud_turn_seconds_count") == len(MESSAGES) - 1
    assert after["antifraud_content_version",] == 0
    acted = seen.metrics(seen.inner_of_actions)
    assert acted["antifraud_actions_total", "action_hotlines", "200"] >= 1
    assert wait_until(lambda: seen.metrics()["antifraud_requests_in_flight",] == 0, 60)


def test_a_verdict_is_counted(seen: Seen) -> None:
    message = seen.server.ask("刷单返利是真的吗")["message"]
    body = {"session": token(seen.server.sender), "message": message, "useful": False}
    said = requests.post(f"{seen.server.url}/webhooks/chat/feedback", json=body, timeout=20)
    assert said.status_code == 200
    assert seen.metrics()["antifraud_feedback_total", "no"] == 1


def test_nothing_that_a_resident_wrote_is_seen(seen: Seen) -> None:
    """Not in the log, even at its most talkative, nor in the numbers; also of what goes wrong."""
    for text in MESSAGES:
        seen.server.ask(text)
    url = f"{seen.server.url}/webhooks/chat"
    requests.get(f"{url}/today?audience={WORDS}", timeout=20)
    requests.get(f"{seen.server.url}/{WORDS}?q={PHONE}", timeout=20)
    requests.post(f"{url}/message", data=f'{{"text": "{WORDS}'.encode(), timeout=20)
    requests.post(f"{url}/message", json={"session": "s" * 20, "text": {NAME: WORDS}}, timeout=20)
    raw(seen.server, f"GET /?{WORDS} HTTP/1.1\r\nHost: a\r\n\r\n")
    raw(seen.server, f"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: {PHONE}x\r\n\r\n")
    raw(seen.server, f"GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: {PHONE}\r\n\r\n")
    for inner in (seen.inner, seen.inner_of_actions):
        shown = requests.get(f"{inner}/metrics", timeout=10).text
        assert not [one for one in PERSONAL if one in shown]
    log = seen.log.read_text("utf-8", "replace")
    assert not [one for one in PERSONAL if one in log]
    assert not [one for one in PERSONAL if repr(one.encode())[2:-1] in log]
    loggers = {line["logger"].split(".")[0] for line in log_lines(seen.log)}
    assert {"bot", "rasa", "sanic"} <= loggers, "it was talkative indeed"
    assert conversation(seen.server.sender) not in log, "nor whose conversation it was"


def raw(server: Server, request: str) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(request.encode())
        connection.settimeout(20)
        connection.recv(1000)


def test_a_request_is_found_in_the_log(seen: Seen) -> None:
    answer = requests.get(f"{seen.server.url}/webhooks/chat/today", timeout=20)
    number = answer.headers["X-Request-Id"]
    own = [line for line in log_lines(seen.log) if line.get("request") == number]
    (line,) = [line for line in own if line["logger"] == "bot.access"]
    assert line["route"] == "/webhooks/chat/today"
    assert line["status"] == 200
    given = "0123456789abcdef" * 2
    again = requests.get(seen.server.url, headers={"X-Request-Id": given}, timeout=20)
    assert again.headers["X-Request-Id"] == given
    forged = requests.get(seen.server.url, headers={"X-Request-Id": "a b"}, timeout=20)
    assert forged.headers["X-Request-Id"] != "a b"


def log_lines(log: Path) -> list[dict[str, Any]]:
    """Every line of it; each is JSON."""
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def test_an_action_server_that_is_gone_is_counted(seen: Seen) -> None:
    assert seen.server.actions is not None
    seen.server.actions.send_signal(signal.SIGSTOP)
    seen.server.ask("工行的电话")
    seen.server.actions.send_signal(signal.SIGCONT)
    seen.server.actions.kill()
    seen.server.actions.wait(10)
    seen.server.ask("工行的电话")
    found = seen.metrics()
    assert found["antifraud_action_failures_total", "timeout"] >= 1
    assert found["antifraud_action_failures_total", "refused"] >= 1
    assert found["antifraud_logged_errors_total", "bot.channel.resilience"] >= 2


def test_a_port_that_is_taken_is_said_in_one_line(seen: Seen) -> None:
    taken = seen.inner.rsplit(":", 1)[1]
    env = {**os.environ, "INNER_PORT": taken}
    done = subprocess.run(
        command("serve", "models", "127.0.0.1", free_port()),
        env=env,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "换一个 INNER_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_servers_on_one_machine_have_inner_ports_one_after_the_other(
    model: Path, tmp_path: Path
) -> None:
    first, inner, actions = free_ports(2), free_ports(3), free_port()
    numbers = ["--bots", 2, "--actions", 1, "--port", first, "--actions-port", actions]
    env = {**os.environ, "INNER_PORT": str(inner), "BOT_VAR": str(tmp_path)}
    with (tmp_path / "log").open("wb") as log:
        supervisor = subprocess.Popen(command("serve-many", *numbers), env=env, stdout=log)
    try:
        for port in range(inner, inner + 3):
            assert wait_until(partial(answers, f"http://127.0.0.1:{port}/healthz"), 180)
        assert supervisor.poll() is None
        assert "重新启动" not in (tmp_path / "log").read_text("utf-8")
    finally:
        supervisor.terminate()
        supervisor.wait(60)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with postgres_server() as address:
        yield address


def test_ready_means_the_database_answers_and_what_was_published_is_back(
    model: Path, content: Content, understanding: Understanding, postgres: str, tmp_path: Path
) -> None:
    """Published on SQLite, backed up, restored to PostgreSQL, served; then the database hangs."""
    old, new = f"sqlite:///{tmp_path / 'old.db'}", new_database(postgres, "restored")
    City([], old, content).publish(1, understanding, model)
    file = tmp_path / "all.zip"
    for verb, url in (("backup", old), ("restore", new)):
        done = subprocess.run(
            command(verb, file), env={**os.environ, "DATABASE_URL": url}, capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
    port = free_port()
    more = {"DATABASE_URL": new, "INNER_PORT": str(port), "BOT_VAR": str(tmp_path)}
    with running(model, tmp_path / "log", with_actions=False, more=more) as server:
        seen = Seen(server, f"http://127.0.0.1:{port}", "", tmp_path / "log")
        reply = server.ask(PLAIN[0])
        assert reply["version"] == 1
        assert "【第1版】" in reply["text"]
        assert seen.ready()[1]["version"] == 1
        assert seen.metrics()["antifraud_content_version",] == 1
        (leader,) = backends(new)
        hanging(seen, leader)
        assert wait_until(lambda: seen.ready()[0] == 200, 60)


def backends(url: str) -> list[int]:
    """The process that takes connections for this database's server."""
    with sa.create_engine(url).connect() as connection:
        own = int(connection.execute(sa.text("SELECT pg_backend_pid()")).scalar() or 0)
    status = Path(f"/proc/{own}/status").read_text()
    return [int(line.split()[1]) for line in status.splitlines() if line.startswith("PPid")]


def hanging(seen: Seen, leader: int) -> None:
    """While PostgreSQL is stopped, with all that it started, the server says so, and in time."""
    children = Path(f"/proc/{leader}/task/{leader}/children").read_text().split()
    group = [leader, *map(int, children)]
    try:
        for pid in group:
            os.kill(pid, signal.SIGSTOP)
        status, told = seen.ready()
        assert status == 503
        assert told["checks"]["database"] == "no answer within 2 s"
        assert told["checks"]["model"] == "ok"
        assert requests.get(f"{seen.inner}/healthz", timeout=10).status_code == 200
        assert requests.get(f"{seen.inner}/readyz/own", timeout=10).status_code == 200
        assert seen.metrics()["antifraud_check", "database"] == 0
    finally:
        for pid in group:
            os.kill(pid, signal.SIGCONT)
