"""The parts of the pipeline by themselves, and that Rasa really uses them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from rasa.shared.importers.importer import TrainingDataImporter

from bot.content.load import ROOT, Content, ContentError
from bot.importer import ContentImporter
from bot.nlu.further import unpacked
from bot.understanding.features import features
from bot.understanding.fit import fit
from bot.understanding.linear import LinearModel
from bot.understanding.words import overlay

SAMPLES = [
    ("刷单 返利 靠谱 吗", "brushing", False),
    ("点赞 给 钱", "brushing", False),
    ("刷单 垫 钱", "brushing", False),
    ("钱 转 了 怎么办", "lost", True),
    ("刚 给 骗子 转 了 钱", "lost", True),
    ("汇款 被骗 了", "lost", True),
    ("你好", "greet", False),
    ("您好 在 吗", "greet", False),
    ("早上 好", "greet", False),
] * 4


@pytest.fixture(scope="module")
def small() -> LinearModel:
    names = [features(text.replace(" ", ""), text.split()) for text, _, _ in SAMPLES]
    return fit(names, [label for _, label, _ in SAMPLES], [urgent for *_, urgent in SAMPLES])


def judge(model: LinearModel, text: str) -> tuple[str, float]:
    probabilities, urgent = model.judge(features(text.replace(" ", ""), text.split()))
    assert probabilities.sum() == pytest.approx(1)
    return model.labels[int(probabilities.argmax())], urgent


def test_learns_topic_and_urgency(small: LinearModel) -> None:
    assert judge(small, "刷单 能 做 吗")[0] == "brushing"
    label, urgent = judge(small, "刚 转 了 钱")
    assert label == "lost"
    assert urgent > judge(small, "点赞 靠谱 吗")[1]


def test_homophones_sound_alike(small: LinearModel) -> None:
    assert judge(small, "刷丹 反利")[0] == "brushing"


def test_unknown_words_say_nothing_for_a_topic(small: LinearModel) -> None:
    margins = small.margins(["wqwxyz", "cqwx"])
    np.testing.assert_allclose(margins, small.bias)


def test_punctuation_does_not_matter() -> None:
    assert features("钱转了,怎么办?", ["钱", "转", "了", ",", "怎么办", "?"]) == features(
        "钱转了怎么办", ["钱", "转", "了", "怎么办"]
    )


def test_what_is_none_of_the_others_has_a_probability_of_its_own() -> None:
    samples = [*SAMPLES, *[(text, "oos", False) for text in ("明天 下雨 吗", "讲 个 笑话")] * 6]
    names = [features(text.replace(" ", ""), text.split()) for text, _, _ in samples]
    labels, urgent = zip(*((label, urgent) for _, label, urgent in samples), strict=True)
    model = fit(names, list(labels), list(urgent), outside="oos")
    assert judge(model, "讲 笑话")[0] == "oos"
    assert judge(model, "刷单 垫 钱")[0] == "brushing"


def test_urgency_that_was_never_seen_is_never_predicted() -> None:
    names = [features(text.replace(" ", ""), text.split()) for text, _, _ in SAMPLES]
    model = fit(names, [label for _, label, _ in SAMPLES], [False] * len(SAMPLES))
    assert judge(model, "钱 转 了")[1] < 0.001


def test_survives_the_disk_without_pickle(small: LinearModel, tmp_path: Path) -> None:
    small.save(tmp_path)
    again = LinearModel.load(tmp_path)
    for text in ("刷单", "钱 转 了", "没 见过 的 词"):
        names = features(text.replace(" ", ""), text.split())
        # Weights are kept in 127 steps: a hundredth of the largest is the precision to expect.
        np.testing.assert_allclose(small.judge(names)[0], again.judge(names)[0], atol=2e-2)
        assert small.judge(names)[0].argmax() == again.judge(names)[0].argmax()
    with np.load(tmp_path / "weights.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)


def test_training_is_deterministic(small: LinearModel) -> None:
    names = [features(text.replace(" ", ""), text.split()) for text, _, _ in SAMPLES]
    again = fit(names, [label for _, label, _ in SAMPLES], [urgent for *_, urgent in SAMPLES])
    np.testing.assert_array_equal(small.weights.toarray(), again.weights.toarray())
    assert (small.sharpness, small.urgency) == (again.sharpness, again.urgency)


def test_lexicon_belongs_to_one_tokenizer() -> None:
    with_word, without = overlay(["买u赚差价"]), overlay([])
    assert "买u赚差价" in with_word.cut("有人教我买u赚差价")
    assert "买u赚差价" not in without.cut("有人教我买u赚差价")


def test_rasa_loads_our_importer() -> None:
    """If it could not be imported, Rasa would only log it and go on without the FAQ."""
    importer = TrainingDataImporter.load_from_config(
        str(ROOT / "config.yml"), str(ROOT / "domain.yml"), [str(ROOT / "data")]
    )
    inner = importer
    while hasattr(inner, "importer") or hasattr(inner, "_importer"):
        inner = getattr(inner, "importer", None) or inner._importer
    assert [type(one) for one in inner._importers] == [ContentImporter]


def test_every_topic_becomes_an_intent(content: Content) -> None:
    data = ContentImporter(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), []).get_nlu_data()
    intents = {m.get("intent_response_key") or m.get("intent") for m in data.intent_examples}
    assert intents == {topic.intent for topic in content.topics.values()}
    trained = {m.get("text") for m in data.intent_examples}
    for message in data.intent_examples:
        trained |= {question for question, _ in unpacked(message)}
    questions = {q for topic in content.topics.values() for _, q in topic.all_questions()}
    assert questions <= trained
    held_out = {q.text for questions in content.held_out.values() for q in questions}
    assert not trained & held_out


def test_broken_content_stops_the_import(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "data/faq/scam/scam_brushing.yml").write_text("title: [", "utf-8")
    from bot.content.load import load_or_fail

    monkeypatch.setattr("bot.importer.current", lambda: load_or_fail(project))
    with pytest.raises(ContentError, match="scam_brushing"):
        ContentImporter(str(ROOT / "config.yml"), str(ROOT / "domain.yml"), []).get_nlu_data()
