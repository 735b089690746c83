"""The words that jieba should keep together."""

from __future__ import annotations

import datetime
import re

from bot.content.load import LEXICON, Content
from bot.content.problems import Problem

_LINE = re.compile(r"\S+( \d+)?( [a-z]+)?")


def lines(content: Content, _: datetime.date) -> list[Problem]:
    """A line is a word, perhaps a frequency, perhaps a part of speech; `#` starts a remark."""
    problems, seen = [], set()
    for number, line in enumerate(content.lexicon, 1):
        if not line or line.startswith("#"):
            continue
        word = line.split(" ")[0]
        if not _LINE.fullmatch(line) or "\u3000" in line or "\t" in line:
            fix = "每行一个词；词频和词性用一个空格隔开，可以不写"
            problems.append(Problem(LEXICON, number, 1, "", f"看不懂“{line}”", fix))
        elif word in seen:
            problems.append(Problem(LEXICON, number, 1, "", f"“{word}”写了两次", "删掉一行"))
        seen.add(word)
    return problems
