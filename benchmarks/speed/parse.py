"""Loads a model and parses: what `rasa shell nlu` does for one message, or many to be scored.

python -m benchmarks.speed.parse MODEL TEXT
python -m benchmarks.speed.parse MODEL --lines lines.jsonl predictions.json
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path
from typing import Any

# Its file's hash names results that took an hour to measure: what it calls private stays there.
from benchmarks.nlu.one import _ask


def main(arguments: list[str]) -> None:
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    model, *rest = arguments
    if rest[0] == "--lines":
        found = asyncio.run(_ask(Path(model), [f"lines={rest[1]}"]))["lines"]
        Path(rest[2]).write_text(json.dumps([_ours(one) for one in found]), "utf-8")
    else:
        print(json.dumps(asyncio.run(_once(model, rest[0])), ensure_ascii=False, default=str))


def _ours(prediction: dict[str, Any]) -> dict[str, Any]:
    """A topic that stock has as an intent of its own is the same topic."""
    own = [[_plain(name), confidence] for name, confidence in prediction["ranking"]]
    return {**prediction, "label": _plain(prediction["label"]), "ranking": own}


def _plain(label: str) -> str:
    return label.removeprefix("faq/")


async def _once(model: str, text: str) -> dict[str, Any]:
    from rasa.core.agent import Agent

    return await Agent.load(model).parse_message(text)


if __name__ == "__main__":
    main(sys.argv[1:])
