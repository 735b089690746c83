"""What the classifier sees of a message: characters in a row, words, and how it sounds.

Every name starts with the letter of its block; the blocks are weighted apart (fit.py).
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from functools import lru_cache

# Only characters are looked up here; the dictionary of phrases takes half a second and 70 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import lazy_pinyin

CHARACTERS, WORDS, SOUNDS = "c", "w", "p"
# Only of tokens that carry a tag; the shipped tokenizer gives none (benchmarks/README.md).
TAGS, MASKED, LENGTH = "t", "m", "l"
# The names of the blocks in config.yml.
BLOCKS = {
    "characters": CHARACTERS,
    "words": WORDS,
    "sounds": SOUNDS,
    "tags": TAGS,
    "masked": MASKED,
    "length": LENGTH,
}
# Names of people and places, numbers, times, foreign words: jieba's tags for what varies.
_VARYING = {"nr", "nrt", "nrfg", "ns", "nt", "nz", "m", "t", "eng"}
_LENGTH_STEP, _LONGEST = 3, 8
# Who dictates leaves it out, and who asks a search engine too: it must not matter.
_PUNCTUATION = re.compile(r"\W+")


def features(text: str, words: Sequence[str], tags: Sequence[str] = ()) -> list[str]:
    """Feature names of a normalised message and its words; what occurs twice is named twice.

    Sounds (pinyin without tones) find 验正码 where 验证码 was meant. With `tags`, a part of speech
    for every word, also: tags in a row, words in a row with names and numbers masked, the length.
    """
    text = _PUNCTUATION.sub("", text)
    sounds = [_sound(character) for character in text]
    names = [
        *(CHARACTERS + run for size in (1, 2, 3) for run in _runs(f"^{text}$", size)),
        *(WORDS + word for word in words if not _PUNCTUATION.fullmatch(word)),
        *(SOUNDS + "-".join(run) for size in (2, 3) for run in _runs(sounds, size)),
    ]
    return [*names, *_of_tags(text, words, tags)] if tags else names


@lru_cache(maxsize=30_000)
def _sound(character: str) -> str:
    """Its commonest pinyin: which of several it has here does not help to find a typo."""
    return lazy_pinyin(character)[0]


def _of_tags(text: str, words: Sequence[str], tags: Sequence[str]) -> list[str]:
    pairs = zip(words, tags, strict=True)
    masked = ["^", *(tag if tag in _VARYING else word for word, tag in pairs), "$"]
    return [
        *(TAGS + "-".join(run) for size in (1, 2) for run in _runs(list(tags), size)),
        *(MASKED + "-".join(run) for size in (1, 2, 3) for run in _runs(masked, size)),
        f"{LENGTH}{min(len(text) // _LENGTH_STEP, _LONGEST)}",
    ]


def _runs(sequence: str | list[str], size: int) -> list:
    return [sequence[i : i + size] for i in range(len(sequence) - size + 1)]
