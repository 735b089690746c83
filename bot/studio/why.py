"""`python -m bot ask --why`: which words decided, and which training questions are nearest."""

from __future__ import annotations

import tempfile
from pathlib import Path

from scipy import sparse

from bot.content.load import Content
from bot.content.text import normalise
from bot.nlu.features import CHARACTERS, SOUNDS, WORDS, features
from bot.nlu.linear import LinearModel
from bot.nlu.tokenizer import LexiconTokenizer, cut, overlay, words_of
from bot.nlu.topic_classifier import TopicClassifier

SHOWN = 8
_KINDS = {CHARACTERS: "字", WORDS: "词", SOUNDS: "音"}


def show(parts: Parts, content: Content, text: str) -> None:
    """Prints why the first topic was taken and not the second."""
    names = parts.features(text)
    probabilities, urgent = parts.model.judge(names)
    order = probabilities.argsort()[::-1]
    label, rival = (parts.model.labels[i] for i in order[:2])
    print(f"\n为什么是 {label}，不是 {rival}：")
    reasons = parts.model.reasons(names, label, rival)
    print("  支持：" + _listed([r for r in reasons if r[1] > 0]))
    print("  反对：" + _listed([r for r in reasons if r[1] < 0]))
    print(f"  紧急的可能：{urgent:.0%}（模型）")
    print("最像的训练问法：")
    for likeness, topic_id, question in parts.nearest(names, content):
        print(f"  {likeness:.0%} {topic_id}：{question}")


def _listed(reasons: list[tuple[str, float]]) -> str:
    shown = [f"{name[1:]}（{_KINDS[name[0]]} {said:+.2f}）" for name, said in reasons[:SHOWN]]
    return "，".join(shown) or "没有"


class Parts:
    """The classifier and the tokenizer out of a trained Rasa model."""

    def __init__(self, model: Path) -> None:
        from rasa.engine.storage.local_model_storage import LocalModelStorage

        with tempfile.TemporaryDirectory() as folder:
            storage, metadata = LocalModelStorage.from_model_archive(Path(folder), model)
            nodes = metadata.predict_schema.nodes.values()
            resources = {node.uses: node.resource for node in nodes if node.resource}
            with storage.read_from(resources[TopicClassifier]) as files:
                self.model = LinearModel.load(files)
            with storage.read_from(resources[LexiconTokenizer]) as files:
                lines = (files / "lexicon.txt").read_text("utf-8").splitlines()
        self.tokenizer = overlay(words_of(lines))

    def words(self, text: str) -> list[str]:
        """How a message is cut."""
        return cut(self.tokenizer, normalise(text))

    def features(self, text: str) -> list[str]:
        """The names that the classifier sees of a message."""
        return features(normalise(text), self.words(text))

    def nearest(
        self, names: list[str], content: Content, count: int = 3
    ) -> list[tuple[float, str, str]]:
        """(likeness from 0 to 1, topic, question) of the nearest training questions."""
        questions = [(t.id, q) for t in content.topics.values() for _, q in t.all_questions()]
        rows = sparse.vstack([self._row(self.features(question)) for _, question in questions])
        likeness = (rows @ self._row(names).T).toarray().ravel()
        best = likeness.argsort()[::-1][:count]
        return [(float(likeness[i]), *questions[i]) for i in best]

    def _row(self, names: list[str]) -> sparse.csr_matrix:
        index, values = self.model.vector(names)
        length = float((values**2).sum() ** 0.5) or 1.0
        shape = (1, len(self.model.vocabulary))
        return sparse.csr_matrix((values / length, (index * 0, index)), shape=shape)
