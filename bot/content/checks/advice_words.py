"""Advice on words that are cut apart: those of the lexicon, and names that should be in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bot.content.checks.advice_corpus import Corpus
from bot.content.checks.advice_kinds import Advice, Reader, at
from bot.content.load import HOTLINES, LEXICON, Content
from bot.content.problems import Problem, Severity
from bot.content.source import Loc, Source
from bot.content.text import normalise

# A word is reported if it is cut apart in a tenth of the questions that have it, and in three.
SHARE, AT_LEAST = 0.1, 3
_CHINESE = re.compile("[\u3400-\u9fff]+")
# A dictionary word across a cut counts from this frequency on; rarer ones are accidents (敢出).
_COMMON = 5
# In names these stand alone rightly: 移动 / 卡, 移动 / 的 / 电话.
_ALONE = frozenset("卡的和与及等")
_NAME = 4  # characters; longer names are made of several words


def lexicon(content: Content, corpus: Corpus, reader: Reader) -> Iterator[Advice]:
    """Words of the lexicon that are cut apart alone, or within questions."""
    for number, line in enumerate(content.lexicon, 1):
        word = line.split(" ")[0]
        if not word or line.startswith("#"):
            continue
        plain = normalise(word)
        alone = len(reader.words(plain)) > 1
        has, apart = _apart(corpus, plain)
        often = sum(apart.values())
        if alone or (often >= AT_LEAST and often >= SHARE * has):
            joined = apart.most_common(1)[0][0] if apart else plain
            message = f"“{word}”在 {has} 个问法里有 {often} 个被切开，如“{joined}”"
            whole = joined.replace("/", "")
            told = message, f"“{whole}”若是一个词，也加一行；本来就该切开的不用管"
            problem = Problem(LEXICON, number, 1, "", *told, Severity.ADVICE)
            detail = {"word": word, "questions": has, "cut": often, "as": joined}
            yield Advice("", "cut", float(often), problem, detail)


def _apart(corpus: Corpus, word: str) -> tuple[int, Counter[str]]:
    """How many questions have `word`, and as what it is cut apart: 被盗/刷, how often."""
    has, apart = 0, Counter[str]()
    for text, words in zip(corpus.plain, corpus.words, strict=True):
        if word in text:
            has += 1
            if not any(word in one for one in words):
                apart.update(_across(words, word))
    return has, apart


def _across(words: list[str], word: str) -> list[str]:
    """The pieces over which `word` is spread, if it is: 被盗/刷 for 盗刷."""
    text, at, touched = "".join(words), 0, []
    start = text.find(word)
    for one in words if start >= 0 else ():
        if at < start + len(word) and at + len(one) > start:
            touched.append(one)
        at += len(one)
    return ["/".join(touched)] if touched else []


def names(content: Content, reader: Reader) -> Iterator[Advice]:
    """Words in titles and in names of numbers that are cut apart and not in the lexicon."""
    registry = content.sources[HOTLINES]
    for key, hotline in content.hotlines.items():
        for index, alias in enumerate(hotline.aliases):
            yield from _name(registry, "", (key, "aliases", index), alias, reader, short=True)
    for topic_id, topic in content.topics.items():
        source = content.topic_source(topic_id)
        yield from _name(source, topic_id, ("title",), topic.title, reader, short=False)


def _name(
    source: Source, topic_id: str, loc: Loc, name: str, reader: Reader, short: bool
) -> Iterator[Advice]:
    for part in _CHINESE.findall(normalise(name)):
        pieces = reader.words(part)
        broken = crossed(pieces, reader) or (_stump(pieces) if short else "")
        if broken:
            told = f"“{broken.replace('/', '')}”被切成“{broken}”", f"加进 {LEXICON}，一行一个词"
            detail = {"as": broken}
            yield at(source, topic_id, "cut", float(len(broken)), (loc, ""), told, detail)


def crossed(pieces: list[str], reader: Reader) -> str:
    """Two pieces, one a single character, over whose cut a dictionary word lies: 高/考生 (高考)."""
    for left, right in pairwise(pieces):
        single = min(left, right, key=len)
        if len(single) > 1 or single in _ALONE or len(left) == len(right):
            continue
        word = left + right[0] if left == single else left[-1] + right
        if reader.frequency(word) >= _COMMON:
            return f"{left}/{right}"
    return ""


def _stump(pieces: list[str]) -> str:
    """A short name of which one character was cut off: 网信/办."""
    whole = "".join(pieces)
    single = any(len(piece) == 1 and piece not in _ALONE for piece in pieces)
    return "/".join(pieces) if single and len(pieces) > 1 and len(whole) <= _NAME else ""
