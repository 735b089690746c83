"""A comparison kept in a file, for whoever did not make it: the console shows it on its page."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.content.clock import here
from bot.studio.compare import words
from bot.studio.compare.comparison import Comparison
from bot.studio.compare.page import sections
from bot.studio.sheets import disk


@dataclass(frozen=True)
class Result:
    """What was found, and for which files (`content_hash`). `sections` is markup in which every
    text is escaped (bot.studio.compare.html)."""

    made: str
    content_hash: str
    version: int
    live: int
    publishable: bool
    nothing_new: bool
    verdict: str
    reasons: list[str]
    opening: str
    sections: str


def keep(found: Comparison, path: Path) -> None:
    """Writes it in one step. Raises OSError."""
    result = Result(
        made=here().isoformat(" ", "minutes"),
        content_hash=found.content_hash,
        version=found.version.id,
        live=found.live,
        publishable=not (found.reasons or found.nothing_new),
        nothing_new=found.nothing_new,
        verdict=words.verdict_on_publishing(found),
        reasons=list(found.reasons),
        opening=words.opening(found),
        sections=str(sections(found)),
    )
    disk.put(path, json.dumps(asdict(result), ensure_ascii=False).encode("utf-8"))


def kept(path: Path) -> Result | None:
    """The last one; None if there is none, or a later program wrote it."""
    try:
        return Result(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
