"""Accounts, sessions, the trail and jobs, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from bot.store.console import Account, AccountStore, Session, SessionStore
from bot.store.database import engine, url
from bot.store.jobs import Job, JobStore
from bot.store.trail import Approval, Change, Entry, TrailStore

AT = "2026-11-22 09:00:00"
WANG = Account("王警官", "$argon2id$…", "publisher", True, AT)
WHOLE = Entry(AT, "王警官", "发布", "第 7 版", {"原因": "国庆"})


def test_accounts(database: str) -> None:
    store = AccountStore()
    assert store.add(WANG)
    assert not store.add(WANG), "the name is taken"
    assert store.change("王警官", role="editor")
    assert not store.change("没有", role="editor")
    assert [one.role for one in store.all()] == ["editor"]
    assert store.get("没有") is None


def test_attempts_at_once_are_counted_each(database: str) -> None:
    store = AccountStore()
    store.add(WANG)
    with ThreadPoolExecutor(8) as pool:
        may = list(pool.map(lambda _: store.may_try("王警官", 1000.0, 5, 900.0), range(40)))
    assert may.count(True) == 5
    found = store.get("王警官")
    assert found is not None
    assert (found.failures, found.locked_until) == (5, 1900.0)
    assert not store.may_try("王警官", 1899.9, 5, 900.0)
    assert store.may_try("王警官", 1900.0, 5, 900.0)
    assert not store.may_try("没有", 1000.0, 5, 900.0)
    store.change("王警官", active=False)
    assert not store.may_try("王警官", 5000.0, 5, 900.0)


def test_sessions(database: str) -> None:
    accounts, store = AccountStore(), SessionStore()
    accounts.add(WANG)
    for name, created, seen in (("a" * 64, 0.0, 900.0), ("b" * 64, 500.0, 600.0)):
        store.add(Session(name, "王警官", created, seen, "t"))
    store.change("a" * 64, notices=[["good", "好"]])
    found = store.get("a" * 64)
    assert found == (Session("a" * 64, "王警官", 0.0, 900.0, "t", [["good", "好"]]), WANG)
    store.purge(created=100.0, seen=0.0)
    assert store.get("a" * 64) is None
    accounts.change("王警官", active=False)
    assert store.get("b" * 64) is None, "its account is not active"
    accounts.change("王警官", active=True)
    store.end_all("王警官", but="b" * 64)
    assert store.get("b" * 64)
    store.end_all("王警官")
    assert store.get("b" * 64) is None


def test_a_session_needs_an_account(database: str) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        SessionStore().add(Session("a" * 64, "没有", 0.0, 0.0, "t"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = '别人'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
        "UPDATE audit SET at = '2020-01-01 00:00:00' WHERE id = 1",
    ],
)
def test_the_audit_trail_is_only_added_to(database: str, statement: str) -> None:
    store = TrailStore()
    store.note(WHOLE)
    with pytest.raises(sa.exc.DBAPIError, match="only added to"), engine(url()).begin() as at:
        at.execute(sa.text(statement))
    (entry,) = store.entries()
    assert (entry.who, entry.at, entry.detail) == ("王警官", AT, {"原因": "国庆"})


def test_entries_are_found(database: str) -> None:
    store = TrailStore()
    for n in range(7):
        store.note(Entry(AT, "王警官" if n % 2 else "李编辑", "保存", f"50%_{n}"))
    store.note(WHOLE)
    assert [one.what for one in store.entries(who="王警官", action="保存", most=2)] == [
        "50%_5",
        "50%_3",
    ]
    assert len(store.entries(what="%_")) == 7
    assert len(store.entries(what="%%")) == 0
    assert len(list(store.every())) == 8
    assert list(store.known("who")) == sorted(["王警官", "李编辑"])


def test_changes_and_approvals(database: str) -> None:
    store = TrailStore()
    file, old, new = "data/faq/scam/scam_loan.yml", "a" * 64, "b" * 64
    store.changed(Change("2026-11-22 09:00:00", "李编辑", file, old, new, "加了问法"))
    store.changed(Change("2026-11-23 09:00:00", "李编辑", file, new, None))
    store.approved(Approval("2026-11-22 10:00:00", "王警官", file, new))
    store.approved(Approval("2026-11-22 11:00:00", "王警官", "data/tips.yml", old, "只有我一个人"))
    assert [one.after for one in store.changes(file)] == [None, new]
    assert [one.why for one in store.changes(since="2026-11-23")] == [""]
    assert [one.override for one in store.approvals()] == ["只有我一个人", None]
    assert [one.hash for one in store.approvals(file)] == [new]
    assert store.approvals("data/quiz.yml") == []


def test_jobs_take_turns(database: str) -> None:
    store = JobStore()

    def begin(beat: float) -> int | None:
        return store.begin(Job("publish", "发布", "王警官", ["publish"], AT, beat))

    with ThreadPoolExecutor(6) as pool:
        (first,) = [one for one in pool.map(lambda _: begin(1000.0), range(12)) if one]
    assert store.beat(first, 1010.0)
    assert begin(1024.0) is None
    assert store.stop(first, "李编辑")
    assert store.end(first, "stopped", None, AT, "学习问法")
    assert not store.beat(first, 1030.0)
    second = begin(1030.0)
    assert second is not None
    third = begin(1046.0)
    assert third is not None, "nobody has heard of the second for long"
    assert not store.end(second, "done", 0, AT, "")
    assert [one.state for one in store.latest()] == ["running", "broken", "stopped"]
    running = store.running()
    assert running is not None
    assert (running.id, running.running, running.command) == (third, True, ["publish"])
