"""Trains one pipeline on one file and asks it every test file: a process for itself, to be timed.

python -m benchmarks.nlu.one config.yml train.jsonl result.json SEED name=test.jsonl ...
"""

from __future__ import annotations

import asyncio
import json
import logging
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from benchmarks.nlu.data import Line, read

_RANKED = 10
_SEEDED = ("DIETClassifier", "ResponseSelector")


def main(arguments: list[str]) -> None:
    """Writes what was measured and every prediction to the result file."""
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    config, train, result, seed, *tests = arguments
    with tempfile.TemporaryDirectory() as folder:
        started, used = time.perf_counter(), _processor_seconds()
        model = _train(_prepared(Path(config), int(seed), Path(folder)), train, folder)
        measured: dict[str, Any] = {
            "train_seconds": time.perf_counter() - started,
            "train_processor_seconds": _processor_seconds() - used,
            "model_megabytes": model.stat().st_size / 1e6,
        }
        measured["predictions"] = asyncio.run(_ask(model, tests))
    Path(result).write_text(json.dumps(measured, ensure_ascii=False), "utf-8")


def _prepared(config: Path, seed: int, folder: Path) -> Path:
    """The configuration, reading our lines, with the seed wherever chance plays a part."""
    settings = yaml.safe_load(config.read_text("utf-8"))
    ours = any(component["name"].startswith("bot.") for component in settings["pipeline"])
    importer = "BundlesImporter" if ours else "LinesImporter"
    settings["importers"] = [{"name": f"benchmarks.nlu.importer.{importer}"}]
    settings.pop("policies", None)
    for component in settings["pipeline"]:
        if component["name"] in _SEEDED:
            component["random_seed"] = seed
    prepared = folder / "config.yml"
    prepared.write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")
    return prepared


def _train(config: Path, train: str, folder: str) -> Path:
    from rasa.model_training import train_nlu

    path = train_nlu(str(config), train, folder, fixed_model_name="model")
    if path is None:
        raise SystemExit(f"{config}: the training gave no model")
    return Path(path)


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def _ask(model: Path, tests: list[str]) -> dict[str, list[dict[str, Any]]]:
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    await agent.parse_message("预热")  # jieba's dictionary is read with the first message
    answers = {}
    for named in tests:
        name, path = named.split("=", 1)
        answers[name] = [await _parsed(agent, line) for line in read(Path(path))]
    return answers


async def _parsed(agent: Any, line: Line) -> dict[str, Any]:
    started = time.perf_counter()
    parsed = await agent.parse_message(line.text)
    milliseconds = (time.perf_counter() - started) * 1000
    told = parsed.get("assessment")
    answered = parsed["intent"]["name"] not in ("nlu_fallback", "oos")
    return {
        "text": line.text,
        "label": line.label,
        "urgent": line.urgent,
        "ranking": sorted(_ranking(parsed), key=lambda found: -found[1])[:_RANKED],
        "answered": told["outcome"] == "answer" if told else answered,
        "refused": told["outcome"] == "oos" if told else not answered,
        "alarm": told["urgent"] if told else None,
        "milliseconds": milliseconds,
    }


def _ranking(parsed: dict[str, Any]) -> Iterator[tuple[str, float]]:
    """Labels with their confidence; a retrieval intent's is shared out among its answers."""
    selected = parsed.get("response_selector", {})
    retrieval = selected.get("all_retrieval_intents", [])
    for intent in parsed["intent_ranking"]:
        # One selector for all retrieval intents answers under "default".
        own = selected.get(intent["name"], selected.get("default", {}))
        within = own.get("ranking", []) if intent["name"] in retrieval else []
        if intent["name"] == "nlu_fallback":
            continue
        if not within:
            yield intent["name"], intent["confidence"]
        for answer in within:
            yield answer["intent_response_key"], answer["confidence"] * intent["confidence"]


if __name__ == "__main__":
    main(sys.argv[1:])
