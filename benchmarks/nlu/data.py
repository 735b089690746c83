"""Messages with their labels: read, chosen, and spoilt in the ways in which people spoil them."""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from pypinyin import lazy_pinyin

from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE
from bot.content.text import traditional

# One character in so many is exchanged for another that sounds the same, and at least one.
_TYPO_EVERY = 8
_PUNCTUATION = re.compile(r"[，。！？、；：,.!?;:…~～\s]+")
_COURTESIES = (
    "你好，我想请问一下，",
    "您好，打扰一下，",
    "在吗？请问",
    "警察同志您好，我想咨询一下，",
)
# Out of scope is not one topic but everything else: a sample keeps so many times more of it.
_SHARE_OUT_OF_SCOPE = 10


@dataclass(frozen=True)
class Line:
    """A message, what it is about (an intent, `oos` when out of scope), whether it is urgent."""

    text: str
    label: str
    urgent: bool = False


def read(path: Path, label: str | None = None) -> list[Line]:
    """JSON lines with `text` and `label` (or `label` for all of them), and perhaps `urgent`."""
    lines = []
    for raw in path.read_text("utf-8").split("\n"):  # not splitlines: messages may hold U+2028
        if not raw.strip():
            continue
        found = json.loads(raw)
        lines.append(Line(found["text"], label or found["label"], bool(found.get("urgent", False))))
    return lines


def write(path: Path, lines: Iterable[Line]) -> None:
    """The JSON lines that `read` reads."""
    rows = (json.dumps(asdict(line), ensure_ascii=False) for line in lines)
    path.write_text("\n".join(rows) + "\n", "utf-8")


def training_questions(content: Content) -> list[Line]:
    """All questions of the topics, labelled with the topics' intents."""
    return [
        Line(question, topic.intent, question in set(topic.urgent_too))
        for topic in content.topics.values()
        for _, question in topic.all_questions()
    ]


def held_out(content: Content) -> list[Line]:
    """The questions under tests/questions/, which nothing is trained on."""
    return [
        Line(question.text, content.topics[topic].intent, question.urgent)
        for topic, questions in content.held_out.items()
        for question in questions
    ]


def sample(lines: list[Line], per_label: int, seed: int) -> list[Line]:
    """At most `per_label` lines of each label, ten times as many of what is out of scope."""
    by_label = defaultdict(list)
    for line in lines:
        by_label[line.label].append(line)
    chosen = []
    for label in sorted(by_label):
        most = per_label * (_SHARE_OUT_OF_SCOPE if label == OUT_OF_SCOPE else 1)
        shuffled = random.Random(f"{seed} {label}").sample(by_label[label], len(by_label[label]))
        chosen += shuffled[:most]
    return chosen


def spoilt(lines: list[Line], seed: int = 1) -> dict[str, list[Line]]:
    """The lines with homophone typos, in traditional characters, without punctuation, padded."""
    chance = random.Random(seed)
    alike = _sounding_alike(lines)
    ways: dict[str, Callable[[str], str]] = {
        "homophones": lambda text: _mistyped(text, alike, chance),
        "traditional": traditional,
        "no punctuation": lambda text: _PUNCTUATION.sub("", text) or text,
        "padding": lambda text: chance.choice(_COURTESIES) + text,
    }
    return {
        name: [Line(change(line.text), line.label, line.urgent) for line in lines]
        for name, change in ways.items()
    }


def _sounding_alike(lines: list[Line]) -> dict[str, list[str]]:
    """Characters by their sound without tone: those of GB 2312's first level, the common ones."""
    by_sound = defaultdict(list)
    for row in range(0xB0, 0xD8):
        for column in range(0xA1, 0xFF):
            try:
                character = bytes((row, column)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            by_sound[lazy_pinyin(character)[0]].append(character)
    return by_sound


def _mistyped(text: str, alike: dict[str, list[str]], chance: random.Random) -> str:
    characters = list(text)
    places = [i for i, c in enumerate(characters) if "\u4e00" <= c <= "\u9fff"]
    for i in chance.sample(places, min(len(places), max(1, len(places) // _TYPO_EVERY))):
        others = [c for c in alike.get(lazy_pinyin(characters[i])[0], []) if c != characters[i]]
        if others:
            characters[i] = chance.choice(others)
    return "".join(characters)
