"""Advice from likeness: questions that repeat each other, that lie astray, and topics not found."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.checks.advice_corpus import Asked, Corpus
from bot.content.checks.advice_kinds import Advice, Reader, at_topic
from bot.content.checks.advice_nearest import Near, nearest
from bot.content.checks.advice_vectors import Space
from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE
from bot.content.render import fill
from bot.content.text import normalise

# Read by hand, samples of twelve: from 0.75 nearly all differ by a particle or the order of words
# (96110管什么 / 96110管什么事); below 0.7 every third says something else.
ALIKE = 0.75
# How much nearer the other topic must be, as a mean of three questions.
ASTRAY = 0.12
# Fewer questions that differ teach too little.
FEWEST = 10


def likeness(content: Content, corpus: Corpus, reader: Reader) -> list[Advice]:
    """Twins, questions astray, topics with too few questions that differ, and not reached."""
    names = [
        reader.names(text, words) for text, words in zip(corpus.plain, corpus.words, strict=True)
    ]
    space = Space(names)
    topics = [i for i, end in enumerate(corpus.ends) for _ in range(corpus.starts[i], end)]
    found: list[Advice] = []
    twins = dict.fromkeys(corpus.topics, 0)
    rows = nearest(corpus, space.matrix, space.matrix, topics, at=0)
    for asked, near in zip(corpus.asked, rows, strict=True):
        if near.before_near >= ALIKE:
            twins[asked.topic] += 1
            found.append(_twin(content, asked, corpus.asked[near.before], near.before_near))
        if is_astray(asked, near):
            found.append(astray(content, corpus, asked, near))
    found += _few(content, twins)
    return found + list(_unreached(content, corpus, reader, space))


def is_astray(asked: Asked, near: Near) -> bool:
    """Whether a question lies nearer to another topic, so that a trainer should look at it.

    What is out of scope lies near to our topics on purpose: it teaches where they end."""
    return (near.gap >= ASTRAY or near.other_near >= ALIKE) and asked.topic != OUT_OF_SCOPE


def _twin(content: Content, asked: Asked, first: Asked, near: float) -> Advice:
    message = f"“{asked.text}”和{_place(content, first, asked)}“{first.text}”几乎一样（{near:.0%}）"
    told = message, "删掉一句，或换成另一种情形、另一个人的说法"
    detail = {"question": asked.text, "like": first.text, "likeness": round(near, 3)}
    return at_topic(content, asked.topic, "twin", near, (asked.loc, ""), told, detail)


def astray(content: Content, corpus: Corpus, asked: Asked, near: Near) -> Advice:
    """The advice on a question that is."""
    own, other = corpus.asked[near.own], corpus.asked[near.other]
    title = fill(content, content.topics[other.topic].title)
    message = (
        f"“{asked.text}”更像 {other.topic}（{title}）："
        f"{_place(content, other, asked)}“{other.text}”像 {near.other_near:.0%}，"
        f"本主题最近的“{own.text}”只像 {near.own_near:.0%}"
    )
    detail = {
        "question": asked.text,
        "own": {"question": own.text, "likeness": round(near.own_near, 3)},
        "other": {
            "topic": other.topic,
            "question": other.text,
            "likeness": round(near.other_near, 3),
        },
    }
    told = message, _way_home(other.topic, near.other_near)
    weight = near.gap + (near.other_near >= ALIKE)  # the same words in two topics come first
    return at_topic(content, asked.topic, "astray", weight, (asked.loc, ""), told, detail)


def _way_home(other: str, likeness: float) -> str:
    """What to do about a question that lies nearer to the topic `other`."""
    if likeness >= ALIKE:
        return "几乎一样的话只能归一个主题：想好归哪边，删掉另一句"
    if other == OUT_OF_SCOPE:
        return f"在这里补几句类似的问法；{other} 里那句若归我们管，也移过来"
    return f"在这里补几句类似的问法；要是本来就该归 {other}，移过去"


def _place(content: Content, one: Asked, seen_from: Asked) -> str:
    """`第 12 行`, with the file where it is another one."""
    source = content.topic_source(one.topic)
    file = "" if one.topic == seen_from.topic else f"{source.path} "
    return f"{file}第 {source.position(one.loc)[0]} 行"


def _few(content: Content, twins: dict[str, int]) -> Iterator[Advice]:
    """A question that repeats another does not count."""
    for topic_id, repeated in twins.items():
        total = len(content.topics[topic_id].all_questions())
        if total - repeated < FEWEST:
            kept = f"只有 {total - repeated} 个不雷同的问法（共 {total} 个）"
            told = kept, f"至少写 {FEWEST} 个，换人、换事、换说法"
            weight = float(FEWEST - total + repeated)
            yield at_topic(content, topic_id, "few", weight, (("questions",), ""), told)


def _unreached(content: Content, corpus: Corpus, reader: Reader, space: Space) -> Iterator[Advice]:
    """Topics of whose held-out questions none is nearest to the topic itself."""
    held = [(t, q.text) for t in corpus.topics for q in content.held_out.get(t, [])]
    plain = [normalise(text) for _, text in held]
    rows = space.rows([reader.names(text, reader.words(text)) for text in plain])
    topics = [corpus.topics.index(topic_id) for topic_id, _ in held]
    reached = dict.fromkeys((topic_id for topic_id, _ in held), 0)
    for (topic_id, _), near in zip(held, nearest(corpus, space.matrix, rows, topics), strict=True):
        reached[topic_id] += 0 < near.own_near >= near.other_near
    for topic_id, count in reached.items():
        tested = len(content.held_out[topic_id])
        if count == 0:
            told = f"{tested} 个考题没有一个最像这个主题", "补几种不同的问法，不要照抄考题"
            yield at_topic(content, topic_id, "unreached", tested, (("questions",), ""), told)
