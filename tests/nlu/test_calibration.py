"""config.yml's calibration is still that of our questions: measured anew, it is nearly the same."""

from __future__ import annotations

import pytest

from bot.content.load import ROOT, Content
from bot.studio.train import LEXICON
from bot.understanding.learn import learn
from bot.understanding.linear import LinearModel
from bot.understanding.understanding import Settings


@pytest.fixture(scope="module")
def measured(content: Content) -> LinearModel:
    settings = Settings.read()
    anew = Settings({**settings.topics, "calibration": None}, settings.risk)
    return learn(content, (ROOT / LEXICON).read_text("utf-8").splitlines(), anew).topic_model


def test_config_says_what_is_measured(measured: LinearModel) -> None:
    told = Settings.read().topics["calibration"]
    said = f"measured: {measured.sharpness}, {measured.urgency}, {measured.beyond}"
    assert measured.sharpness == pytest.approx(told["sharpness"], rel=0.1), said
    assert measured.urgency == pytest.approx(told["urgency"], rel=0.1, abs=0.2), said
    assert measured.beyond == pytest.approx(told["beyond"], rel=0.1, abs=0.2), said
