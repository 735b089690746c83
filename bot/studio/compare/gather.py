"""What is compared: the texts, and what the old and the new understanding make of questions."""

from __future__ import annotations

import datetime
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content.bundle import content_hash, files, unpack
from bot.content.clock import here
from bot.content.load import Content
from bot.content.render import fill
from bot.store.asked import AskedStore
from bot.store.versions import Version, VersionStore
from bot.studio.compare.changes import Heard, Question, changes, shifts
from bot.studio.compare.comparison import Comparison
from bot.studio.compare.hearing import listener
from bot.studio.compare.kept import held_out, unpacked
from bot.studio.differences import differences
from bot.studio.exam import examine
from bot.studio.gate import reasons_against
from bot.studio.publish import exam_of, figures_of, understanding_of
from bot.studio.train import ensure_understanding, learned_from
from bot.understanding.understanding import Understanding

MOST = 2000  # questions that residents asked


@dataclass(frozen=True)
class Working:
    """The working files: checked content, names of what is learned and of the exam, blockers."""

    root: Path
    content: Content
    name: str
    exam: str
    contents: dict[str, bytes]
    blockers: Sequence[str] = ()

    @classmethod
    def at(cls, root: Path, content: Content, blockers: Sequence[str]) -> Working:
        contents = files(root)
        names = learned_from(content, root), exam_of(content, contents)
        return cls(root, content, *names, contents, blockers)

    def understood_as(self, version: Version) -> bool:
        """Whether every question is understood as this version understands it."""
        return version.learned_from == self.name and version.figures.get("exam") == self.exam


def compared(
    store: VersionStore, asked: AskedStore, version: Version, live: Version, new: Working, days: int
) -> Comparison:
    """`version` against the working files; the gate compares them with what is `live`.

    Raises ValueError if the store has the version no more, SystemExit if training fails.
    """
    old = unpack(store.blob(version.answers))
    questions = [*held_out(new.content), *recent(asked, days)]
    before, after, figures, notes = _heard(store, version, live, new, questions)
    named = content_hash(new.contents)
    return Comparison(
        version=version,
        live=live.id,
        days=days,
        titles=(_titles(old), _titles(new.content)),
        texts=differences(old, new.content),
        reasons=_reasons(store, live, new, figures),
        questions=[one for one in questions if one.text in before and one.text in after],
        changes=changes(questions, before, after),
        shifts=shifts(questions, before, after),
        same_model=new.understood_as(version),
        nothing_new=live.content_hash == named,
        content_hash=named,
        notes=notes,
    )


def _reasons(
    store: VersionStore, live: Version, new: Working, figures: dict[str, Any]
) -> list[str]:
    """What `publish` would refuse the working files for."""
    changed = differences(unpack(store.blob(live.answers)), new.content)
    return [*new.blockers, *reasons_against(live.figures, figures, changed)]


def recent(store: AskedStore, days: int) -> list[Question]:
    """What residents asked within so many days, each once, the commonest first."""
    if days <= 0:
        return []
    since = here().date() - datetime.timedelta(days=days)
    counts = Counter(one.text for one in store.all(since))
    return [Question(text, asked=count) for text, count in counts.most_common(MOST)]


HeardByBoth = tuple[dict[str, Heard], dict[str, Heard], dict[str, Any], list[str]]


def _heard(
    store: VersionStore,
    version: Version,
    live: Version,
    new: Working,
    questions: Sequence[Question],
) -> HeardByBoth:
    """What the old and the new model made of the questions, the new exam's figures, and notes."""
    same = new.understood_as(version)
    if same and new.understood_as(live):
        return {}, {}, live.figures, []
    texts = list(dict.fromkeys(one.text for one in questions))
    after, figures = _examined(_understanding(store, live, new), new, texts, same)
    if same:
        return {}, {}, figures, []
    before, notes = _before(store, version, questions)
    return before, after, figures, notes


def _understanding(store: VersionStore, live: Version, new: Working) -> Understanding:
    """Of the working files: what is live if they were learned from the same, else learned now."""
    if live.learned_from == new.name:
        return understanding_of(store, live, new.content)
    return ensure_understanding(new.content, new.root)


def _examined(
    understanding: Understanding, new: Working, texts: Sequence[str], exam_only: bool
) -> tuple[dict[str, Heard], dict[str, Any]]:
    total = sum(map(len, new.content.held_out.values())) if exam_only else len(texts)
    listening = listener(understanding.without_risk(), "问现在的文件", total)
    figures = figures_of(examine(listening, new.content))
    if not exam_only:
        listening.hear(texts)
    return listening.heard, figures


def _before(
    store: VersionStore, version: Version, questions: Sequence[Question]
) -> tuple[dict[str, Heard], list[str]]:
    """What the version makes of the questions: as was kept with it, or it is asked.

    What a later program cannot read any more costs the comparison only what was not kept.
    """
    kept = unpacked([q for q in questions if q.topic], version.figures.get("answers", {}))
    missing = [text for text in dict.fromkeys(q.text for q in questions) if text not in kept]
    if not missing:
        return kept, []
    try:
        old = understanding_of(store, version, unpack(store.blob(version.answers)))
        listening = listener(old.without_risk(), f"问第 {version.id} 版", len(missing))
        listening.hear(missing)
    except Exception as broken:
        print(f"{type(broken).__name__}: {broken}", file=sys.stderr)
        return kept, [
            f"第 {version.id} 版的模型打不开，{len(missing)} 句没有比。发布新的一版以后就能比了。"
        ]
    return {**kept, **listening.heard}, []


def _titles(content: Content) -> dict[str, str]:
    return {topic.id: fill(content, topic.title) for topic in content.topics.values()}
