"""What residents mean, through the trained Rasa model, on questions that were never trained on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE
from bot.studio.ask import Understanding, line

# The figures of the day are in README.md; these are the bounds below which nothing may be merged.
LEAST_FIRST, LEAST_TOP_THREE, MOST_FALSE_ALARMS = 0.945, 0.985, 0.03

Ask = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def ask(model: Path, content: Content) -> Iterator[Ask]:
    understanding = Understanding(model)
    # A thread of its own: the browser tests keep an event loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        yield lambda text: line(
            text, pool.submit(asyncio.run, understanding.parse(text)).result(), content
        )


@pytest.fixture(scope="module")
def results(ask: Ask, content: Content) -> list[tuple[str, bool, dict[str, Any]]]:
    """(topic, urgent, what was understood) of every held-out question."""
    return [
        (topic, question.urgent, ask(question.text))
        for topic, questions in content.held_out.items()
        for question in questions
    ]


def test_first_choice(results: list[tuple[str, bool, dict[str, Any]]]) -> None:
    right = [topic == found["topic"] for topic, _, found in results]
    assert sum(right) / len(right) >= LEAST_FIRST


def test_first_three_choices(results: list[tuple[str, bool, dict[str, Any]]]) -> None:
    inside = [(topic, found) for topic, _, found in results if topic != OUT_OF_SCOPE]
    near = [
        topic in [found["topic"], *(a["topic"] for a in found["alternatives"])][:3]
        for topic, found in inside
    ]
    assert sum(near) / len(near) >= LEAST_TOP_THREE


def test_every_urgent_question_is_marked(results: list[tuple[str, bool, dict[str, Any]]]) -> None:
    missed = [found["text"] for _, urgent, found in results if urgent and not found["urgent"]]
    assert missed == []


def test_few_others_are_marked_urgent(results: list[tuple[str, bool, dict[str, Any]]]) -> None:
    calm = [found["urgent"] for _, urgent, found in results if not urgent]
    assert sum(calm) / len(calm) <= MOST_FALSE_ALARMS


def test_every_line_has_the_agreed_form(ask: Ask) -> None:
    found = ask("点赞关注就给钱靠谱吗")
    assert list(found) == [
        "text",
        "topic",
        "outcome",
        "confidence",
        "alternatives",
        "urgent",
        "risk",
        "flags",
    ]
    assert found["topic"] == "scam_brushing"
    assert found["outcome"] == "answer"
    assert len(found["alternatives"]) == 3
    assert found["topic"] not in [a["topic"] for a in found["alternatives"]]
    json.dumps(found)


@pytest.mark.parametrize("text", ["", " ", "😀😀", "？？？", "/", "\u200b"])
def test_nothing_to_understand_is_out_of_scope(ask: Ask, text: str) -> None:
    assert ask(text)["topic"] == OUT_OF_SCOPE


@pytest.mark.parametrize("text", ["/restart", '/faq{"a": 1}', "／lost_money", " /session_start"])
def test_command_is_only_text(ask: Ask, text: str) -> None:
    assert ask(text)["outcome"] in ("answer", "offer", "oos")


def test_same_message_same_answer(ask: Ask) -> None:
    assert ask("我妈把卡号给了客服") == ask("我妈把卡号给了客服")
