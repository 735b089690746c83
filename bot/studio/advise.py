"""`python -m bot check --advice`: what would make the content better, beside what is wrong."""

from __future__ import annotations

import datetime
import json
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from itertools import groupby

import jieba

from bot.content.checks.advice import SHOWN, advise, worst
from bot.content.checks.advice_kinds import KINDS, Advice
from bot.content.load import Content
from bot.content.problems import Problem
from bot.content.render import fill
from bot.studio.check import topic_named
from bot.understanding.features import features
from bot.understanding.words import cut, overlay, words_of

_MORE = "python -m bot check --advice"
_IN_LEXICON = 1_000_000  # what the trainers wrote down counts as common


class JiebaReader:
    """Cuts as the assistant does."""

    def __init__(self, lexicon: Iterable[str]) -> None:
        own = words_of(lexicon)
        self._jieba, self._own = overlay(own), {word.lower() for word in own}

    def words(self, text: str) -> list[str]:
        """The words of a normalised text; blanks are none."""
        return cut(self._jieba, text)

    def names(self, text: str, words: list[str]) -> list[str]:
        """What the classifier sees of it."""
        return features(text, words)

    def frequency(self, word: str) -> int:
        """jieba's count of the word in its corpus; words of the lexicon count as common."""
        return _IN_LEXICON if word in self._own else jieba.dt.FREQ.get(word, 0)


def run(
    content: Content,
    problems: list[Problem],
    topic: str | None = None,
    as_json: bool = False,
    today: datetime.date | None = None,
) -> int:
    """Prints problems and advice; 2 if `topic` names none, otherwise 0."""
    topic_id = topic_named(content, topic) if topic else None
    if topic and topic_id is None:
        return 2
    if not as_json:
        _wait()
    found = advise(content, today or datetime.date.today(), JiebaReader(content.lexicon))
    if topic_id:
        found = [one for one in found if one.topic == topic_id]
        problems = [p for p in problems if p.path.endswith(f"/{topic_id}.yml")]
    if as_json:
        _print_json(problems, found)
        return 0
    for problem in problems:
        print(problem)
    _print(content, found, everything=topic_id is not None)
    print(_summary(found))
    return 0


def _wait() -> None:
    if sys.stderr.isatty():
        print("正在通读全部问法和答案，约二十秒……", file=sys.stderr, flush=True)


def _print_json(problems: list[Problem], found: list[Advice]) -> None:
    """One object a line; problems have no `kind`."""
    for problem in problems:
        print(json.dumps({**asdict(problem), "kind": None}, ensure_ascii=False))
    for one in found:
        print(json.dumps(one.as_dict(), ensure_ascii=False))


def _print(content: Content, found: list[Advice], everything: bool) -> None:
    """By topic; of each kind the most pressing, unless `everything` is asked for."""
    shown, left_out = (found, Counter[tuple[str, str]]()) if everything else worst(found)
    for path, several in groupby(shown, key=lambda one: one.problem.path):
        here = list(several)
        topic_id = here[0].topic
        title = fill(content, content.topics[topic_id].title) if topic_id else ""
        total = sum(one.problem.path == path for one in found)
        print(f"\n{topic_id or path} {title}（{total} 条建议）".replace(" （", "（"))
        for one in here:
            print(one.problem)
        rest = [f"{KINDS[k]} {n} 条" for (p, k), n in left_out.items() if p == path]
        if rest:
            more = f"{_MORE} --topic {topic_id}" if topic_id else f"{_MORE} --json"
            print(f"    还有：{'，'.join(rest)}。看全部：{more}")


def _summary(found: list[Advice]) -> str:
    counts = Counter(one.kind for one in found)
    told = [f"{name} {counts[kind]}" for kind, name in KINDS.items() if counts[kind]]
    files = len({one.problem.path for one in found})
    if not found:
        return "没有建议。"
    return (
        f"\n建议 {len(found)} 条，涉及 {files} 个文件：{'，'.join(told)}。"
        f"建议不影响启动和发布；每个文件每类只列最要紧的 {SHOWN} 条。"
    )
