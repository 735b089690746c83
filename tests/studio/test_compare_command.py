"""`compare` as it is typed: real files, really learned from (twice), a real database.

Version 1 is published and then edited: first an answer, then questions, which are moved between
topics, and the lexicon.
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.content.clock import here
from bot.content.load import ROOT, Content
from bot.store.asked import Asked, AskedStore
from bot.store.versions import Bundle
from tests.house import ANSWER, House

WATCH = "import atexit; atexit.register(lambda: print([m for m in ('rasa', 'tensorflow') "
WATCH += "if m in sys.modules], file=sys.stderr))"
PAGE = "比较.html"
HOSTILE = "<script>alert(1)</script>{{7*7}}"
CREDIT, SERVICE = "data/faq/scam/scam_credit.yml", "data/faq/scam/scam_customer_service.yml"


@pytest.fixture(scope="module")
def house(model: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Version 1 is live; residents asked something."""
    made = House.copied(tmp_path_factory.mktemp("house"), model)
    status, said = made.run("publish", "--why", "第一版")
    assert status == 0, said
    store = AskedStore(sa.create_engine(made.url))
    for number, (text, ago) in enumerate(
        [("征信修复是真的吗", 1), ("征信修复是真的吗", 2), (HOSTILE, 3), ("很久以前问的", 99)]
    ):
        day = (here().date() - datetime.timedelta(days=ago)).isoformat()
        store.keep(Asked(str(number), day, text, None, None, "offer", 0.5, False, 1, 3))
    return made


@pytest.fixture(scope="module")
def moved(house: House, content: Content) -> dict[str, Any]:
    """The comparison, as JSON, after half of a topic's questions went to another: the edited files
    are really learned from."""
    taken = _move(house.root)
    assert taken > 50
    lexicon = house.root / "data/lexicon.txt"
    words = {question.text[:4] for question in content.held_out["scam_brushing"]}
    lines = [lexicon.read_text("utf-8").rstrip(), *sorted(word for word in words if word.isalpha())]
    lexicon.write_text("\n".join([*lines, ""]), "utf-8")
    return _json(house, "--html", PAGE)


def _move(root: Path) -> int:
    """Every second question of one topic now belongs to the other; how many."""
    lines = (root / CREDIT).read_text("utf-8").splitlines(keepends=True)
    start = lines.index("questions:\n") + 1
    length = next(n for n, line in enumerate(lines[start:]) if not line.startswith("  - "))
    moving = lines[start : start + length][::2]
    left = [*lines[:start], *lines[start : start + length][1::2], *lines[start + length :]]
    (root / CREDIT).write_text("".join(left), "utf-8")
    other = (root / SERVICE).read_text("utf-8")
    added = other.replace("\nquestions:\n", "\nquestions:\n" + "".join(moving), 1)
    (root / SERVICE).write_text(added, "utf-8")
    return len(moving)


def _json(house: House, *more: str) -> dict[str, Any]:
    process = house.start("compare", "--json", *more)
    out, err = process.communicate(timeout=400)
    assert process.returncode == 0, err
    return dict(json.loads(out))


def test_nothing_published_yet(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "compare"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.db'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "还没有发布过" in done.stderr
    assert "python -m bot publish --why" in done.stderr


def test_an_edited_answer_needs_no_rasa(house: House) -> None:
    house.touch()
    status, said = house.run("compare", before=WATCH)
    house.touch()
    house.touch()
    assert status == 0, said
    assert said.splitlines()[-1] == "[]", "neither was imported"
    assert "只比文字" in said
    assert "“刷单返利”的回答（scam_brushing）" in said
    assert "  原来：凡是［要］您先垫钱的" in said
    assert "现在发布，能通过。" in said


def test_files_as_published_are_nothing_new(house: House) -> None:
    told = _json(house)
    assert (told["texts"], told["changes"], told["publishable"]) == ([], [], False)


def test_broken_files_are_told_as_check_tells_them(house: House) -> None:
    house.edit("urgent: false", "urgent: no")
    status, said = house.run("compare")
    _, checked = house.run("check")
    house.edit("urgent: no", "urgent: false")
    assert status == 2
    assert f"{ANSWER}:" in said
    assert said.startswith(checked)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["99"], "没有第 99 版 → 用 python -m bot history"),
        (["--html", "nowhere/a.html"], "没有 nowhere 这个文件夹"),
        (["--days", "ein"], "“ein”不是天数"),
    ],
)
def test_what_cannot_be_is_one_clear_line(house: House, arguments: list[str], told: str) -> None:
    status, said = house.run("compare", *arguments)
    assert status == 2
    assert told in said


def test_moved_questions_change_answers(moved: dict[str, Any]) -> None:
    assert moved["same_model"] is False
    assert moved["compared"] == {"held_out": 1454, "asked": 2}, "what was asked long ago is not"
    assert moved["counts"]["held_out"]["worse"] > 0
    worse = [c for c in moved["changes"] if c["verdict"] == "worse" and c["kind"] == "answer"]
    assert all(c["before"]["topic"] == c["question"]["topic"] for c in worse)
    assert {"scam_credit", "scam_customer_service"} <= {
        topic for c in worse for topic in (c["before"]["topic"], c["after"]["topic"])
    }


def test_the_changes_add_up_to_what_the_exams_counted(house: House, moved: dict[str, Any]) -> None:
    """Publishing examines the new model by itself, and tells the same changes."""
    status, said = house.run("publish", "--why", "移了问法", "--force", "试一试")
    assert status == 0, said
    old, new = house.store.get(1), house.store.live()
    assert old is not None
    assert new is not None
    right = [
        sum(c[side]["topic"] == c["question"]["topic"] for c in moved["changes"])
        for side in ("before", "after")
    ]
    assert right[1] - right[0] == new.figures["right"] - old.figures["right"]
    counts = moved["counts"]["held_out"]
    assert f"1454 句考题里，变差 {counts['worse']} 句" in said
    lost = [c["question"]["text"] for c in moved["changes"] if c["kind"] == "urgent_lost"]
    assert all(f"“{text}”" in said for text in lost[:8])
    told = json.loads(house.run("history", "--json")[1].splitlines()[0])
    assert "accuracy" in told["figures"]
    assert "answers" not in told["figures"], "a thousand lines that nobody reads"


def test_an_old_model_beside_a_new_one_answers_as_it_did_alone(
    house: House, moved: dict[str, Any]
) -> None:
    """Version 1 kept what its model made of every question, asked alone in its process. Without
    that (versions from before it was kept) its model is asked beside the new one, which has another
    lexicon: nothing may come out differently."""
    with sa.create_engine(house.url).begin() as connection:
        known = sa.text("SELECT figures FROM versions WHERE id = 1")
        figures = json.loads(connection.execute(known).scalar_one())
        assert len(figures.pop("answers")) > 1400
        connection.execute(
            sa.text("UPDATE versions SET figures = :f WHERE id = 1"), {"f": json.dumps(figures)}
        )
    told = _json(house, "1")
    assert told["changes"] == moved["changes"]
    assert told["confidence"] == moved["confidence"]


def test_the_page_of_a_real_comparison(house: House, moved: dict[str, Any]) -> None:
    written = (house.root / PAGE).read_text("utf-8")
    assert "<script" not in written
    assert f"<h2>答得不一样的问话：{len(moved['changes'])} 句</h2>" in written
    assert all(escape(change["question"]["text"]) in written for change in moved["changes"])


def test_a_model_that_cannot_be_read_costs_the_questions(
    house: House, moved: dict[str, Any]
) -> None:
    """As after an upgrade of the program; the texts are compared all the same."""
    old = house.store.get(1)
    assert old is not None
    blobs = (house.store.blob(name) for name in (old.answers, old.files))
    bundle = Bundle(old.content_hash, *blobs, b"nothing", "another", b"no model", "another")
    figures = {**old.figures, "answers": {}}
    version = house.store.add(bundle, who="甲", why="坏的", at=here(), figures=figures)
    process = house.start("compare", str(version.id), "--json")
    out, err = process.communicate(timeout=400)
    assert process.returncode == 0
    assert "Traceback" not in err
    told = json.loads(out)
    assert told["notes"] == [
        f"第 {version.id} 版的模型打不开，1456 句没有比。发布新的一版以后就能比了。"
    ]
    assert told["texts"] == moved["texts"]
    assert told["changes"] == []


def test_what_is_known_by_heart_is_compared_without_learning(house: House) -> None:
    """A title typed as it is gets its topic: another title is another answer."""
    house.edit("title: 刷单返利", "title: 做任务返利")
    status, said = house.run("compare", before=WATCH)
    house.edit("title: 做任务返利", "title: 刷单返利")
    assert status == 0, said
    assert "学习问法" not in said
    assert "居民问的（30 天）" in said
    assert "  现在：标题：［做任务］返利" in said
    assert said.splitlines()[-1] == "[]", "no Rasa"
