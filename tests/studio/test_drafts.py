"""Unsaved texts are kept by whose they are, whole or not at all, and not for ever."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from bot.studio.drafts import Draft, Drafts
from bot.studio.saving import mark

FILE, OTHER = "data/faq/scam/a.yml", "data/faq/scam/b.yml"


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "console")


def draft(drafts: Drafts, text: str, file: str = FILE, at: str = "2026-11-22 10:00:00") -> Draft:
    return Draft(file, "", drafts.keep(text.encode()), at)


def test_a_text_is_found_by_its_mark(drafts: Drafts) -> None:
    name = drafts.keep("写到一半".encode())
    assert name == mark("写到一半".encode())
    assert drafts.raw(name) == "写到一半".encode()
    assert drafts.keep("写到一半".encode()) == name


@pytest.mark.parametrize("name", ["", "x", "../../secret", "0" * 64, "A" * 64, "0" * 64 + "\n"])
def test_what_is_no_mark_leads_nowhere(drafts: Drafts, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("x")
    assert drafts.raw(name) is None


def test_everybody_has_their_own(drafts: Drafts) -> None:
    drafts.put("李", draft(drafts, "a"))
    drafts.put("王", draft(drafts, "b"))
    drafts.put("李", draft(drafts, "c", OTHER, "2026-11-22 11:00:00"))
    mine = drafts.get("李", FILE)
    assert mine is not None
    assert drafts.raw(mine.text) == b"a"
    assert [one.file for one in drafts.of("李")] == [OTHER, FILE]
    drafts.drop("李", FILE)
    drafts.drop("李", FILE)
    assert drafts.get("李", FILE) is None
    assert drafts.get("王", FILE) is not None


@pytest.mark.parametrize("who", ["../../x", "a/b", "", "*", "李" * 40, "\udcff"])
def test_names_never_become_paths(drafts: Drafts, tmp_path: Path, who: str) -> None:
    drafts.put(who, draft(drafts, "a", "../../../etc/x.yml"))
    assert [one.file for one in drafts.of(who)] == ["../../../etc/x.yml"]
    assert {path.name for path in tmp_path.iterdir()} == {"console"}
    assert {path.name for path in (tmp_path / "console").iterdir()} == {"texts", "drafts"}


def test_a_damaged_draft_is_none(drafts: Drafts, tmp_path: Path) -> None:
    drafts.put("李", draft(drafts, "a"))
    (path,) = (tmp_path / "console/drafts").iterdir()
    path.write_text("{")
    assert drafts.get("李", FILE) is None
    assert drafts.of("李") == []


def test_old_ones_go_what_is_used_stays(drafts: Drafts, tmp_path: Path) -> None:
    drafts.tidy()  # nothing is there yet
    drafts.put("李", draft(drafts, "old"))
    old = time.time() - 40 * 24 * 3600
    for path in (tmp_path / "console").rglob("*"):
        os.utime(path, (old, old))
    used = drafts.keep(b"old")
    drafts.keep(b"new")
    drafts.tidy()
    assert drafts.of("李") == []
    assert drafts.raw(used) == b"old"
    assert drafts.raw(mark(b"new")) == b"new"
