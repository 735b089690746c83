"""Learns an understanding from the trainers' files: without Rasa, on all processors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jieba

from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE
from bot.content.text import normalise
from bot.understanding import risk, samples, topics
from bot.understanding.features import BLOCKS, features
from bot.understanding.fit import Counted, counted, fit, joined
from bot.understanding.linear import Calibration, LinearModel
from bot.understanding.parallel import each
from bot.understanding.understanding import Settings, Understanding
from bot.understanding.words import cut, overlay, words_of

_CHUNK = 2000


def learn(content: Content, lexicon: Sequence[str], settings: Settings) -> Understanding:
    """The understanding of these questions and examples; the same files give the same one.

    `lexicon` is the lines of data/lexicon.txt, `settings` what config.yml says of the classifiers.
    Raises ValueError if there are questions of fewer than three topics.
    """
    asked, examples = samples.of_topics(content), samples.of_risk(content)
    kinds = [kind for kind, texts in examples.items() for _ in texts]
    texts = [one.text for one in asked] + [
        text for several in examples.values() for text in several
    ]
    everything = _counted(overlay(words_of(lexicon)), texts)
    rows = everything.counts
    found = fit_topics(Counted(everything.names, rows[: len(asked)]), asked, settings.topics)
    risky = fit_risk(Counted(everything.names, rows[len(asked) :]), kinds, settings.risk)
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


def _counted(tokenizer: jieba.Tokenizer, texts: Sequence[str]) -> Counted:
    """The features of texts."""

    def counted_from(start: int) -> Counted:
        plain = map(normalise, texts[start : start + _CHUNK])
        return counted(features(text, cut(tokenizer, text)) for text in plain)

    return joined(each(counted_from, range(0, len(texts), _CHUNK)))
