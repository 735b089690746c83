"""`python -m bot ask --why`: which words decided, and which training questions are nearest."""

from __future__ import annotations

from dataclasses import dataclass

from scipy import sparse

from bot.content.load import Content
from bot.studio.groups import alike, pairs_of
from bot.understanding.features import CHARACTERS, SOUNDS, WORDS
from bot.understanding.understanding import Understanding

SHOWN, _CANDIDATES = 8, 300
_KINDS = {CHARACTERS: "字", WORDS: "词", SOUNDS: "音"}


@dataclass(frozen=True)
class Why:
    """Why the first intent was taken and not the second: features in words (`kind` is 字, 词 or 音)
    with what each said for or against; how urgent it seemed to the model (0 to 1); the nearest
    training questions (likeness, topic, question)."""

    label: str
    rival: str
    supports: list[Reason]
    against: list[Reason]
    urgent: float
    nearest: list[tuple[float, str, str]]


@dataclass(frozen=True)
class Reason:
    """A feature of the message, and how much it said."""

    name: str
    kind: str
    said: float


def why(understanding: Understanding, content: Content, text: str) -> Why:
    """What decided. `content` is where the training questions are looked up."""
    model, names = understanding.topic_model, understanding.features(text)
    probabilities, urgent = model.judge(names)
    order = probabilities.argsort()[::-1]
    label, rival = (model.labels[i] for i in order[:2])
    found = [Reason(n[1:], _KINDS[n[0]], float(s)) for n, s in model.reasons(names, label, rival)]
    return Why(
        label,
        rival,
        [one for one in found if one.said > 0][:SHOWN],
        [one for one in found if one.said < 0][:SHOWN],
        float(urgent),
        nearest(understanding, content, text),
    )


def show(understanding: Understanding, content: Content, text: str) -> None:
    """Prints why the first topic was taken and not the second."""
    found = why(understanding, content, text)
    print(f"\n为什么是 {found.label}，不是 {found.rival}：")
    print("  支持：" + _listed(found.supports))
    print("  反对：" + _listed(found.against))
    print(f"  紧急的可能：{found.urgent:.0%}（模型）")
    print("最像的训练问法：")
    for likeness, topic_id, question in found.nearest:
        print(f"  {likeness:.0%} {topic_id}：{question}")


def _listed(reasons: list[Reason]) -> str:
    shown = [f"{one.name}（{one.kind} {one.said:+.2f}）" for one in reasons]
    return "，".join(shown) or "没有"


def nearest(
    understanding: Understanding, content: Content, text: str, count: int = 3
) -> list[tuple[float, str, str]]:
    """(likeness from 0 to 1, topic, question) of the nearest training questions.

    Of those that share most pairs of characters, the likest by what the classifier sees.
    """
    questions = [(t.id, q) for t in content.topics.values() for _, q in t.all_questions()]
    own = pairs_of(text)
    questions.sort(key=lambda one: -alike(own, pairs_of(one[1])))
    near, row = questions[:_CANDIDATES], _row(understanding, text)
    likeness = [float((row @ _row(understanding, question).T)[0, 0]) for _, question in near]
    best = sorted(range(len(near)), key=lambda number: -likeness[number])[:count]
    return [(likeness[number], *near[number]) for number in best]


def _row(understanding: Understanding, text: str) -> sparse.csr_matrix:
    model = understanding.topic_model
    index, values = model.vector(understanding.features(text))
    length = float((values**2).sum() ** 0.5) or 1.0
    shape = (1, len(model.keys))
    return sparse.csr_matrix((values / length, (index * 0, index)), shape=shape)
