"""The database from an operator's side: the command; and one that is killed, stopped, restarted."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered

from bot.__main__ import main
from bot.store.conversations import ConversationStore
from bot.store.database import URL_VARIABLE, engine, url
from bot.store.patience import SECONDS, patiently
from bot.store.tables import head
from bot.store.turns import StoreFailed
from tests.postgres import PostgresServer, controlled, new_database


def test_status_and_upgrade(database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["database", "status"]) == 1
    assert "upgrade" in capsys.readouterr().out
    assert main(["database", "upgrade"]) == 0
    said = capsys.readouterr().out
    assert f"表结构：{head()}" in said
    assert "conversations：0 行" in said
    assert main(["database", "status"]) == 0


def test_a_database_that_is_away(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(URL_VARIABLE, "postgresql://bot:very-secret@127.0.0.1:1/nothing")
    with pytest.raises(SystemExit) as told:
        main(["database", "status"])
    assert "连不上" in str(told.value)
    assert "very-secret" not in str(told.value) + capsys.readouterr().out


@pytest.fixture
def fragile(monkeypatch: pytest.MonkeyPatch) -> Iterator[PostgresServer]:
    with controlled() as server:
        monkeypatch.setenv(URL_VARIABLE, new_database(server.address, "fragile"))
        yield server


@pytest.fixture
def store(fragile: PostgresServer) -> ConversationStore:
    return ConversationStore(Domain.empty())


async def say(store: ConversationStore, text: str) -> None:
    tracker = await store.get_or_create_tracker("somebody", append_action_listen=False)
    tracker.update(UserUttered(text))
    await store.save(tracker)


async def texts(store: ConversationStore) -> list[str]:
    tracker = await store.retrieve("somebody")
    return [event.text for event in tracker.events] if tracker else []


async def test_a_restart_between_two_messages_costs_nothing(
    fragile: PostgresServer, store: ConversationStore
) -> None:
    await say(store, "一")
    fragile.restart()
    await say(store, "二")
    assert await texts(store) == ["一", "二"]


async def test_a_database_that_is_away_is_told_and_comes_back(
    fragile: PostgresServer, store: ConversationStore
) -> None:
    await say(store, "一")
    fragile.end()
    with pytest.raises(StoreFailed) as told:
        await say(store, "二")
    assert "二" not in str(told.value), "no words of residents in what is logged"
    fragile.start()
    await say(store, "三")
    assert await texts(store) == ["一", "三"]


async def test_a_database_that_hangs_is_told_and_comes_back(
    fragile: PostgresServer, store: ConversationStore
) -> None:
    await say(store, "一")
    fragile.signal(signal.SIGSTOP)
    try:
        for _ in range(3):  # every connection of the pool, and new ones
            with pytest.raises(StoreFailed):
                await say(store, "二")
    finally:
        fragile.signal(signal.SIGCONT)
    await say(store, "三")
    assert [text for text in await texts(store) if text != "二"] == ["一", "三"]


async def test_what_waited_too_long_in_line_is_not_begun(fragile: PostgresServer) -> None:
    """Ten threads are at work; whoever comes after them finds the time up, not a longer wait."""
    at, begun = engine(url()), []

    def work() -> None:
        begun.append(1)
        time.sleep(SECONDS + 0.2)

    results = await asyncio.gather(
        *(patiently(at, work) for _ in range(25)), return_exceptions=True
    )
    assert len(begun) == 10
    assert sum(isinstance(result, StoreFailed) for result in results) == 15


async def test_what_will_never_succeed_is_not_tried_again(fragile: PostgresServer) -> None:
    at, tried = engine(url()), []

    def work() -> None:
        tried.append(1)
        with at.connect() as connection:
            connection.execute(sa.text("SELECT 1 / 0"))

    with pytest.raises(StoreFailed):
        await patiently(at, work)
    assert len(tried) == 1
