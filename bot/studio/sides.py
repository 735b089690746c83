"""Two assistants side by side: the one that is live, and the one of the working files."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.content.bundle import unpack, unpack_files
from bot.content.load import Content, load
from bot.store.versions import Version, VersionStore
from bot.studio.publish import understanding_of
from bot.studio.train import MODELS, learned_from
from bot.understanding.samples import about_all
from bot.understanding.understanding import Understanding


@dataclass(frozen=True)
class Side:
    """What answers, and what understands. `asked` has the training questions from which that was
    learned; `stale` says that they are others by now and have not been learned yet."""

    content: Content
    understanding: Understanding
    asked: Content
    stale: bool = False


class Sides:
    """Keeps both ready; nothing is learned here."""

    def __init__(self, root: Path, store: VersionStore) -> None:
        self._root, self._store, self._lock = root, store, threading.Lock()
        self._published: tuple[int, Side | None] | None = None
        self._working: tuple[tuple[int, str, bool], Content, Side] | None = None

    def published(self) -> Side | None:
        """What residents get; None if nothing is published, or the store cannot give it back."""
        live = self._store.live()
        if live is None:
            return None
        with self._lock:
            if self._published is None or self._published[0] != live.id:
                self._published = live.id, _published(self._store, live)
            return self._published[1]

    def working(self, content: Content) -> Side | None:
        """What residents would get; None if nothing was ever learned."""
        name = learned_from(content, self._root)
        found = self._learned(name)
        if found is None:
            return None
        key = id(content), found[0], found[1]
        with self._lock:
            if self._working is None or self._working[0] != key:
                packed = self._packed(found[0])
                made = Understanding.unpack(packed, about_all(content))
                self._working = key, content, Side(content, made, content, found[1])
            return self._working[2]

    def _learned(self, name: str) -> tuple[str, bool] | None:
        """Where what was learned is kept, and whether that is from other questions."""
        live, own = self._store.live(), self._root / MODELS / f"{name}.zip"
        if own.exists():
            return str(own), False
        if live and live.understanding and live.learned_from == name:
            return live.understanding, False
        kept = sorted(own.parent.glob("*.zip"), key=lambda path: path.stat().st_mtime)
        if kept:
            return str(kept[-1]), True
        return (live.understanding, True) if live and live.understanding else None

    def _packed(self, place: str) -> bytes:
        return Path(place).read_bytes() if place.endswith(".zip") else self._store.blob(place)


def _published(store: VersionStore, live: Version) -> Side | None:
    content = unpack(store.blob(live.answers))
    try:
        understanding = understanding_of(store, live, content)
    except (ValueError, KeyError):  # published by an older program
        return None
    return Side(content, understanding, _as_published(unpack_files(store.blob(live.files))))


def _as_published(files: dict[str, bytes]) -> Content:
    """The content with its training questions, read as it was."""
    with TemporaryDirectory() as name:
        root = Path(name).resolve()
        for file, data in files.items():
            path = (root / file).resolve()
            if root in path.parents:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        return load(root, held_out=False)[0]
