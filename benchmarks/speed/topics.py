"""Made-up topics, as many as wanted, to see how cost grows: each a name, a thing and a matter.

No two have the same thing and matter, and none has another's name (coined, pronounceable: «沃信»),
so that words are as new in each topic as in a real one. A number always gives the same topic.
`python -m benchmarks.speed.topics FOLDER COUNT` writes them into a project's data/faq.
"""

from __future__ import annotations

import itertools
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

QUESTIONS = 30
_GROUP = "law"  # any that is neither urgent nor small talk
_WORDS = Path(__file__).with_name("words.yml")
_ASIDE = ("", "", "", "你好，", "请问", "麻烦问下，", "那个，", "哎，", "师傅，", "急，")
_END = ("", "", "？", "啊", "呢", "？谢谢", "，有人知道吗", "，在线等")


@dataclass(frozen=True)
class Made:
    """A topic: the id is its file's name."""

    id: str
    title: str
    questions: list[str]

    def as_data(self) -> dict[str, Any]:
        """What its file says."""
        return {
            "title": self.title,
            "audience": ["所有人"],
            "urgent": False,
            "questions": self.questions,
            "answer": f"{self.title}：先看合同和票据。有人催您转账，先打 {{96110}} 问一问。",
            "steps": ["把合同、票据、聊天记录留好", "跟对方当面说清楚，写在纸上"],
            "hotlines": ["96110"],
            "sources": ["F1.1"],
            "reviewed": "2026-11-22",
        }


def made(count: int, questions: int = QUESTIONS) -> Iterator[Made]:
    """So many topics. Raises ValueError if there are not enough words for them."""
    words = _words()
    pairs = list(itertools.product(words["things"], words["matters"]))
    if count > len(pairs):
        raise ValueError(f"{count} topics: the words are enough for {len(pairs)}")
    random.Random(1).shuffle(pairs)
    named = zip(pairs[:count], _brands(), strict=False)  # there are more names than are needed
    for number, ((thing, matter), brand) in enumerate(named):
        asked = _questions(random.Random(number), brand, thing.split("/"), matter.split("/"))
        title = f"{brand}{thing.split('/')[0]}{matter.split('/')[0]}"
        yield Made(f"made_{number:05}", title, list(itertools.islice(asked, questions)))


def write(root: Path, count: int) -> None:
    """Adds so many to the project at `root`, which should be a copy."""
    folder = root / "data/faq" / _GROUP
    for topic in made(count):
        text = yaml.safe_dump(topic.as_data(), allow_unicode=True, sort_keys=False, width=1000)
        (folder / f"{topic.id}.yml").write_text(text, "utf-8")


def _questions(
    chance: random.Random, brand: str, things: list[str], matters: list[str]
) -> Iterator[str]:
    """Endless, none twice."""
    words, seen = _words(), set[str]()
    frames = itertools.cycle(chance.sample(words["asking"], len(words["asking"])))
    for frame in frames:
        chosen = {name: chance.choice(words[name]) for name in ("who", "when", "when2", "sum")}
        chosen.update(thing=chance.choice(things), matter=chance.choice(matters), brand=brand)
        # A question about a matter without its thing or its name would be anybody's.
        plain = frame.format(**chosen)
        if brand not in plain and chance.random() < 0.3:
            plain = f"{brand}，{plain}"
        whole = chance.choice(_ASIDE) + plain + chance.choice(_END)
        if whole not in seen:
            seen.add(whole)
            yield whole


def _brands() -> Iterator[str]:
    """Names of two syllables, then of three."""
    words = _words()
    two = ["".join(one) for one in itertools.product(words["first"], words["second"])]
    three = [
        "".join(one)
        for one in itertools.product(words["first"], words["second"], "宝通汇易云园屋坊")
    ]
    for names in (two, three):
        random.Random(2).shuffle(names)
        yield from names


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return yaml.safe_load(_WORDS.read_text("utf-8"))


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
