"""A version in the store without training: for tests of what stands around it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from bot.content.bundle import content_hash, files, pack, pack_files
from bot.content.load import load
from bot.store.versions import Bundle, Version, VersionStore

FIGURES = {"accuracy": 95.0, "asked": 100, "right": 95, "false_alarms": 0, "urgent_missed": []}


def publish(
    store: VersionStore,
    root: Path,
    *,
    at: str = "2020-01-01 09:00:00",
    who: str = "王警官",
    why: str = "第一版",
    forced: str | None = None,
    understanding: bytes = b"",
    learned_from: str = "",
    figures: dict[str, Any] | None = None,
) -> Version:
    """The files as they are, live from that moment."""
    moment, contents = datetime.datetime.fromisoformat(at), files(root)
    packed = pack(load(root)[0]), pack_files(contents)
    bundle = Bundle(content_hash(contents), *packed, understanding, learned_from, b"model", "m")
    told: dict[str, Any] = {"who": who, "why": why, "at": moment}
    made = store.add(bundle, **told, figures=figures or FIGURES, forced=forced)
    last = store.last_switch()
    store.switch(made.id, **told, seen=last.id if last else None)
    return made
