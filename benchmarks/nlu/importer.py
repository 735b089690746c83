"""Gives the benchmark's lines to Rasa as training data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import METADATA
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from benchmarks.nlu.data import Line, read
from bot.content.load import load_or_fail
from bot.nlu.further import MORE, packed


class LinesImporter(RasaFileImporter):
    """Takes its training data path for JSON lines (benchmarks.nlu.data)."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        super().__init__(config_file, domain_path, [])
        self._lines = [Path(path) for path in training_data_paths or []]

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        messages, responses = [], {}
        for line in (line for path in self._lines for line in read(path)):
            messages.append(_message(line, {}))
            if "/" in line.label:  # a ResponseSelector finds its labels among the responses
                responses[f"utter_{line.label}"] = [{"text": line.label}]
        return TrainingData(messages, responses=responses)


class BundlesImporter(LinesImporter):
    """The same lines in the form in which bot.importer hands over a topic: two messages each."""

    def get_nlu_data(self, language: str | None = "zh") -> TrainingData:
        by_label: dict[str, list[Line]] = {}
        for line in (line for path in self._lines for line in read(path)):
            by_label.setdefault(line.label, []).append(line)
        urgent = {topic.intent for topic in load_or_fail().topics.values() if topic.urgent}
        messages = []
        for label, (first, *others) in by_label.items():
            messages.append(_message(first, {"about": {"urgent": label in urgent}}))
            if others:
                more = [(line.text, line.urgent) for line in others[1:]]
                messages.append(_message(others[0], {MORE: packed(more)}))
        return TrainingData(messages)


def _message(line: Line, told: dict[str, Any]) -> Message:
    message = Message.build(text=line.text, intent=line.label)
    message.set(METADATA, {**told, "urgent": line.urgent})
    return message
