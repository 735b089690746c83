"""One version's understanding: lexicon, weights, and what is known of every topic."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bot.content.load import ROOT
from bot.content.model import OUT_OF_SCOPE
from bot.content.text import normalise, plain
from bot.content.urgency import is_urgent
from bot.understanding.features import features
from bot.understanding.linear import LinearModel
from bot.understanding.risk import Risk
from bot.understanding.topics import Found, Topics
from bot.understanding.words import cut, overlay, words_of

_TOPICS, _RISK, _REST = "topics", "risk", "rest.json"


@dataclass(frozen=True)
class Settings:
    """What config.yml says of the two classifiers, where it differs from their defaults."""

    topics: dict[str, Any] = field(default_factory=dict)
    risk: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Path = ROOT) -> Settings:
        """From the pipeline in config.yml."""
        pipeline = yaml.safe_load((root / "config.yml").read_text("utf-8"))["pipeline"]
        own = {step["name"].rsplit(".", 1)[-1]: step for step in pipeline}

        def of(name: str) -> dict[str, Any]:
            return {key: value for key, value in own.get(name, {}).items() if key != "name"}

        return cls(of("TopicClassifier"), of("RiskClassifier"))


@dataclass
class Understanding:
    """Understands messages; several may live in one process, each with its own lexicon."""

    lexicon: list[str]
    topic_model: LinearModel
    risk_model: LinearModel | None
    about: dict[str, dict[str, Any]]
    settings: Settings

    @cached_property
    def topics(self) -> Topics:
        return Topics(self.settings.topics, self.topic_model, self.about)

    @cached_property
    def risk(self) -> Risk | None:
        return Risk(self.risk_model) if self.risk_model else None

    @cached_property
    def tokenizer(self) -> Any:
        return overlay(words_of(self.lexicon))

    def words(self, text: str) -> list[str]:
        """How a message is cut."""
        return cut(self.tokenizer, normalise(text))

    def features(self, text: str) -> list[str]:
        """The names of what the classifiers see of a message."""
        return features(normalise(text), self.words(text))

    def find(self, text: str, named: str | None = None) -> Found:
        """What a message is about, with `learned` in the assessment: how risky it seems."""
        names = self.features(text)
        found = self.topics.find(text, names, named)
        if self.risk is not None:
            found.assessment["learned"] = self.risk.judge(text, names)
        return found

    def assess(self, text: str) -> dict[str, Any]:
        """The assessment of a message that a resident typed, taken as the channel takes it."""
        said = plain(text)
        if not any(character.isalnum() for character in said):
            return _nothing(said)
        return self.find(said).assessment

    def without_risk(self) -> Understanding:
        """The same for topics, in half the time: for an exam of thousands of questions."""
        return replace(self, risk_model=None)

    def pack(self) -> bytes:
        """Everything but `about`, which comes from the content; the same gives the same bytes."""
        packed = io.BytesIO()
        with TemporaryDirectory() as name, zipfile.ZipFile(packed, "w") as archive:
            folder = Path(name)
            self._save(folder)
            for path in sorted(p for p in folder.rglob("*") if p.is_file()):
                entry = zipfile.ZipInfo(path.relative_to(folder).as_posix())
                archive.writestr(entry, path.read_bytes())
        return packed.getvalue()

    def _save(self, folder: Path) -> None:
        for name, model in ((_TOPICS, self.topic_model), (_RISK, self.risk_model)):
            if model is not None:
                (folder / name).mkdir()
                model.save(folder / name)
        rest = {"lexicon": self.lexicon, **vars(self.settings)}
        (folder / _REST).write_text(json.dumps(rest, ensure_ascii=False), "utf-8")

    @classmethod
    def unpack(cls, data: bytes, about: dict[str, dict[str, Any]]) -> Understanding:
        """The same again. Raises ValueError or KeyError if these are not such bytes."""
        with TemporaryDirectory() as name, zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(name)
            folder = Path(name)
            rest = json.loads((folder / _REST).read_text("utf-8"))
            risk = LinearModel.load(folder / _RISK) if (folder / _RISK).exists() else None
            topics = LinearModel.load(folder / _TOPICS)
        return cls(rest["lexicon"], topics, risk, about, Settings(rest["topics"], rest["risk"]))


def _nothing(text: str) -> dict[str, Any]:
    """There is no word in the message: nothing to be understood."""
    return {
        "topic": OUT_OF_SCOPE,
        "outcome": OUT_OF_SCOPE,
        "confidence": 1.0,
        "nearest": [],
        "urgent": is_urgent(text),
    }
