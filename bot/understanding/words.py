"""jieba with the trainers' lexicon, for one version only."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import lru_cache

import jieba


def words_of(lines: Iterable[str]) -> list[str]:
    """The words of lexicon lines (`word [frequency] [tag]`); remarks are left out."""
    return [line.split(" ")[0] for line in lines if line and not line.startswith("#")]


def overlay(words: Iterable[str]) -> jieba.Tokenizer:
    """A tokenizer with `words` on top of jieba's dictionary; the same words, the same tokenizer.

    jieba.load_userdict would change every tokenizer of the process, so that a version rolled back
    would keep the newer words.
    """
    return _overlay(tuple(words))


@lru_cache(maxsize=2)  # 20 MB each; the lexicon seldom changes from one version to the next
def _overlay(words: tuple[str, ...]) -> jieba.Tokenizer:
    jieba.setLogLevel(logging.ERROR)
    jieba.dt.initialize()
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ = dict(jieba.dt.FREQ)
    tokenizer.total = jieba.dt.total
    tokenizer.initialized = True
    for word in words:
        tokenizer.add_word(word.lower())
    return tokenizer


def cut(tokenizer: jieba.Tokenizer, text: str) -> list[str]:
    """The words of a normalised text; blanks are none."""
    return [word for word in tokenizer.cut(text) if word.strip()]
