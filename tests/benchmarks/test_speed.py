"""The stock project, a load's figures, where a curve bends, and processor time."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path

import pytest
import yaml

from benchmarks.speed import growth_report, project, questions, tables
from benchmarks.speed.load import quantiles, summed
from benchmarks.speed.timed import processor_seconds, resident_mb, timed
from bot.content.load import load


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("speed") / "stock"
    project.write(folder, load()[0], 2)
    return folder


def read(path: Path) -> dict:
    return yaml.safe_load(path.read_text("utf-8"))


def test_stock_has_an_answer_for_everything_that_it_can_understand(stock: Path) -> None:
    domain, nlu = read(stock / "domain.yml"), read(stock / "data/nlu.yml")
    intents = {one["intent"] for one in nlu["nlu"]}
    actions = {
        step["action"]
        for rule in read(stock / "data/rules.yml")["rules"]
        for step in rule["steps"]
        if "action" in step
    }
    assert {name for name in intents if "/" not in name} | {"faq"} == set(domain["intents"])
    assert all(f"utter_{name}" in domain["responses"] for name in intents if "/" in name)
    assert actions - {"utter_faq"} <= {*domain["responses"], *domain["actions"]}


def test_stock_reads_no_number_as_a_slot(stock: Path) -> None:
    said = [
        one["text"]
        for several in read(stock / "domain.yml")["responses"].values()
        for one in several
    ]
    assert not [text for text in said if "{" in text]
    assert [text for text in said if "96110" in text]


def test_the_same_project_is_written_again(stock: Path, tmp_path: Path) -> None:
    project.write(tmp_path / "again", load()[0], 2)
    for name in ("config.yml", "domain.yml", "data/nlu.yml"):
        assert (tmp_path / "again" / name).read_bytes() == (stock / name).read_bytes()


@pytest.mark.parametrize("kind", questions.KINDS)
def test_there_are_several_dozen_wordings_of_each_kind(kind: str) -> None:
    found = questions.candidates(load()[0], kind)
    assert len({one.text for one in found}) >= 24
    assert all(one.expected for one in found)


def test_quantiles() -> None:
    found = quantiles([n / 1000 for n in range(101)])
    assert found == {"p50_ms": 50.0, "p95_ms": 95.0, "p99_ms": 99.0}
    assert quantiles([]) == {}


def test_a_loads_figures() -> None:
    seen = {
        "seconds": 2.0,
        "all": 5,  # one of them before the clock ran
        "generator_cpu_s": 0.5,
        "latencies_s": {"plain": [0.01] * 4},
        "wrong": {"plain": 1},
        "failed": {"plain": ["silence"]},
    }
    found = summed(seen, (0.05, 0.01))
    assert found["messages_per_s"] == 2.0
    assert (found["server_cpu_ms"], found["actions_cpu_ms"]) == (10.0, 2.0)
    assert found["generator_cpu_share"] == 0.25
    assert found["kinds"]["plain"]["failed"] == 1


def test_where_a_curve_bends() -> None:
    assert growth_report.bend((1, 5, 20), (10, 12, 14)) == 20
    assert growth_report.bend((1, 5, 20), (10, 12, 13)) is None
    assert growth_report.exponent((1, 10, 100), (1, 10, 100)) == pytest.approx(1)


def test_a_cell_shows_how_far_rounds_spread() -> None:
    assert tables.spread([3, 1, 2]) == "2.0 (1.0–3.0)"
    assert tables.spread([3]) == "3.0"


def test_a_commands_processor_time_is_counted(tmp_path: Path) -> None:
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    took = timed([sys.executable, "-c", busy], tmp_path, tmp_path / "log")
    assert took.processor >= 0.3
    assert took.wall >= 0.3
    with pytest.raises(SystemExit, match="failed"):
        timed([sys.executable, "-c", "raise SystemExit(3)"], tmp_path, tmp_path / "log")


def test_a_commands_memory_is_its_own_or_not_told(tmp_path: Path) -> None:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    little = timed([sys.executable, "-c", "pass"], tmp_path, tmp_path / "log")
    assert "peak_mb" not in little.as_data(), "it would be what the kernel copied of this process"
    much = timed([sys.executable, "-c", f"b'x' * {own}"], tmp_path, tmp_path / "log")
    assert much.as_data()["peak_mb"] > own / 2**20


def test_this_process_uses_something() -> None:
    assert processor_seconds(os.getpid()) > 0
    assert resident_mb(os.getpid()) > 10
