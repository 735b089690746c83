"""What a topic's questions come close to, while it is edited."""

from __future__ import annotations

import pytest

from bot.content.load import ROOT, Content, with_topic
from bot.studio.nearness import Nearness
from bot.understanding.understanding import Understanding

T = "data/faq/scam/scam_brushing.yml"
FOREIGN = "银行卡被冻结了怎么解冻"


@pytest.fixture(scope="module")
def nearness(content: Content, understanding: Understanding) -> Nearness:
    made = Nearness(understanding)
    made.prepare(content)
    return made


def edited(content: Content, old: str, new: str) -> Content:
    text = (ROOT / T).read_text("utf-8")
    assert old in text
    return with_topic(content, T, text.replace(old, new, 1).encode())[0]


def test_a_question_of_another_topic_lies_astray(content: Content, nearness: Nearness) -> None:
    after = edited(content, "  - 刷单\n", f"  - 刷单\n  - {FOREIGN}\n")
    found = nearness.nearby(after, "scam_brushing")
    (told,) = [one for one in found.astray if one.detail["question"] == FOREIGN]
    assert told.detail["other"]["topic"] == "account_frozen"
    assert told.problem.line == 6
    before = nearness.nearby(content, "scam_brushing")
    assert len(found.astray) == len(before.astray) + 1
    assert any(one.topic == "account_frozen" and one.nearer for one in found.neighbours)


def test_no_question_is_its_own_neighbour(content: Content, nearness: Nearness) -> None:
    """Of the same words in two topics the other one is found, and only that."""
    theirs = content.topics["lost_money"].questions[0]
    after = edited(content, "  - 刷单\n", f"  - {theirs}\n")
    found = nearness.nearby(after, "scam_brushing")
    (told,) = [one for one in found.astray if one.detail["question"] == theirs]
    assert told.detail["other"] == {
        "topic": "lost_money",
        "question": theirs,
        "likeness": pytest.approx(1, abs=0.01),
    }
    assert told.detail["own"]["likeness"] < 0.9
    assert found.astray[0] is told  # the same words come first


def test_neighbours_are_other_topics_the_nearest_first(
    content: Content, nearness: Nearness
) -> None:
    found = nearness.nearby(content, "lost_money").neighbours
    assert "lost_money" not in [one.topic for one in found]
    assert found == sorted(found, key=lambda one: (-one.nearer, -one.likeness))
    assert all(0 < one.likeness <= 1 for one in found)


def test_what_is_known_is_not_made_again(
    content: Content, nearness: Nearness, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    features = Understanding.features

    def counted(self: Understanding, text: str) -> list[str]:
        asked.append(text)
        return features(self, text)

    monkeypatch.setattr(Understanding, "features", counted)
    nearness.nearby(content, "scam_brushing")
    assert asked == []
    nearness.nearby(edited(content, "  - 刷单\n", "  - 刷单刷单\n"), "scam_brushing")
    topic = content.topics["scam_brushing"]
    assert len(asked) == len(topic.all_questions())
