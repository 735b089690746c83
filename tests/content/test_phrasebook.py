"""A book of phrases finds what trying every phrase finds, however they begin."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.load import Content
from bot.content.phrases import Phrasebook, PhraseError, compiled, plain

# Every way in which a phrase can begin.
LISTS = (
    ["刷单", "垫[付/资]"],
    ["[先/再](把)钱转", "(请)(您)垫付"],
    ["…到账", "[甲/…乙]丙丁"],
    ["[(小)额/巨]款", "单"],
    ["([一/两])(笔)(大)钱", "abc 12"],
)
CHARACTERS = "先再把钱转请您垫付资刷单到账甲乙丙丁小额巨款一两笔大abc 12。，"


def tried(lists: tuple[list[str], ...], text: str) -> list[tuple[int, str]]:
    return [
        (number, phrase)
        for number, phrases in enumerate(lists)
        for phrase in phrases
        if compiled(phrase).search(text)
    ]


def looked_up(book: Phrasebook, lists: tuple[list[str], ...], text: str) -> list[tuple[int, str]]:
    sources = {compiled(phrase): phrase for phrases in lists for phrase in phrases}
    return [
        (number, sources[phrase])
        for number, phrases in book.likely(text)
        for phrase in phrases
        if phrase.search(text)
    ]


@settings(max_examples=400, deadline=None)
@given(st.text(CHARACTERS, max_size=14))
def test_the_same_as_trying_all(text: str) -> None:
    uniform = plain(text).text
    assert looked_up(Phrasebook(LISTS), LISTS, uniform) == tried(LISTS, uniform)


def test_the_same_on_our_own_phrases(content: Content) -> None:
    lists = tuple(list(one.phrases) for one in (*content.asides, *content.red_flags))
    examples = [e for one in (*content.asides, *content.red_flags) for e in one.examples]
    book, found = Phrasebook(lists), 0
    for text in (plain(example).text for example in examples):
        hits = tried(lists, text)
        assert looked_up(book, lists, text) == hits
        found += len(hits)
    assert found >= len(examples)


def test_few_are_looked_for(content: Content) -> None:
    book = Phrasebook(one.phrases for one in content.asides)
    everything = sum(len(one.phrases) for one in content.asides)
    likely = sum(len(some) for _, some in book.likely(plain("点赞做任务返钱靠谱吗").text))
    assert likely < everything / 20


def test_a_phrase_that_cannot_be_read() -> None:
    with pytest.raises(PhraseError):
        Phrasebook([["刷单"], ["[甲/乙"]])
