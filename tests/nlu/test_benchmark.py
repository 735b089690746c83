"""The benchmark of understanding: its data, its figures, and one small run through Rasa."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.nlu import metrics
from benchmarks.nlu.data import Line, read, sample, spoilt, write
from benchmarks.nlu.runs import OURS, Bench

LINES = [Line("刷单返利，是真的吗？", "faq/scam_brushing"), Line("今天天气怎么样", "oos")]


def predicted(label: str, found: str, confidence: float, **more: Any) -> dict[str, Any]:
    ranking = [[found, confidence], ["other", 0.0]]
    told = {
        "refused": False,
        "answered": True,
        "milliseconds": 1.0,
        "urgent": False,
        "alarm": False,
    }
    return {"label": label, "ranking": ranking, **told, **more}


def test_lines_survive_the_disk(tmp_path: Path) -> None:
    odd = [*LINES, Line("一行\u2028两行", "oos", urgent=True)]
    write(tmp_path / "lines.jsonl", odd)
    assert read(tmp_path / "lines.jsonl") == odd


def test_sample_takes_more_of_what_is_out_of_scope() -> None:
    lines = [Line(f"{label}{i}", label) for label in ("a", "b", "oos") for i in range(40)]
    chosen = [line.label for line in sample(lines, 2, seed=1)]
    assert (chosen.count("a"), chosen.count("b"), chosen.count("oos")) == (2, 2, 20)
    assert sample(lines, 2, seed=1) == sample(lines, 2, seed=1) != sample(lines, 2, seed=2)


def test_spoilt_in_every_way() -> None:
    changed = {name: lines[0].text for name, lines in spoilt(LINES).items()}
    assert changed["traditional"] == "刷單返利，是真的嗎？"
    assert changed["no punctuation"] == "刷单返利是真的吗"
    assert changed["padding"].endswith("刷单返利，是真的吗？")
    assert len(changed["homophones"]) == len(LINES[0].text)
    assert changed["homophones"] != LINES[0].text
    assert all(lines[0].label == LINES[0].label for lines in spoilt(LINES).values())


def test_figures() -> None:
    predictions = [
        predicted("a", "a", 0.9),
        predicted("a", "b", 0.6),
        predicted("b", "b", 0.8, refused=True, answered=False),
        predicted("oos", "oos", 0.7),
    ]
    summary = metrics.summary(predictions)
    assert summary["accuracy"] == 0.25
    assert summary["top_3"] == pytest.approx(2 / 3)
    assert summary["refused"] == pytest.approx(1 / 3)
    assert metrics.confusions(predictions)[0] == ("a", "b", 1)


def test_calibration_error_is_nought_for_the_honest() -> None:
    sure = [predicted("a", "a", 0.75)] * 3 + [predicted("b", "a", 0.75)]
    assert metrics.calibration_error(sure) == pytest.approx(0)
    assert metrics.calibration_error([predicted("b", "a", 0.75)]) == pytest.approx(0.75)


def test_rejection_at_equal_coverage() -> None:
    inside = [predicted("a", "a", confidence / 10) for confidence in range(1, 11)]
    outside = [predicted("oos", "a", 0.15), predicted("oos", "a", 0.95)]
    assert metrics.rejected_at(inside, outside, 0.9) == 0.5


def test_one_run_through_rasa(tmp_path: Path) -> None:
    lines = [
        *[Line(text, "faq/scam_brushing") for text in ("刷单返利", "点赞给钱", "做单要垫钱")],
        *[Line(text, "faq/lost_money", urgent=True) for text in ("钱转了", "刚汇了款", "被骗三万")],
        *[Line(text, "oos") for text in ("明天下雨吗", "讲个笑话", "北京在哪")],
    ] * 2
    bench = Bench(tmp_path)
    found = bench.run(OURS, lines, {"test": lines})
    right = [metrics.first(p) == p["label"] for p in found["predictions"]["test"]]
    assert len(right) == len(lines)
    assert sum(right) >= len(lines) / 2
    assert found["train_seconds"] > 0
    assert bench.run(OURS, lines, {"test": lines}) == found
    assert len(list(tmp_path.glob("*.json"))) == 1


def test_a_failing_run_says_why(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("pipeline: nothing", "utf-8")
    with pytest.raises(SystemExit, match=r"config\.yml failed"):
        Bench(tmp_path).run(config, LINES, {"test": LINES})
