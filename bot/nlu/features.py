"""What the classifier sees of a message: characters in a row, words, and how it sounds.

Every name starts with the letter of its block; the blocks are weighted apart (bot.nlu.linear).
"""

from __future__ import annotations

from pypinyin import lazy_pinyin

CHARACTERS, WORDS, SOUNDS = "c", "w", "p"
BLOCKS = (CHARACTERS, WORDS, SOUNDS)


def features(text: str, words: list[str]) -> list[str]:
    """Feature names of a normalised message and its words; what occurs twice is named twice.

    Sounds (pinyin without tones) find 验正码 where 验证码 was meant.
    """
    marked = f"^{text}$"
    sounds = lazy_pinyin(text)
    return [
        *(CHARACTERS + run for size in (1, 2, 3) for run in _runs(marked, size)),
        *(WORDS + word for word in words),
        *(SOUNDS + "-".join(run) for size in (2, 3) for run in _runs(sounds, size)),
    ]


def _runs(sequence: str | list[str], size: int) -> list:
    return [sequence[i : i + size] for i in range(len(sequence) - size + 1)]
