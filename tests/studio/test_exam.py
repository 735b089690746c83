"""The examination: its counts, what it prints, and that it agrees with the tests' own reckoning."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.content.load import ROOT, Content
from bot.content.model import OUT_OF_SCOPE, HeldOutQuestion
from bot.studio.ask import line
from bot.studio.exam import examine
from bot.studio.exam_report import show
from bot.studio.exam_result import Figures
from bot.understanding.understanding import Understanding


class Parrot:
    """Understands what it was told to: text -> (topic, urgent, nearest)."""

    def __init__(self, told: dict[str, tuple[str, bool, list[str]]]) -> None:
        self.told = told

    def assess(self, text: str) -> dict[str, Any]:
        topic, urgent, nearest = self.told[text]
        near = [{"topic": one, "confidence": 0.1} for one in nearest]
        return {"topic": topic, "urgent": urgent, "nearest": near, "confidence": 0.8}


@pytest.fixture
def asked() -> Content:
    """Five questions of three topics."""

    def question(text: str, urgent: bool = False) -> HeldOutQuestion:
        return HeldOutQuestion(text=text, urgent=urgent)

    return Content(
        held_out={
            "lost_money": [question("一", True), question("二", True)],
            "scam_job": [question("三"), question("四")],
            OUT_OF_SCOPE: [question("五")],
        }
    )


@pytest.fixture
def parrot() -> Parrot:
    return Parrot(
        {
            "一": ("lost_money", True, ["lost_money", "scam_job"]),
            "二": ("scam_job", False, ["scam_job", "scam_loan", "lost_money", "danger"]),
            "三": ("scam_job", True, ["scam_job"]),
            "四": (OUT_OF_SCOPE, False, ["scam_loan", "danger", "scam_job"]),
            "五": (OUT_OF_SCOPE, False, ["scam_job"]),
        }
    )


def test_counts(asked: Content, parrot: Parrot) -> None:
    result = examine(parrot, asked)
    assert result.total == Figures(
        asked=5,
        right=3,
        among_three=4,
        urgent=2,
        urgent_found=1,
        calm=3,
        false_alarms=1,
        refused=2,
    )
    assert (result.inside.asked, result.inside.refused) == (4, 1)
    assert (result.outside.asked, result.outside.right) == (1, 1)


def test_misses_say_what_was_wrong(asked: Content, parrot: Parrot) -> None:
    misses = examine(parrot, asked).misses
    assert [(m.topic, m.index, m.taken, m.wrong) for m in misses] == [
        ("lost_money", 1, "scam_job", ("topic", "urgent")),
        ("scam_job", 0, "scam_job", ("alarm",)),
        ("scam_job", 1, OUT_OF_SCOPE, ("topic",)),
    ]
    assert misses[0].confidence == 0.8


def test_only_some_topics_and_progress(asked: Content, parrot: Parrot) -> None:
    steps: list[tuple[int, int]] = []
    result = examine(parrot, asked, ["scam_job"], lambda *step: steps.append(step))
    assert list(result.topics) == ["scam_job"]
    assert steps == [(1, 2), (2, 2)]


def test_results_compare_whatever_the_time(asked: Content, parrot: Parrot) -> None:
    assert examine(parrot, asked) == examine(parrot, asked)
    parrot.told["五"] = ("scam_job", False, ["scam_job"])
    assert examine(parrot, asked) != examine(parrot, Content(held_out={}))


def test_nothing_asked_has_no_share(asked: Content, parrot: Parrot) -> None:
    told = examine(parrot, asked, ["scam_job"]).as_dict()
    assert told["first"] == 0.5
    assert told["urgent_found"] is None
    json.dumps(told)


def test_misses_are_told_with_their_place(
    content: Content, capsys: pytest.CaptureFixture[str]
) -> None:
    first = content.held_out["scam_nfc"][0]
    few = Content(
        topics=content.topics,
        hotlines=content.hotlines,
        sources=content.sources,
        held_out={"scam_nfc": [first]},
    )
    show(examine(Parrot({first.text: ("oos", False, [])}), few), few, False, True)
    said = capsys.readouterr().out
    assert f"tests/questions/scam/scam_nfc.yml:2:11 “{first.text}” 应为 scam_nfc" in said
    assert "认成 oos 超出范围（把握 80%）" in said


def test_figures_are_those_of_the_benchmark_test(
    understanding: Understanding, content: Content
) -> None:
    """Reckoned apart, from the lines that tests/nlu/test_understanding.py takes them from."""
    result = examine(understanding, content)
    found = [
        (topic, one.urgent, line(one.text, understanding.assess(one.text), content))
        for topic, questions in content.held_out.items()
        for one in questions
    ]
    near = [
        topic in [said["topic"], *(a["topic"] for a in said["alternatives"])][:3]
        for topic, _, said in found
        if topic != OUT_OF_SCOPE
    ]
    total = result.total
    assert total.asked == len(found)
    assert total.right == sum(topic == said["topic"] for topic, _, said in found)
    assert (result.inside.among_three, result.inside.asked) == (sum(near), len(near))
    assert total.urgent_found == sum(said["urgent"] for _, urgent, said in found if urgent)
    assert total.false_alarms == sum(said["urgent"] for _, urgent, said in found if not urgent)


def bot(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", "test", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


def test_command_as_json(model: Path) -> None:
    done = bot("刷单返利", "lost_money", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert set(told["topics"]) == {"scam_brushing", "lost_money"}


def test_command_fails_below_what_is_asked_for(model: Path) -> None:
    done = bot("quiz", "--at-least", "100")
    assert done.returncode == 1, done.stderr
    assert "第一选择就对" in done.stdout
    assert bot("quiz", "--at-least", "10%").returncode == 0


def test_unknown_topic_is_one_clear_line() -> None:
    done = bot("scam_brush")
    assert done.returncode == 2
    assert "scam_brushing" in done.stderr
    assert "Traceback" not in done.stderr
