"""Which other topics a topic's questions come close to, with what was learned already.

The same as `check --advice` tells of questions that lie nearer to another topic; but there all
questions are compared with all, here those of one topic, while somebody edits it.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bot.content.checks.advice_corpus import Asked, Corpus
from bot.content.checks.advice_kinds import Advice
from bot.content.checks.advice_near import astray, is_astray
from bot.content.checks.advice_nearest import Near, nearest
from bot.content.load import Content
from bot.content.model import Topic
from bot.content.render import fill
from bot.understanding.understanding import Understanding

CLOSE = 0.35  # of questions less alike than this nobody would say that they come close
_MOST = 5


@dataclass(frozen=True)
class Neighbour:
    """Another topic, how many questions are nearer to it than to their own, and the closest pair.

    `likeness` (0 to 1) is that of `question`, one of ours, and `other`, one of theirs.
    """

    topic: str
    title: str
    nearer: int
    question: str
    other: str
    likeness: float


@dataclass(frozen=True)
class Nearby:
    """The neighbours, the closest first, and the questions that lie astray."""

    neighbours: list[Neighbour]
    astray: list[Advice]


class Nearness:
    """Every question as a vector; a topic's are made anew only where they have changed."""

    def __init__(self, understanding: Understanding) -> None:
        self._understanding = understanding
        self._rows: dict[tuple[str, ...], sparse.csr_matrix] = {}
        self._lock = threading.Lock()

    def prepare(self, content: Content, going_on: Callable[[], bool] = lambda: True) -> None:
        """Makes the vectors of all topics: some seven seconds for 27,500 questions."""
        for topic in content.topics.values():
            if not going_on():
                return
            self._of(topic)

    def nearby(self, content: Content, topic_id: str) -> Nearby:
        """What a topic's questions come close to, in a content that may not be saved yet."""
        topics = list(content.topics.values())
        corpus = _corpus(topics)
        parts = [self._of(topic) for topic in topics]
        number = corpus.topics.index(topic_id)
        own = parts[number]
        rows = nearest(
            corpus, sparse.vstack(parts, "csr"), own, [number] * own.shape[0], corpus.starts[number]
        )
        asked = corpus.asked[corpus.starts[number] : corpus.ends[number]]
        found = list(zip(asked, rows, strict=True))
        told = [astray(content, corpus, one, near) for one, near in found if is_astray(one, near)]
        told.sort(key=lambda advice: -advice.weight)
        return Nearby(_neighbours(content, corpus, found), told)

    def _of(self, topic: Topic) -> sparse.csr_matrix:
        """A row a question, each of length 1."""
        questions = tuple(text for _, text in topic.all_questions())
        known = self._rows.get(questions)
        if known is None:
            made = [self._vector(text) for text in questions]
            ends = np.cumsum([0, *(len(index) for index, _ in made)])
            index = np.concatenate([index for index, _ in made])
            values = np.concatenate([values for _, values in made])
            shape = (len(questions), len(self._understanding.topic_model.keys))
            known = sparse.csr_matrix((values, index, ends), shape=shape)
            with self._lock:
                if len(self._rows) > 400:  # texts of a long day's typing
                    self._rows.clear()
                self._rows[questions] = known
        return known

    def _vector(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        model = self._understanding.topic_model
        index, values = model.vector(self._understanding.features(text))
        length = float((values**2).sum()) ** 0.5 or 1.0
        return index, (values / length).astype(np.float32)


def _corpus(topics: list[Topic]) -> Corpus:
    """The questions in their order; what they say is in the vectors."""
    asked: list[Asked] = []
    starts = []
    for topic in topics:
        starts.append(len(asked))
        asked += [Asked(topic.id, loc, text) for loc, text in topic.all_questions()]
    return Corpus(asked, [], [], [topic.id for topic in topics], starts)


def _neighbours(
    content: Content, corpus: Corpus, found: list[tuple[Asked, Near]]
) -> list[Neighbour]:
    pairs: defaultdict[str, list[tuple[Asked, Near]]] = defaultdict(list)
    for asked, near in found:
        if near.other >= 0 and near.other_near >= CLOSE:
            pairs[corpus.asked[near.other].topic].append((asked, near))
    told = []
    for topic_id, several in pairs.items():
        asked, near = max(several, key=lambda one: one[1].other_near)
        title = fill(content, content.topics[topic_id].title)
        nearer = sum(one.other_near > one.own_near for _, one in several)
        other = corpus.asked[near.other].text
        told.append(Neighbour(topic_id, title, nearer, asked.text, other, near.other_near))
    return sorted(told, key=lambda one: (-one.nearer, -one.likeness))[:_MOST]
