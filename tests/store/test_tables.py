"""The tables: made once, whoever comes first; the same as the program's own picture of them."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from rasa.core.tracker_store import SQLTrackerStore

from bot.content.load import ROOT
from bot.store import (
    asked,
    console,
    conversations,
    feedback,
    jobs,
    replies,
    tables,
    trail,
    versions,
)
from bot.store.database import engine, url
from bot.store.feedback import FeedbackStore, Verdict

TABLES = [
    module.TABLES
    for module in (asked, console, conversations, feedback, jobs, replies, trail, versions)
]
TABLES.append(SQLTrackerStore.Base.metadata)
COMMAND = "from bot.store.database import engine, url; from bot.store.tables import ready; "
COMMAND += "ready(engine(url()))"


def test_what_the_revisions_make_is_what_the_program_uses(database: str) -> None:
    with tables.ready(engine(url())).connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, TABLES) == []


def ours(_: object, name: str, kind: str, *__: object) -> bool:
    """Not the index that we add to Rasa's own table."""
    return name != "ix_events_sender_id_id"


def test_head_is_alembics_head() -> None:
    script = ScriptDirectory(str(Path(tables.__file__).with_name("migrations")))
    assert tables.head() == script.get_current_head()


def test_threads_at_once(database: str) -> None:
    at = engine(url())
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: tables.ready(at), range(24)))
    assert sa.inspect(at).has_table("switches")


def test_processes_at_once(database: str) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", COMMAND], cwd=ROOT, env=dict(os.environ))
        for _ in range(6)
    ]
    assert [process.wait(60) for process in started] == [0] * 6
    assert sa.inspect(engine(url())).has_table("switches")


def test_a_database_from_before_revisions_keeps_what_it_has(database: str) -> None:
    at = engine(url())
    with at.begin() as connection:
        tables._upgrade(connection, "0001")
        connection.execute(sa.text("DROP TABLE alembic_version"))
    old = Verdict("a" * 32, "2026-11-22", "刷单是真的吗", "scam_brushing", True)
    with at.begin() as connection:
        connection.execute(feedback.TABLES.tables["feedback"].insert().values(**vars(old)))
    assert FeedbackStore(at).all() == [old]
    assert "understanding" in {one["name"] for one in sa.inspect(at).get_columns("versions")}


def test_a_newer_programs_tables_are_left_alone(database: str) -> None:
    at = tables.ready(engine(url()))
    with at.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    FeedbackStore(at)
    with at.connect() as connection:
        assert connection.execute(sa.text("SELECT * FROM alembic_version")).scalar() == "9999"


def test_killed_in_the_middle_nothing_is_half_made(database: str) -> None:
    """It ends, without a goodbye, when the last table is about to be made."""
    die = "import os; from alembic import op; make = op.create_table; op.create_table = lambda "
    die += "name, *a, **k: os._exit(9) if name == 'switches' else make(name, *a, **k); "
    done = subprocess.run([sys.executable, "-c", die + COMMAND], cwd=ROOT, env=dict(os.environ))
    assert done.returncode == 9
    at = engine(url())
    assert not sa.inspect(at).has_table("replies")
    tables.ready(at)
    assert sa.inspect(at).has_table("switches")
