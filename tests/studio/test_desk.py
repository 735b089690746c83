"""The desk says what `check` says, while a file is edited and after it was saved."""

from __future__ import annotations

import datetime
import os
import random
import shutil
from pathlib import Path

import pytest

from bot.content.checks import check
from bot.content.load import ROOT
from bot.studio.desk import Desk
from tests.conftest import TODAY
from tests.content.test_broken_files import SLIPS

T, U = "data/faq/scam/scam_brushing.yml", "data/faq/emergency/lost_money.yml"


def desk_of(root: Path) -> Desk:
    return Desk(root, lambda: TODAY)


@pytest.mark.parametrize("name", [name for name, slip in SLIPS.items() if slip[0] in (T, U)])
def test_an_edit_is_judged_as_check_would(name: str, project: Path) -> None:
    file, old, new = SLIPS[name][:3]
    desk = desk_of(project)
    raw = (project / file).read_text("utf-8").replace(old, new, 1).encode()
    edited = desk.look().with_topic(file, raw)
    before = check(project, TODAY)[1]
    (project / file).write_bytes(raw)
    assert list(edited.problems) == check(project, TODAY)[1]
    assert list(desk.look().problems) == list(edited.problems)
    assert list(edited.problems) != before


def test_real_topics_are_judged_as_check_would(tmp_path: Path) -> None:
    """Lines swapped at random: whatever comes of it, both say the same."""
    for name in ("data", "tests/questions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    desk, dice = desk_of(tmp_path), random.Random(7)
    files = [path for path in sorted((tmp_path / "data/faq").rglob("*.yml")) if path.stem != "oos"]
    for path in dice.sample(files, 2):
        whole = path.read_bytes()
        lines = whole.splitlines(keepends=True)
        one, other = dice.sample(range(len(lines)), 2)
        lines[one], lines[other] = lines[other], lines[one] + lines[other][:9]
        file = path.relative_to(tmp_path).as_posix()
        edited = desk.look().with_topic(file, b"".join(lines))
        path.write_bytes(b"".join(lines))
        assert list(edited.problems) == check(tmp_path, TODAY)[1]
        path.write_bytes(whole)


def test_nothing_is_written_and_the_look_before_stays(project: Path) -> None:
    desk = desk_of(project)
    before, raw = desk.look(), (project / T).read_bytes()
    after = before.with_topic(T, raw.replace("刷单返利".encode(), b"X", 1))
    assert (project / T).read_bytes() == raw
    assert before.content.topics["scam_brushing"].title == "刷单返利"
    assert after.content.topics["scam_brushing"].title == "X"
    assert desk.look() is before


def test_a_new_topic_and_one_that_is_gone(project: Path) -> None:
    desk = desk_of(project)
    raw, new = (project / T).read_text("utf-8"), "data/faq/scam/aaa.yml"
    edited = desk.look().with_topic(new, raw.encode())
    assert list(edited.content.topics) == ["lost_money", "aaa", "scam_brushing"]
    (project / new).write_text(raw, "utf-8")
    assert list(desk.look().problems) == list(edited.problems) == check(project, TODAY)[1]
    os.unlink(project / new)
    assert list(desk.look().problems) == check(project, TODAY)[1]


@pytest.mark.parametrize(
    "file", ["data/hotlines.yml", "tests/questions/scam/scam_brushing.yml", "data/lexicon.txt"]
)
def test_another_file_that_changed_is_read_again(project: Path, file: str) -> None:
    desk = desk_of(project)
    before = list(desk.look().problems)
    (project / file).write_text("- 乱写\n\u3000\n", "utf-8")
    after = check(project, TODAY)[1]
    assert list(desk.look().problems) == after != before


def test_a_number_that_ran_out_overnight(project: Path) -> None:
    days = iter([TODAY, datetime.date(2028, 1, 1)])
    desk = Desk(project, lambda: next(days))
    assert not any("到期" in problem.message for problem in desk.look().problems)
    assert any("到期" in problem.message for problem in desk.look().problems)
