"""After a conversation full of personal data nothing of it is in any table, file or log; SQLite.

The same with PostgreSQL, Redis and nginx is in test_city.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from bot.content.masking import ACCOUNT, ADDRESS, MASK, NAME
from tests.e2e.conftest import Server, running
from tests.e2e.personal import SECRETS, TEXTS, everything, found_in
from tests.sessions import conversation, token

# One conversation tells 300 texts as fast as it can, and becomes as long as none may.
ALONE = {"SESSION_LIMIT": "1000000", "CONVERSATION_MESSAGES": "1000000"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("private")


@pytest.fixture(scope="module")
def told(model: Path, folder: Path) -> Iterator[Server]:
    with running(model, folder / "log", more=ALONE | {"BOT_VAR": str(folder / "var")}) as server:
        for number, text in enumerate(TEXTS):
            server.say(text, id=f"message-{number:05}")
        reply = server.ask("刷单是真的吗 13871234567", id="message-verdict")
        verdict = {"session": token(server.sender), "message": reply["message"], "useful": False}
        assert requests.post(f"{server.url}/webhooks/chat/feedback", json=verdict, timeout=9).ok
        yield server


def test_there_is_much_to_hide() -> None:
    assert len(TEXTS) >= 300
    assert len(SECRETS) >= 200


def test_no_table_has_anything_personal(told: Server, folder: Path) -> None:
    tables = everything(f"sqlite:///{folder / 'log.db'}")
    assert sum(tables["events"].count(mark) for mark in (MASK, NAME, ADDRESS, ACCOUNT)) > 300
    assert found_in(tables) == []


def test_no_file_has_anything_personal(told: Server, folder: Path) -> None:
    """The log, the database's bytes and its write-ahead log, whatever else the server wrote."""
    files = {
        p.name: p.read_bytes().decode("utf-8", "ignore") for p in folder.rglob("*") if p.is_file()
    }
    assert {"log", "log.db"} <= set(files)
    bytes_of_tables = {name: files.pop(name) for name in set(files) if ".db" in name}
    assert found_in(files) == []
    assert found_in(bytes_of_tables, shortest=7) == []


def test_deleted_is_gone_from_every_table(told: Server, folder: Path) -> None:
    sessions = [f"test-{n}" for n in range(1000)]
    tables = everything(f"sqlite:///{folder / 'log.db'}")
    known = [one for one in sessions if f"'{conversation(one)}'" in tables["events"]]
    assert known
    for session in known:
        body = {"session": token(session)}
        assert requests.post(f"{told.url}/webhooks/chat/forget", json=body, timeout=20).ok
    tables = everything(f"sqlite:///{folder / 'log.db'}")
    assert tables["events"] == tables["replies"] == tables["asked"] == ""
    assert all(
        f"'{conversation(one)}', 'gone', None, None" in tables["conversations"] for one in known
    )
