"""Which pipeline is trained on what and asked what."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean, pstdev
from typing import Any

from benchmarks.nlu import metrics
from benchmarks.nlu.data import Line, held_out, sample, spoilt, training_questions
from benchmarks.nlu.runs import OURS, SHORT, STOCK, Bench
from bot.content.load import load

HELD_OUT, NEAR, FAR = "held out", "near", "far"
# Questions a topic, for our learning curve; stock has the one point of the comparison.
_CURVE = (5, 10, 20, 40, 80, 160)


@dataclass(frozen=True)
class Files:
    """The data that are given by path: SMP2017 and two sorts of messages that are not ours."""

    smp_train: list[Line]
    smp_dev: list[Line]
    near: list[Line]
    far: list[Line]


@dataclass
class Found:
    """What was measured: results of benchmarks.nlu.one, lists of them where there are seeds."""

    short_stock: list[dict[str, Any]]
    short_ours: dict[str, Any]
    stock: list[dict[str, Any]]
    ours: dict[str, Any]
    ours_all: dict[str, Any]
    rows: int
    rows_all: int
    curve: dict[str, list[tuple[int, float]]]


def everything(
    bench: Bench, files: Files, seeds: list[int], content_seeds: list[int], per_topic: int
) -> Found:
    """Every training of the report; `per_topic` questions a topic for the comparison, 0 for all.

    Stock is trained with each of `seeds` on SMP2017, and with each of `content_seeds` on ours.
    """
    print("SMP2017")
    tests = {"dev": files.smp_dev}
    short_stock = [bench.run(STOCK, files.smp_train, tests, seed) for seed in seeds]
    short_ours = bench.run(SHORT, files.smp_train, tests)
    print("our content")
    content, problems = load()
    if problems:
        raise SystemExit(str(problems[0]))
    questions, asked = training_questions(content), held_out(content)
    tests = {HELD_OUT: asked, **spoilt(asked), NEAR: files.near, FAR: files.far}
    chosen = sample(questions, per_topic, seed=1) if per_topic else questions
    found = Found(
        short_stock=short_stock,
        short_ours=short_ours,
        ours_all=bench.run(OURS, questions, tests),
        ours=bench.run(OURS, chosen, tests),
        stock=[bench.run(STOCK, chosen, tests, seed) for seed in content_seeds],
        rows=len(chosen),
        rows_all=len(questions),
        curve={"ours": _curve(bench, questions, asked), "stock": []},
    )
    if per_topic:
        found.curve["stock"].append((per_topic, _accuracy(found.stock[0])))
    return found


def _accuracy(measured: dict[str, Any]) -> float:
    return metrics.summary(measured["predictions"][HELD_OUT])["accuracy"]


def _curve(bench: Bench, questions: list[Line], asked: list[Line]) -> list[tuple[int, float]]:
    """(questions a topic, accuracy on the held-out questions)."""
    points = []
    for per_topic in _CURVE:
        measured = bench.run(OURS, sample(questions, per_topic, seed=1), {HELD_OUT: asked})
        points.append((per_topic, _accuracy(measured)))
    return points


def two_files(bench: Bench, train: list[Line], test: list[Line], seeds: list[int]) -> str:
    """Both pipelines on any two files, as a table."""
    tests = {"test": test}
    stock = [bench.run(STOCK, train, tests, seed) for seed in seeds]
    ours = [bench.run(OURS, train, tests)]
    return table({"stock": stock, "ours": ours}, "test")


_FIGURES = {
    "accuracy": "accuracy",
    "macro F1": "macro_f1",
    "top 3": "top_3",
    "calibration error": "calibration_error",
    "median a message, ms": "milliseconds",
}
_COSTS = {
    "training, s": "train_seconds",
    "training, processor s": "train_processor_seconds",
    "model, MB": "model_megabytes",
}


def table(columns: dict[str, list[dict[str, Any]]], test: str) -> str:
    """A Markdown table, one column a pipeline: mean of its trainings and their spread."""
    rows = [f"| | {' | '.join(columns)} |", "|---|" + "---|" * len(columns)]
    for title, key in {**_FIGURES, **_COSTS}.items():
        cells = []
        for results in columns.values():
            values = [
                r[key] if key in r else metrics.summary(r["predictions"][test])[key]
                for r in results
            ]
            cells.append(with_spread(values, 3 if key in _FIGURES.values() else 1))
        rows.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(rows)


def with_spread(values: list[float], digits: int) -> str:
    """The mean, and the standard deviation where there are several."""
    spread = f" ± {pstdev(values):.{digits}f}" if len(values) > 1 else ""
    return f"{mean(values):.{digits}f}{spread}"
