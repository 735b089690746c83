"""Made-up topics are as different from each other as real ones have to be."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from benchmarks.speed import topics
from bot.content.load import ROOT, load

COUNT = 300


def test_no_name_and_no_question_is_there_twice() -> None:
    made = list(topics.made(COUNT))
    questions = [text for topic in made for text in topic.questions]
    assert len({topic.title for topic in made}) == COUNT
    assert len(questions) == topics.QUESTIONS * COUNT
    assert len(set(questions)) == len(questions)


def test_a_number_always_gives_the_same_topic() -> None:
    few, many = list(topics.made(5)), list(itertools.islice(topics.made(COUNT), 5))
    assert few == list(topics.made(5))
    assert [one.title for one in few] == [one.title for one in many]


def test_more_than_there_are_words_for_is_refused() -> None:
    with pytest.raises(ValueError, match="the words are enough"):
        list(topics.made(10**6))


def test_they_are_topics(tmp_path: Path) -> None:
    """The content with them has no problem that it had not without."""
    (tmp_path / "data/faq/law").mkdir(parents=True)
    topics.write(tmp_path, 20)
    content, problems = load(tmp_path, held_out=False)
    ours = [one for one in problems if one.path.startswith("data/faq")]
    assert len(content.topics) == 20
    assert ours == []
    assert ROOT not in tmp_path.parents
