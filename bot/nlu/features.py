"""What the classifier sees of a message: words, their neighbours, and runs of characters."""

from __future__ import annotations

import itertools
import re

_AMOUNT = re.compile(r"\d+(?:\.\d+)?|[一二两三四五六七八九十百千万]+(?=[块元万])")


def features(text: str, words: list[str]) -> list[str]:
    """Feature names of a normalised message and its words; repeated names count twice.

    Amounts become one sign: whether it was 3,000 or 5,000 does not change the topic. Numbers of
    hotlines (96110, 12381) keep their own, since words keep them.
    """
    found = [f"w {word}" for word in words]
    found += [f"b {first} {second}" for first, second in itertools.pairwise(words)]
    plain = "^" + _AMOUNT.sub(lambda m: m.group() if len(m.group()) in (3, 5) else "#", text) + "$"
    for size in (1, 2, 3):
        found += [f"c{plain[i : i + size]}" for i in range(len(plain) - size + 1)]
    return found
