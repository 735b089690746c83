"""Gives the benchmark's lines to Rasa as training data, the same way for every pipeline."""

from __future__ import annotations

from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import METADATA
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from benchmarks.nlu.data import read


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
            message = Message.build(text=line.text, intent=line.label)
            message.set(METADATA, {"urgent": line.urgent})
            messages.append(message)
            if "/" in line.label:  # a ResponseSelector finds its labels among the responses
                responses[f"utter_{line.label}"] = [{"text": line.label}]
        return TrainingData(messages, responses=responses)
