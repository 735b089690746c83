"""Everything real: nginx, two bots, two action servers, PostgreSQL, Redis; and then it goes wrong.

The same as benchmarks/city, in a small form. What is lost, doubled or answered to somebody else is
looked up in the database.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import sqlalchemy as sa

from benchmarks.city.days import day
from benchmarks.city.faults import FAULTS, GO, KILL, STOP
from benchmarks.city.report import figures
from benchmarks.city.town import Town, town
from tests.e2e.conftest import wait_until
from tests.e2e.personal import TEXTS, everything, found_in
from tests.sessions import conversation, token

_NUMBERS = iter(range(1000))


@pytest.fixture(scope="module")
def city(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with town(2, 2, tmp_path_factory.mktemp("city")) as started:
        yield started


def post(city: Town, what: str, url: str = "", **body: Any) -> requests.Response:
    body["session"] = token(body["session"])
    return requests.post(f"{url or city.url}/webhooks/chat/{what}", json=body, timeout=20)


def answered(city: Town, **body: Any) -> bool:
    """Whether a message is answered with 200. As the page does, who is told to wait (429), or that
    the database is slow (503), sends the same again: how fast this machine is is not tested.
    """
    for _ in range(20):
        answer = post(city, "message", **body)
        if answer.status_code not in (429, 503):
            return answer.status_code == 200
        time.sleep(float(answer.headers.get("Retry-After", 1)))
    return False


def new_session() -> str:
    return f"somebody-{next(_NUMBERS):04}"


def stored(city: Town, session: str) -> list[str]:
    """What is stored of what a resident wrote."""
    engine = sa.create_engine(city.database_url)
    with engine.connect() as connection:
        query = "SELECT data FROM events WHERE sender_id = :who AND type_name = 'user' ORDER BY id"
        rows = connection.execute(sa.text(query), {"who": conversation(session)}).fetchall()
    engine.dispose()
    return [json.loads(row.data)["text"] for row in rows]


def test_a_day_with_faults(city: Town) -> None:
    names = [
        "bot killed",
        "action server killed",
        "Redis restarts",
        "PostgreSQL restarts",
        "every store call under way fails",
        "bot stopped",
        "action server stopped",
        "Redis stopped",
        "PostgreSQL stopped",
        "a new model is published",
        "nothing",
    ]
    faults = [(FAULTS[name], 9.0) for name in names]
    happened = asyncio.run(day(city, faults, residents=10, stopped=6, pause=1.5))
    found = figures(happened)
    print(json.dumps(found, indent=1, ensure_ascii=False))
    assert happened.verdict.faults == {}, found["examples"]
    assert happened.verdict.messages > 100
    assert wait_until(city.all_answer), "who was killed is replaced"


def test_a_hanging_database_is_told_and_the_message_succeeds_later(city: Town) -> None:
    session, text = new_session(), "点赞做任务返钱靠谱吗"
    assert answered(city, session=session, id="message-1", text=text)
    city.postgres.signal(STOP)
    try:
        told = post(city, "message", session=session, id="message-2", text="刚给骗子转了三万")
        page = requests.get(f"{city.url}/", timeout=20)
    finally:
        city.postgres.signal(GO)
    assert told.status_code == 503
    (card,) = told.json()["replies"]
    assert card["calls"][0]["number"] == "110"
    assert page.ok, "what needs no database is there all the time"
    assert answered(city, session=session, id="message-2", text="刚给骗子转了三万")
    assert stored(city, session) == [text, "刚给骗子转了三万"]


def test_a_message_to_two_servers_at_once_is_handled_once(city: Town) -> None:
    """The page has given up waiting and sends again; nginx asks another server."""
    session = new_session()
    urls = [f"http://127.0.0.1:{port}" for port in city.bot_ports]

    async def ask() -> list[requests.Response]:
        body = {"session": session, "id": "message-1", "text": "十分钟前用建行转了三万五给他"}
        calls = (asyncio.to_thread(post, city, "message", url, **body) for url in urls * 3)
        return await asyncio.gather(*calls)

    answers = asyncio.run(ask())
    assert [answer.status_code for answer in answers] == [200] * 6
    assert len({answer.text for answer in answers}) == 1
    assert len(stored(city, session)) == 1


def test_a_bot_that_hangs_with_a_message_costs_a_wait_and_nothing_else(city: Town) -> None:
    session = new_session()
    port = city.bot_ports[0]
    city.signal(port, STOP)
    try:
        for number in range(6):
            assert answered(city, session=session, id=f"message-{number}", text="你好")
    finally:
        city.signal(port, GO)
    assert wait_until(city.all_answer)
    time.sleep(1)  # what it had accepted before it stopped, it answers now, to nobody
    assert len(stored(city, session)) == 6


def test_a_killed_bot_is_replaced(city: Town) -> None:
    port = city.bot_ports[0]
    before = city.pid(port)
    os.kill(before, KILL)
    assert wait_until(lambda: city.all_answer() and city.pid(port) != before)


def test_deleted_on_one_server_is_deleted_for_the_other(city: Town) -> None:
    session = new_session()
    one, other = (f"http://127.0.0.1:{port}" for port in city.bot_ports)
    post(city, "message", one, session=session, id="message-1", text="刷单是真的吗")
    assert stored(city, session)
    post(city, "forget", other, session=session)
    post(city, "message", one, session=session, id="message-2", text="刷单是真的吗")
    assert stored(city, session) == []
    left = city.redis.client().keys("*")
    assert [key for key in left if not key.startswith(b"limit:")] == []  # those tell nobody


def test_nothing_personal_is_kept_anywhere(city: Town) -> None:
    """Every table, every key, every log; residents' conversations of all tests in this module."""
    session = ""
    for number, text in enumerate(TEXTS):
        session = session if number % 15 else new_session()  # as fast as one may
        assert answered(city, session=session, id=f"message-{number:05}", text=text)
    tables = everything(city.database_url)
    assert conversation(session) in tables["events"]
    keys = {key.decode(): "" for key in city.redis.client().keys("*")}
    logs = {"servers": city.log.read_text("utf-8", "replace"), "nginx": city.front.errors}
    assert found_in({**tables, **logs, "redis": " ".join(keys)}) == []


def test_who_sends_a_byte_now_and_then_is_shown_out(city: Town) -> None:
    host, port = city.url.removeprefix("http://").split(":")
    slow = [socket.create_connection((host, int(port))) for _ in range(20)]
    try:
        for one in slow:
            one.sendall(b"POST /webhooks/chat/message HTTP/1.1\r\nHost: x\r\n")
            one.settimeout(20)
        assert post(city, "message", session=new_session(), id="message-1", text="你好").ok
        for one in slow:  # socket.timeout if it is let wait
            wait_for_the_end(one)
    finally:
        for one in slow:
            one.close()


def wait_for_the_end(one: socket.socket) -> None:
    """Until the server ends this connection by itself. Raises socket.timeout."""
    with contextlib.suppress(ConnectionResetError):
        while one.recv(1000):
            pass


@pytest.mark.parametrize("path", ["rest/webhook", "rest/", "socketio/", "anything"])
def test_only_the_widgets_channel_is_reached(city: Town, path: str) -> None:
    assert requests.get(f"{city.url}/webhooks/{path}", timeout=10).status_code == 404


def test_a_big_body_is_refused_by_nginx(city: Town) -> None:
    body = {"session": new_session(), "id": "message-1", "text": "长" * 50_000}
    assert post(city, "message", **body).status_code == 413


def test_the_bots_are_exchanged_one_after_the_other(city: Town) -> None:
    before = [city.pid(port) for port in city.bot_ports]
    city.supervisor.send_signal(signal.SIGHUP)
    session, number = new_session(), 0

    def exchanged() -> bool:
        nonlocal number
        number += 1
        time.sleep(0.4)  # as fast as one may
        assert answered(city, session=session, id=f"message-{number:04}", text="你好")
        try:
            now = [city.pid(port) for port in city.bot_ports]
        except LookupError:
            return False
        return not set(now) & set(before) and city.all_answer()

    assert wait_until(exchanged, 300)
    assert len(stored(city, session)) == number
