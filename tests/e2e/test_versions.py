"""Publishing under way: two bots and two action servers go over together, and nobody is lost."""

from __future__ import annotations

import asyncio
import datetime
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import requests
import sqlalchemy as sa

from bot.content.bundle import content_hash, files, pack, pack_files
from bot.content.load import ROOT, Content
from bot.store.versions import Bundle, VersionStore
from bot.understanding.understanding import Understanding
from tests.e2e.conftest import Server, running, wait_until

NOW = datetime.datetime(2026, 11, 28, 9, 0)
# A plain answer, and one that the action server gives.
PLAIN, ACTED = ("刷单返利可以相信吗", "scam_brushing"), ("银行客服电话都有哪些", "bank_hotline")
PER_SECOND = 20  # what two bots, two action servers and this process can do on two cores
MARK = re.compile(r"【第(\d+)版】")


def marked(content: Content, number: int) -> Content:
    """The content with the version's number in both answers."""
    topics = dict(content.topics)
    for _, topic in (PLAIN, ACTED):
        answer = f"【第{number}版】{topics[topic].answer}"
        topics[topic] = topics[topic].copy(update={"answer": answer})
    return Content(**{**vars(content), "topics": topics})


class City:
    """Two bots and two action servers on one database, and the trainers' hand on the switch."""

    def __init__(self, servers: list[Server], url: str, content: Content) -> None:
        self.servers, self.store, self.content = (
            servers,
            VersionStore(sa.create_engine(url)),
            content,
        )

    def publish(self, number: int, learned: Understanding, model: Path) -> None:
        content = marked(self.content, number)
        contents = files(ROOT)
        answers = content_hash(contents), pack(content), pack_files(contents)
        bundle = Bundle(*answers, learned.pack(), "learned", model.read_bytes(), "rasa")
        version = self.store.add(bundle, who="甲", why="试", at=NOW, figures={})
        assert version.id == number
        self.switch(number)

    def switch(self, number: int) -> None:
        last = self.store.last_switch()
        seen = last.id if last else None
        self.store.switch(number, who="甲", why="试", at=NOW, seen=seen)

    def shown(self, server: Server) -> object:
        """The version that a new message gets."""
        reply = requests.post(
            f"{server.url}/webhooks/chat/message",
            json={"session": f"look-{time.monotonic_ns()}", "text": PLAIN[0]},
            timeout=10,
        ).json()["replies"][0]
        return reply["version"]


@pytest.fixture(scope="module")
def city(model: Path, content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("city")
    database = f"sqlite:///{folder / 'shared.db'}"
    more = {"DATABASE_URL": database, "BOT_VAR": str(folder)}
    with (
        running(model, folder / "one", more=more) as one,
        running(model, folder / "two", more=more) as two,
    ):
        yield City([one, two], database, content)


def test_unpublished_servers_answer_from_the_files(city: City) -> None:
    assert [city.shown(server) for server in city.servers] == [None, None]


def test_a_version_goes_live_everywhere(
    city: City, model: Path, understanding: Understanding
) -> None:
    city.publish(1, understanding, model)
    for server in city.servers:
        assert wait_until(lambda: city.shown(server) == 1, 60), server.url  # noqa: B023


def test_traffic_flows_through_ten_switches(
    city: City, model: Path, understanding: Understanding, tmp_path: Path
) -> None:
    """Twenty messages a second; the versions differ in answers, in what was learned, in rules."""
    other = tmp_path / "another.tar.gz"
    other.write_bytes(model.read_bytes() + b"\0" * 8)  # padding: the same, of another hash
    relearned = replace(understanding, lexicon=[*understanding.lexicon, "另一个词"])
    city.publish(2, relearned, model)
    city.publish(3, understanding, other)
    seen, lost, slowest = asyncio.run(_traffic(city, [1, 2, 3, 1, 2, 3, 2, 1, 3, 2]))
    assert lost == []
    assert len({version for version, _ in seen}) == 3, "every version has answered"
    wrong = [(version, mark) for version, mark in seen if version != mark]
    assert wrong == [], "no reply has another version's text"
    print(f"{len(seen)} replies, slowest {slowest:.2f} s")


async def _traffic(
    city: City, versions: list[int]
) -> tuple[list[tuple[int, int]], list[str], float]:
    """(version said, version shown) of every reply, what failed, the longest wait in seconds."""
    seen: list[tuple[int, int]] = []
    lost: list[str] = []
    waits: list[float] = []

    async def ask(session: aiohttp.ClientSession, number: int) -> None:
        server = city.servers[number % 2]
        text = (PLAIN, ACTED)[number // 2 % 2][0]
        body = {"session": f"r{number}", "id": f"message-{number:08}", "text": text}
        began = time.monotonic()
        try:
            reply = await _answer(session, f"{server.url}/webhooks/chat/message", body)
            mark = MARK.search(reply["text"])
            if mark is None:
                lost.append(reply["text"][:80])
            else:
                seen.append((reply["version"], int(mark.group(1))))
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            lost.append(repr(error))
        waits.append(time.monotonic() - began)

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(30)) as session:
        tasks, number = [], 0
        for version in versions:
            await asyncio.to_thread(city.switch, version)
            until = time.monotonic() + 1.2
            while time.monotonic() < until:
                tasks.append(asyncio.ensure_future(ask(session, number)))
                number += 1
                await asyncio.sleep(1 / PER_SECOND)
        await asyncio.gather(*tasks)
    return seen, lost, max(waits)


async def _answer(session: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> dict[str, Any]:
    """The first reply. Who is turned away by a busy server (429), or told that the database is slow
    (503), asks again with the same id, as the page does: how fast this machine is is not what is
    tested.

    Raises aiohttp.ClientError for any other answer, and if that goes on for a minute.
    """
    for _ in range(20):
        async with session.post(url, json=body) as response:
            if response.status == 200:
                first: dict[str, Any] = (await response.json())["replies"][0]
                return first
            if response.status not in (429, 503):
                raise aiohttp.ClientError(f"{response.status} {await response.text()}")
        await asyncio.sleep(float(response.headers.get("Retry-After", 3)))
    raise aiohttp.ClientError("turned away again and again")
