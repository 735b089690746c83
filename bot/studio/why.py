"""`python -m bot ask --why`: which words decided, and which training questions are nearest."""

from __future__ import annotations

from scipy import sparse

from bot.content.load import Content
from bot.studio.groups import alike, pairs_of
from bot.understanding.features import CHARACTERS, SOUNDS, WORDS
from bot.understanding.understanding import Understanding

SHOWN, _CANDIDATES = 8, 300
_KINDS = {CHARACTERS: "字", WORDS: "词", SOUNDS: "音"}


def show(understanding: Understanding, content: Content, text: str) -> None:
    """Prints why the first topic was taken and not the second."""
    model, names = understanding.topic_model, understanding.features(text)
    probabilities, urgent = model.judge(names)
    order = probabilities.argsort()[::-1]
    label, rival = (model.labels[i] for i in order[:2])
    print(f"\n为什么是 {label}，不是 {rival}：")
    reasons = model.reasons(names, label, rival)
    print("  支持：" + _listed([r for r in reasons if r[1] > 0]))
    print("  反对：" + _listed([r for r in reasons if r[1] < 0]))
    print(f"  紧急的可能：{urgent:.0%}（模型）")
    print("最像的训练问法：")
    for likeness, topic_id, question in nearest(understanding, content, text):
        print(f"  {likeness:.0%} {topic_id}：{question}")


def _listed(reasons: list[tuple[str, float]]) -> str:
    shown = [f"{name[1:]}（{_KINDS[name[0]]} {said:+.2f}）" for name, said in reasons[:SHOWN]]
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
