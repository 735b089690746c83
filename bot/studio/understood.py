"""An understanding that is there already: nobody who waits for a page waits for learning."""

from __future__ import annotations

import contextlib
from pathlib import Path

from bot.content.load import Content
from bot.store.versions import VersionStore
from bot.studio.publish import understanding_of
from bot.studio.train import MODELS
from bot.understanding.samples import about_all
from bot.understanding.understanding import Understanding


def at_hand(root: Path, content: Content, store: VersionStore) -> Understanding | None:
    """The published one, else the one that was learned last; None if nothing was learned yet."""
    live = store.live()
    if live is not None:
        with contextlib.suppress(ValueError):
            return understanding_of(store, live, content)
    kept = sorted((root / MODELS).glob("*.zip"), key=lambda path: path.stat().st_mtime)
    return Understanding.unpack(kept[-1].read_bytes(), about_all(content)) if kept else None
