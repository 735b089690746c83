"""What is to become of topics, before it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.studio.sheets.found import Finding
from bot.studio.sheets.snapshot import Entry, Topic


@dataclass
class Edit:
    """What becomes of one topic. `fields` are new values, `lists` new lists of questions.

    `cells` are the places of everything, by field and question, for what is said of it later.
    """

    id: str
    group: str
    old: Topic | None
    fields: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, list[Entry]] = field(default_factory=dict)
    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    deleted: bool = False

    @property
    def changes(self) -> bool:
        return bool(self.deleted or self.fields or self.lists)


@dataclass
class Plan:
    """All edits, what is wrong, and what the trainer should know."""

    edits: list[Edit] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
