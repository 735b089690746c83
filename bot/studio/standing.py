"""Where publishing stands: what is live, what is pending, and who has approved it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.content.bundle import content_hash, files, unpack_files
from bot.store.trail import TrailStore
from bot.store.versions import Switch, Version, VersionStore
from bot.studio.pending import Pending, not_approved, pending

Files = dict[str, bytes]


@dataclass(frozen=True)
class Standing:
    """The working files at a moment. `hash` names all of them (bot.content.bundle.content_hash):
    whoever publishes what they saw publishes this. `since` is the switch that is live."""

    now: Files
    hash: str
    live: Version | None
    since: Switch | None
    published: Files
    pending: list[Pending]

    @property
    def waiting(self) -> list[Pending]:
        """What nobody else has approved yet."""
        return not_approved(self.pending)

    def named(self, file: str) -> Pending | None:
        """The pending file of this name."""
        return next((one for one in self.pending if one.file == file), None)


def standing(root: Path, versions: VersionStore, trail: TrailStore) -> Standing:
    """As it is now. Raises ValueError if the store has lost the files of what is live."""
    since = versions.last_switch()
    live = versions.get(since.version) if since else None
    published = unpack_files(versions.blob(live.files)) if live else {}
    now = files(root)
    edits = trail.changes()[::-1]
    looks = trail.approvals(since=since.at if since else "")
    found = pending(now, published, edits, looks)
    return Standing(now, content_hash(now), live, since, published, found)
