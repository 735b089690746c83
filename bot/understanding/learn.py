"""Learns an understanding from the trainers' files: without Rasa, on all processors."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE
from bot.understanding import risk, samples, topics
from bot.understanding.counting import Counted, rows
from bot.understanding.features import BLOCKS
from bot.understanding.fit import fit
from bot.understanding.kept_counts import counted_texts
from bot.understanding.linear import Calibration, LinearModel
from bot.understanding.understanding import Settings, Understanding
from bot.understanding.words import words_of


def learn(
    content: Content, lexicon: Sequence[str], settings: Settings, counts: Path | None = None
) -> Understanding:
    """The understanding of these questions and examples; the same files give the same one.

    `lexicon` is the lines of data/lexicon.txt, `settings` what config.yml says of the classifiers,
    `counts` a folder in which work is kept that the next learning need not do again.
    Raises ValueError if there are questions of fewer than three topics.
    """
    by_topic = [samples.of_topic(topic) for topic in content.topics.values()]
    asked, examples = list(chain(*by_topic)), samples.of_risk(content)
    kinds = [kind for kind, texts in examples.items() for _ in texts]
    groups = [*([one.text for one in topic] for topic in by_topic), *examples.values()]
    counted = counted_texts(words_of(lexicon), groups, counts)
    found = fit_topics(rows(counted, slice(len(asked))), asked, settings.topics)
    risky = fit_risk(rows(counted, slice(len(asked), None)), kinds, settings.risk)
    return Understanding(list(lexicon), found, risky, samples.about_all(content), settings)


def fit_topics(
    names: Counted | list[list[str]], asked: Sequence[samples.Sample], config: dict[str, Any]
) -> LinearModel:
    """Weights for topics and urgency; `names` are the features of each sample."""
    config = {**topics.DEFAULTS, **config}
    return fit(
        names,
        [one.intent for one in asked],
        [one.urgent for one in asked],
        config["strength"],
        _loudness(config),
        outside=OUT_OF_SCOPE,
        rarest=config["rarest"],
        calibration=_calibration(config),
    )


def fit_risk(
    names: Counted | list[list[str]], kinds: Sequence[str], config: dict[str, Any]
) -> LinearModel | None:
    """Weights for fraud, doubtful and ordinary; nothing without examples of all three."""
    if len(set(kinds)) < 3:
        return None
    config = {**risk.DEFAULTS, **config}
    calm = [False] * len(kinds)
    loudness = _loudness(config)
    return fit(names, list(kinds), calm, config["strength"], loudness, rarest=config["rarest"])


def _calibration(config: dict[str, Any]) -> Calibration | None:
    given = config["calibration"]
    if not given:
        return None
    urgency, beyond = (tuple(given[name]) for name in ("urgency", "beyond"))
    return Calibration(given["sharpness"], urgency, beyond)


def _loudness(config: dict[str, Any]) -> dict[str, float]:
    return {BLOCKS[name]: weight for name, weight in config["blocks"].items()}
