"""Advice on answers that are hard to read: sentences, jargon, brackets, steps, the whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bot.content.checks.advice_corpus import Corpus
from bot.content.checks.advice_jargon import KNOWN_SHARE, PLAIN
from bot.content.checks.advice_kinds import Advice, Reader, at_topic
from bot.content.load import Content
from bot.content.model import Topic
from bot.content.text import normalise

LONGEST = 40  # characters; a number that stands as {110} counts as one, blanks not at all
MOST_STEPS = 6  # none of today's 94 topics has more; on a phone they just fill a screen
_OPEN, _CLOSE = "（([［【〔", "）)]］】〕"  # quotation marks and book titles may stand inside
_SENTENCE = re.compile(r"[^。！？；!?;\n]+")
_NUMBER = re.compile(r"\{[^}]*\}")
_CHINESE = re.compile("[\u3400-\u9fff]")
# A topic's score is the mean length of its sentences in characters, plus how many of a hundred
# words fewer than three residents have ever used. Over today's topics: mean 25, deviation 4;
# HARD is two deviations up. It ranks our own answers and is no general measure of Chinese.
HARD, _USED_BY, _SENTENCES = 33.0, 3, 5


def prose(content: Content, corpus: Corpus, reader: Reader) -> Iterator[Advice]:
    """Everything about how the topics' answers read."""
    used = Counter(word for words in corpus.words for word in set(words))
    for topic_id, topic in content.topics.items():
        yield from _long(content, topic)
        yield from _jargon(content, corpus, topic)
        yield from _brackets(content, topic)
        yield from _steps(content, topic)
        score = hardness(topic, reader, used)
        if score > HARD:
            told = (
                f"难读分 {score:.0f}（平均句长加每百词里的生词，多数主题 20 到 30）",
                "把长句拆开，换成居民自己会说的词",
            )
            yield at_topic(content, topic_id, "hard", score, (("answer",), ""), told)


def sentences(text: str) -> list[str]:
    """The sentences of a text as they stand in the file."""
    return [part.strip() for part in _SENTENCE.findall(text) if part.strip()]


def length(sentence: str) -> int:
    """How many characters somebody reads: a number is one, blanks are none."""
    return len(re.sub(r"\s", "", _NUMBER.sub("#", sentence)))


def hardness(topic: Topic, reader: Reader, used: Counter[str]) -> float:
    """The score described at HARD; 0 for topics too short to be judged."""
    texts = [text for loc, text in topic.texts() if loc != ("title",)]
    parts = [part for text in texts for part in sentences(text)]
    if len(parts) < _SENTENCES:
        return 0.0
    plain = [normalise(_NUMBER.sub("", part)) for part in parts]
    words = [word for part in plain for word in reader.words(part) if _CHINESE.search(word)]
    strange = sum(used[word] < _USED_BY for word in words)
    return sum(map(length, parts)) / len(parts) + 100 * strange / max(len(words), 1)


def _long(content: Content, topic: Topic) -> Iterator[Advice]:
    for loc, text in topic.texts():
        for sentence in sentences(text):
            count = length(sentence)
            if count > LONGEST:
                told = (
                    f"这一句 {count} 个字（号码算一个）：“{sentence[:12]}…”",
                    f"拆成两句，每句不超过 {LONGEST} 个字",
                )
                place = (loc, sentence[:8])
                yield at_topic(content, topic.id, "long", float(count), place, told)


def _jargon(content: Content, corpus: Corpus, topic: Topic) -> Iterator[Advice]:
    most = max(KNOWN_SHARE * len(corpus.plain), 1)
    for loc, text in topic.texts():
        for word in (word for word in PLAIN if word in text):
            said = corpus.everything.count(word)
            if said <= most:
                told = (
                    f"“{word}”是行话（{len(corpus.plain)} 个居民问法里出现 {said} 次）",
                    f"换个说法，如“{PLAIN[word]}”，或跟一句解释",
                )
                detail = {"word": word, "plain": PLAIN[word], "said": said}
                weight = 1 / (1 + said)
                yield at_topic(content, topic.id, "jargon", weight, (loc, word), told, detail)


def _brackets(content: Content, topic: Topic) -> Iterator[Advice]:
    for loc, text in topic.texts():
        depth = deepest = 0
        for character in text:
            depth += (character in _OPEN) - (character in _CLOSE)
            deepest = max(deepest, depth)
        if deepest > 1:
            told = "括号里又有括号", "拆成两句，里面的括号去掉"
            yield at_topic(content, topic.id, "brackets", float(deepest), (loc, ""), told)


def _steps(content: Content, topic: Topic) -> Iterator[Advice]:
    count = len(topic.steps)
    if count > MOST_STEPS:
        told = f"有 {count} 步", f"最多 {MOST_STEPS} 步；次要的移到 points，或合并"
        yield at_topic(content, topic.id, "steps", float(count), (("steps",), ""), told)
