"""How every topic is doing: what is in it, how well it is found, what residents make of it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.content.bundle import files, unpack_files
from bot.content.load import FAQ, HELD_OUT
from bot.content.model import HELD_OUT_FIELDS, OUT_OF_SCOPE
from bot.content.problems import Problem, Severity
from bot.content.render import fill
from bot.content.source import parse
from bot.store.asked import AskedStore
from bot.store.feedback import FeedbackStore
from bot.store.versions import Version, VersionStore
from bot.studio.desk import Look

DAYS = 30
OLD = datetime.timedelta(days=365)


@dataclass(frozen=True)
class Health:
    """One topic. `title` is empty if its file cannot be read.

    `tested` and `right` are the live version's held-out questions (None: not examined); `asked` and
    `disliked` count the last DAYS days; `pending` says that the file is not what is published
    (None: nothing is); `errors` keep it from being used, `reminders` are worth a look.
    """

    id: str
    group: str
    file: str
    title: str
    questions: int
    urgent: bool
    reviewed: datetime.date | None
    old: bool
    tested: int | None
    right: int | None
    asked: int
    disliked: int
    pending: bool | None
    errors: int
    reminders: int

    @property
    def accuracy(self) -> float | None:
        """Share of the held-out questions that were understood; None if none were asked."""
        return self.right / self.tested if self.tested and self.right is not None else None


@dataclass(frozen=True)
class Published:
    """What is live: the files as they were published, and the exam by topic."""

    version: int | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    tested: dict[str, int] | None = None
    missed: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, store: VersionStore, live: Version | None) -> Published:
        """Raises ValueError if the store has the version no more."""
        if live is None:
            return cls()
        contents = unpack_files(store.blob(live.files))
        misses = live.figures.get("misses")
        if misses is None:  # a version of an older program
            return cls(live.id, contents)
        wrong = Counter(str(miss["topic"]) for miss in misses if "topic" in miss["wrong"])
        return cls(live.id, contents, _held_out(contents), dict(wrong))

    def differs(self, name: str, raw: bytes | None) -> bool | None:
        """Whether a file is not as it was published; None if nothing is published."""
        return None if self.version is None else self.files.get(name) != raw


def _held_out(contents: Mapping[str, bytes]) -> dict[str, int]:
    """How many held-out questions each topic had."""
    counts = {}
    for name, raw in contents.items():
        if name.startswith(f"{HELD_OUT}/"):
            data = parse(name, raw, HELD_OUT_FIELDS)[0].data
            listed = data.get("questions") if isinstance(data, dict) else None
            counts[Path(name).stem] = len(listed or ())
    return counts


def topics(root: Path, look: Look, published: Published, since: datetime.date) -> list[Health]:
    """Every topic that has a file, those that cannot be read among them."""
    asked, disliked = AskedStore().answered(since), FeedbackStore().useless(since)
    found: dict[str, list[Problem]] = {}
    for problem in look.problems:
        found.setdefault(problem.path, []).append(problem)
    now = {name: raw for name, raw in files(root).items() if name.startswith(f"{FAQ}/")}
    names = [name for name in look.content.sources if name.startswith(f"{FAQ}/")]
    return [
        _health(look, name, found.get(name, []), published, now.get(name), asked, disliked)
        for name in names
    ]


def _health(
    look: Look,
    name: str,
    problems: list[Problem],
    published: Published,
    raw: bytes | None,
    asked: Mapping[str, int],
    disliked: Mapping[str, int],
) -> Health:
    topic_id, group = Path(name).stem, Path(name).parent.name
    topic = look.content.topics.get(topic_id)
    tested = published.tested.get(topic_id) if published.tested is not None else None
    return Health(
        id=topic_id,
        group=group,
        file=name,
        title=fill(look.content, topic.title) if topic else "",
        questions=len(topic.all_questions()) if topic else 0,
        urgent=bool(topic and topic.urgent),
        reviewed=topic.reviewed if topic else None,
        old=bool(topic and topic_id != OUT_OF_SCOPE and look.today - topic.reviewed > OLD),
        tested=tested,
        right=None if tested is None else max(0, tested - published.missed.get(topic_id, 0)),
        asked=asked.get(topic_id, 0),
        disliked=disliked.get(topic_id, 0),
        pending=published.differs(name, raw),
        errors=sum(p.severity is Severity.ERROR for p in problems),
        reminders=sum(p.severity is not Severity.ERROR for p in problems),
    )
