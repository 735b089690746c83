"""What a report counts, from a real database with a history that can be counted by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.content.load import ROOT, Content
from bot.content.render import fill as filled
from bot.studio.exam_result import Figures, Miss, Result
from bot.studio.publish import figures_of
from bot.studio.report.numbers import quantile
from tests.studio.report_data import (
    FIGURES,
    HOSTILE,
    MISSES,
    Stores,
    asked,
    fill,
    publish,
    stores,
)


@pytest.fixture
def full(tmp_path: Path) -> Stores:
    made = stores(tmp_path)
    fill(made)
    return made


def title(content: Content, topic: str) -> str:
    return filled(content, content.topics[topic].title)


def test_days(full: Stores, content: Content) -> None:
    report = full.report(content)
    assert len(report.days) == 30
    assert (report.since, report.until) == ("2026-10-30", "2026-11-28")
    by_day = {day.day: day for day in report.days if day.asked}
    assert list(by_day) == ["2026-11-08", "2026-11-27", "2026-11-28"]
    first, last = by_day["2026-11-08"], by_day["2026-11-28"]
    assert (first.asked, first.answer, first.offer, first.oos, first.other) == (3, 2, 0, 1, 0)
    assert (first.urgent, first.median, first.slow) == (1, 20, 30)
    assert (last.asked, last.answer, last.offer, last.oos, last.other) == (5, 2, 2, 0, 1)
    quiet = report.days[0]
    assert (quiet.asked, quiet.median, quiet.slow) == (0, None, None)
    assert (report.median, report.slow) == (30, 1500)
    assert report.total("asked") == 9


def test_the_topics_asked_most_and_when(full: Stores, content: Content) -> None:
    """Greetings are no topics; what was only offered is not asked."""
    report = full.report(content)
    told = [(one.topic, one.title, one.asked, one.urgent) for one in report.topics]
    assert told == [
        ("scam_loan", title(content, "scam_loan"), 2, 1),
        ("deleted_one", "deleted_one（已删除）", 1, 0),
        ("scam_job", title(content, "scam_job"), 1, 1),
    ]
    assert [day for day, count in enumerate(report.topics[0].by_day) if count] == [9]
    assert sum(report.topics[0].by_day) == 2


def test_confidence_by_outcome(full: Stores, content: Content) -> None:
    found = full.report(content).confidence
    where = {name: {s: n for s, n in enumerate(found[name]) if n} for name in found}
    # Steps of 5 %: 0.85 begins the 18th, 1 is in the last.
    assert where == {"answer": {17: 1, 19: 4}, "offer": {8: 2}, "oos": {12: 1}, "other": {19: 1}}


def test_the_inbox_and_what_residents_said(full: Stores, content: Content) -> None:
    report = full.report(content)
    groups = [(one.asked, one.topic, one.texts, one.reasons) for one in report.waiting]
    assert groups[0] == (2, "scam_loan", [HOSTILE], {"offer": 2})
    said = [(one.topic, one.useful, one.useless) for one in report.opinions]
    assert said == [
        ("scam_loan", 1, 2),
        ("scam_job", 4, 0),
        ("deleted_one", 0, 1),  # one verdict is too few to come first
        (None, 1, 0),
    ]


def test_versions_are_marks_and_a_way_back_is_told(full: Stores, content: Content) -> None:
    marks = full.report(content).marks
    assert [(m.day, m.version, m.who, m.why, m.back, m.forced) for m in marks] == [
        ("2026-11-18", 2, "王警官", "加了两条问法", False, "必须发"),
        ("2026-11-19", 1, "王警官", "写错了", True, None),
        ("2026-11-20", 2, "王警官", "又好了", True, None),
    ]


def test_the_exam_comes_from_the_live_version(full: Stores, content: Content) -> None:
    exam = full.report(content).exam
    assert exam is not None
    assert (exam.version, exam.asked, exam.right) == (2, 100, 96)
    assert exam.pairs is not None
    assert [(p.topic, p.taken, p.count) for p in exam.pairs] == [
        ("scam_loan", "scam_job", 2),
        ("deleted_one", "oos", 1),
    ]
    assert exam.topics is not None
    assert [(t.topic, t.urgent, t.wrong, t.alarm) for t in exam.topics] == [
        ("scam_loan", 1, 1, 1),
        ("deleted_one", 0, 1, 0),
    ]


def test_a_version_of_an_older_program_has_no_misses(tmp_path: Path, content: Content) -> None:
    made = stores(tmp_path)
    assert made.report(content).exam is None
    publish(made.versions, 1, "旧的", FIGURES)
    exam = made.report(content).exam
    assert exam is not None
    assert (exam.asked, exam.pairs, exam.topics, exam.misses) == (100, None, None, None)


def test_publishing_keeps_the_misses() -> None:
    misses = [
        Miss(one["topic"], 0, one["text"], one["taken"], 0.5, tuple(one["wrong"]))  # type: ignore[arg-type]
        for one in MISSES
    ]
    kept = figures_of(Result({"scam_loan": Figures(asked=100, right=96)}, misses))
    assert kept["misses"] == MISSES
    assert kept["urgent_missed"] == ["考题乙"]
    assert json.loads(json.dumps(kept)) == kept


@pytest.mark.parametrize(("before", "now", "surges"), [(1, 9, True), (6, 9, False), (0, 4, False)])
def test_a_topic_surges(
    tmp_path: Path, content: Content, before: int, now: int, surges: bool
) -> None:
    """Twice a usual week, and five questions at least."""
    made = stores(tmp_path)
    made.asked.keep(asked("first", 20, topic="scam_job"))
    for number in range(2 * before):
        made.asked.keep(asked(f"b{number}", 7 + number % 14))
    for number in range(now):
        made.asked.keep(asked(f"n{number}", number % 7))
    found = made.report(content, 21).surge
    assert (found is not None) == surges
    if found is not None:
        assert (found.topic, found.week, found.usual) == ("scam_loan", now, float(before))


def test_quantiles() -> None:
    assert quantile([], 50) is None
    assert quantile([7], 95) == 7
    assert quantile(list(range(100, 0, -1)), 95) == 95
    assert quantile([1, 2, 3, 4], 50) == 2


def run(database: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as it is typed; says at its end whether Rasa was loaded."""
    watch = "import atexit, sys; atexit.register(lambda: print([m for m in ('rasa', 'tensorflow') "
    watch += "if m in sys.modules], file=sys.stderr)); from bot.__main__ import main; "
    return subprocess.run(
        [sys.executable, "-c", f"{watch}sys.exit(main(sys.argv[1:]))", "report", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{database}",
            "BOT_VAR": str(database.parent / "var"),
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_needs_no_rasa_and_says_where_it_wrote(full: Stores, tmp_path: Path) -> None:
    done = run(tmp_path / "report.db", "--days", "366")
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip().splitlines()[-1] == "[]"
    (page,) = tmp_path.glob("var/reports/20*-*-*/report.html")
    assert str(page) in done.stdout
    assert list(page.parent.glob("*.png"))
    assert not list(page.parent.glob("*.importing"))


def test_json_is_one_object_and_writes_nothing(full: Stores, tmp_path: Path) -> None:
    done = run(tmp_path / "report.db", "--json", "--days", "366")
    told = json.loads(done.stdout)
    assert told["exam"]["pairs"][0]["count"] == 2
    assert not list(tmp_path.rglob("*.html"))


def test_an_empty_database_is_friendly(tmp_path: Path) -> None:
    done = run(tmp_path / "empty.db", "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert "报告是空的" in done.stdout
    assert "Traceback" not in done.stderr
    assert "还没有可看的" in (tmp_path / "out/report.html").read_text("utf-8")
    assert not list((tmp_path / "out").glob("*.png"))


@pytest.mark.parametrize("days", ["0", "-3", "x", "1.5", "999", "²"])
def test_days_that_make_no_sense(tmp_path: Path, days: str) -> None:
    done = run(tmp_path / "empty.db", f"--days={days}")
    assert done.returncode == 2
    assert "写 1 到 366 的整数" in done.stderr


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = run(tmp_path / "empty.db", "--out", str(tmp_path / "file/below"))
    assert done.returncode == 1
    assert "换一个文件夹" in done.stderr
    assert "Traceback" not in done.stderr
