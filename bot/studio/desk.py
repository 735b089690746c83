"""The working files, kept in memory and read again where they have changed.

`python -m bot check` reads everything once and ends. Whoever checks while somebody types cannot
wait two seconds each time: here one topic's file can say something else without being written.
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.content.bundle import FOLDERS
from bot.content.checks import OF_THE_REST, OF_TOPICS, added, found_by, in_order
from bot.content.load import FAQ, ROOT, Content, load, with_topic
from bot.content.problems import Problem

Marks = dict[str, tuple[int, int, int]]
_FEW = 5  # so many changed topics are exchanged one by one


@dataclass(frozen=True)
class Look:
    """The content at a moment and everything that is wrong with it.

    `shape` are the problems of single files, `rest` those that no topic can change.
    """

    content: Content
    shape: tuple[Problem, ...]
    rest: tuple[Problem, ...]
    today: datetime.date
    problems: tuple[Problem, ...]

    @classmethod
    def at(
        cls, content: Content, shape: list[Problem], rest: list[Problem], today: datetime.date
    ) -> Look:
        """Runs the checks that look at topics."""
        found = in_order([*shape, *rest, *found_by(OF_TOPICS, content, today)])
        return cls(content, tuple(shape), tuple(rest), today, tuple(found))

    def with_topic(self, path: str, raw: bytes | None) -> Look:
        """What `check` would say if the topic's file `path` said `raw` (None: were not there)."""
        content, found = with_topic(self.content, path, raw)
        shape = [p for p in self.shape if p.path != path]
        return Look.at(content, shape + found, list(self.rest), self.today)

    def of(self, path: str) -> list[Problem]:
        """The problems in one file."""
        return [problem for problem in self.problems if problem.path == path]

    def added(self, before: Look) -> list[Problem]:
        """The problems that are not in `before`, wherever they are."""
        return added(before.problems, self.problems)


class Desk:
    """The working files of one project; several threads may ask."""

    def __init__(
        self, root: Path = ROOT, today: Callable[[], datetime.date] = datetime.date.today
    ) -> None:
        self.root, self._today = root, today
        self._lock = threading.Lock()
        self._marks: Marks = {}
        self._look: Look | None = None

    def look(self) -> Look:
        """The files as they are now."""
        with self._lock:
            marks, today = self._marked(), self._today()
            old = self._look
            if old is None or old.today != today:
                self._look = self._read(today)
            elif marks != self._marks:
                self._look = self._renewed(old, marks)
            self._marks = marks  # taken before reading: what changes meanwhile is read again
            assert self._look is not None
            return self._look

    def _read(self, today: datetime.date) -> Look:
        content, shape = load(self.root)
        return Look.at(content, shape, found_by(OF_THE_REST, content, today), today)

    def _renewed(self, old: Look, marks: Marks) -> Look:
        """Where only a few topics have changed, they alone are read."""
        changed = {name for name, _ in marks.items() ^ self._marks.items()}
        simple = changed <= marks.keys() and all(_is_topic(name) for name in changed)
        if len(changed) > _FEW or not simple:
            return self._read(old.today)
        content, shape = old.content, list(old.shape)
        for name in sorted(changed):
            content, found = with_topic(content, name, _bytes(self.root / name))
            shape = [p for p in shape if p.path != name] + found
        return Look.at(content, shape, list(old.rest), old.today)

    def _marked(self) -> Marks:
        """What tells a changed file: saving by renaming gives it another number."""
        marks: Marks = {}
        for folder in FOLDERS:
            for path in (self.root / folder).rglob("*"):
                try:
                    stat = path.stat()
                except OSError:
                    continue  # gone since it was listed
                name = path.relative_to(self.root).as_posix()
                if path.suffix in (".yml", ".yaml", ".txt"):
                    marks[name] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        return marks


def _is_topic(name: str) -> bool:
    return name.startswith(f"{FAQ}/") and name.count("/") == 3 and name.endswith(".yml")


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
