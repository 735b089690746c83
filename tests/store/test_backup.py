"""Backup, wipe, restore, on both databases and from one to the other."""

from __future__ import annotations

import datetime
import hashlib
import json
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import make_url

from bot.store.archive import Unusable, read, tables
from bot.store.asked import Asked, AskedStore
from bot.store.backing_up import one_moment, write
from bot.store.conversations import ConversationStore
from bot.store.database import URL_VARIABLE, engine, url
from bot.store.feedback import FeedbackStore, Verdict
from bot.store.replies import ReplyStore
from bot.store.restoring import restore
from bot.store.trail import Entry, TrailStore
from bot.store.versions import Bundle, VersionStore
from bot.studio import backup
from tests.postgres import new_database

NOW = datetime.datetime(2026, 11, 28, 9, 0)
_IDLE = "idle_in_transaction_session_timeout"


async def lived_in(at: sa.engine.Engine) -> None:
    """A bit of everything that the program keeps."""
    conversations = ConversationStore(Domain.empty())
    said = UserUttered("刚转了三万，“急”\n😢", timestamp=time.time())
    await conversations.save(DialogueStateTracker.from_events("resident-1", [said]))
    ReplyStore(at).keep("resident-1", "message-0001", [{"text": "马上打 110"}])
    AskedStore(at).keep(
        Asked("m" * 32, "2026-11-28", "刚转了三万", "lost", "lost", "answer", 0.9, True, 1, 12)
    )
    AskedStore(at).handle(["今天天气"])
    FeedbackStore(at).keep(Verdict("m" * 32, "2026-11-28", "刚转了三万", "lost", False))
    TrailStore(at).note(Entry("2026-11-28 09:00:00", "甲", "保存主题", "lost.yml", {"原因": "试"}))
    publish(at, b"\x00\xff answers")


def publish(at: sa.engine.Engine, answers: bytes) -> None:
    store, last = VersionStore(at), VersionStore(at).last_switch()
    bundle = Bundle("c" * 64, answers, b"files", b"learned" * 999, "l" * 64, b"model", "name")
    version = store.add(bundle, who="甲", why="试", at=NOW, figures={"accuracy": 95.9})
    store.switch(version.id, who="甲", why="试", at=NOW, seen=last.id if last else None)


def everything(at: sa.engine.Engine) -> dict[str, list[tuple[Any, ...]]]:
    with one_moment(at) as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
            for table in tables(connection)
            if table.name != "versions"  # its JSON has no order; compared by itself
        } | {"versions": [vars(one) for one in VersionStore(at).all()]}  # type: ignore[dict-item]


@pytest.fixture
def other(tmp_path: Path, database: str, request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of the other kind."""
    if database.startswith("sqlite"):
        name = f"other{time.monotonic_ns()}"
        return new_database(request.getfixturevalue("postgres"), name)
    return f"sqlite:///{tmp_path / 'other.db'}"


async def test_all_is_back_after_a_wipe(database: str, tmp_path: Path) -> None:
    at, file = engine(url()), tmp_path / "all.zip"
    await lived_in(at)
    before = everything(at)
    assert all(before[name] for name in ("events", "replies", "asked", "feedback", "blobs"))
    assert write(at, file).rows == sum(map(len, before.values()))
    with at.begin() as connection:
        for table in reversed(tables(connection)):
            if table.name != "audit":  # the database lets nobody do that
                connection.execute(table.delete())
    restore(at, file, replace=True)
    assert everything(at) == before


def test_the_trail_is_never_thrown_away(database: str, tmp_path: Path) -> None:
    """What it lacks is added; a number that is taken is not used again."""
    at, file, trail = engine(url()), tmp_path / "all.zip", TrailStore(engine(url()))
    trail.note(Entry("2026-11-28 09:00:00", "甲", "保存主题", "lost.yml"))
    write(at, file)
    trail.note(Entry("2026-11-28 10:00:00", "乙", "批准", "lost.yml"))
    restore(at, file, replace=True)
    assert [one.who for one in trail.every()] == ["乙", "甲"]


async def test_from_one_database_to_the_other(
    database: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A city that outgrows one machine takes everything along, and goes on from there."""
    await lived_in(engine(url()))
    before = everything(engine(url()))
    write(engine(url()), tmp_path / "all.zip")
    monkeypatch.setenv(URL_VARIABLE, other)
    restore(engine(url()), tmp_path / "all.zip")
    assert everything(engine(url())) == before
    publish(engine(url()), b"the next version gets the next number")
    assert VersionStore().live() is not None
    store = ConversationStore(Domain.empty())
    said = UserUttered("还有一句", timestamp=time.time())
    await store.save(DialogueStateTracker.from_events("resident-2", [said]))
    assert len(everything(engine(url()))["events"]) == len(before["events"]) + 1


async def test_what_is_there_is_replaced_only_when_told(database: str, tmp_path: Path) -> None:
    at, file = engine(url()), tmp_path / "all.zip"
    await lived_in(at)
    before = everything(at)
    write(at, file)
    publish(at, b"later")
    later = everything(at)
    assert later != before
    with pytest.raises(Unusable, match="--replace"):
        restore(at, file)
    assert everything(at) == later
    restore(at, file, replace=True)
    assert everything(at) == before


async def test_what_breaks_in_the_middle_changes_nothing(database: str, tmp_path: Path) -> None:
    at, file = engine(url()), tmp_path / "all.zip"
    await lived_in(at)
    before = everything(at)
    write(at, file)
    twice = tmp_path / "twice.zip"
    doubled(file, twice, "switches")
    with pytest.raises(sa.exc.IntegrityError):
        restore(at, twice, replace=True)
    assert everything(at) == before


def doubled(file: Path, to: Path, name: str) -> None:
    """The archive with a row twice, and checksums that say it is right."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w") as new:
        told = json.loads(old.read("manifest.json"))
        for member in old.namelist():
            data = old.read(member)
            if member == f"{name}.jsonl":
                data += data.splitlines(keepends=True)[-1]
                told["tables"][name]["sha256"] = hashlib.sha256(data).hexdigest()
            if member != "manifest.json":
                new.writestr(member, data)
        new.writestr("manifest.json", json.dumps(told))


async def test_it_shows_one_moment_while_servers_write(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that is published while the backup is under way is in it whole or not at all."""
    from bot.store import backing_up

    at = engine(url())
    await lived_in(at)
    before, real = everything(at), backing_up._write_table

    def and_somebody_publishes(connection: Any, archive: Any, table: sa.Table) -> Any:
        told = real(connection, archive, table)
        if table.name == "blobs":
            publish(at, b"in between")
        return told

    monkeypatch.setattr(backing_up, "_write_table", and_somebody_publishes)
    manifest = write(at, tmp_path / "all.zip")
    assert len(everything(at)["versions"]) == 2
    assert manifest.tables["versions"].rows == len(before["versions"]) == 1


def test_packing_may_take_its_time(postgres: str) -> None:
    """A message's transaction that does nothing for three seconds is ended; not a backup's."""
    at, asked = engine(make_url(new_database(postgres, "packing"))), sa.text(f"SHOW {_IDLE}")
    with one_moment(at) as connection:
        assert connection.execute(asked).scalar() == "0"
    with at.connect() as connection:
        assert connection.execute(asked).scalar() == "3s", "it was for that transaction only"


def test_a_broken_file_is_refused(database: str, tmp_path: Path) -> None:
    at, file = engine(url()), tmp_path / "all.zip"
    publish(at, b"answers" * 5000)
    write(at, file)
    whole = file.read_bytes()
    inside = whole.index(b"blobs.jsonl") + 60
    for number, broken in enumerate((whole[:-50], whole[:300], b"", flipped(whole, inside))):
        bad = tmp_path / f"bad{number}.zip"
        bad.write_bytes(broken)
        with pytest.raises(Unusable, match="完好"):
            restore(at, bad, replace=True)
    assert VersionStore().live() is not None
    with pytest.raises(Unusable, match="没有"):
        read(tmp_path / "none.zip")


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


async def test_the_commands(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "backups" / "backup.zip"
    await lived_in(engine(url()))
    assert backup.backup(file) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert backup.backup(file) == 1, "an earlier backup is never written over"
    assert backup.restore(file) == 1
    assert backup.restore(file, replace=True) == 0
    out, err = capsys.readouterr()
    assert "对话记录　1 行" in out
    assert "已经有了" in err
    assert "--replace" in err
    assert sorted(one.name for one in file.parent.iterdir()) == ["backup.zip", "backup.zip.sha256"]
    file.with_name("backup.zip.sha256").write_text(f"{'0' * 64}  backup.zip\n")
    assert backup.restore(file, replace=True) == 1
    assert "校验和不一致" in capsys.readouterr().err


async def test_for_long_keeping_without_conversations(database: str, tmp_path: Path) -> None:
    await lived_in(engine(url()))
    file = tmp_path / "content.zip"
    assert backup.backup(file, without_conversations=True) == 0
    with zipfile.ZipFile(file) as archive:
        assert "versions.jsonl" in archive.namelist()
        assert not {"events.jsonl", "replies.jsonl"} & set(archive.namelist())
