"""What was done in the inbox, as it stands in the audit trail, and how it is undone from there.

The trail keeps no resident's words but those that a trainer put into a file: which texts were
marked as dealt with is kept as their hashes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.store.asked import AskedStore
from bot.store.trail import Entry, TrailStore
from bot.studio.drafts import Drafts
from bot.studio.inbox.acts import First, Written, take_out
from bot.studio.inbox.waiting import Waiting
from bot.studio.refused import Refused

ADDED, STARTED, DISMISSED, UNDONE = (
    "收件箱：加问法",
    "收件箱：新主题",
    "收件箱：不处理",
    "收件箱：撤销",
)
_GROUP, _TEXTS, _MARKS, _OF = "组", "几种说法", "记号", "撤销的记录"
_FILE, _TEXT, _URGENT, _DRAFT = "文件", "加的话", "紧急", "草稿"
_LATEST, _EVER = 10, 500


@dataclass(frozen=True)
class Done:
    """Something that was done; `undone` if it was taken back."""

    entry: Entry
    undone: bool


def dealt_with(one: Waiting) -> dict[str, Any]:
    """For the detail of whatever was done: which texts need no more attention."""
    marks = [_mark(key) for key in one.keys]
    return {_GROUP: one.group.id, _TEXTS: len(one.group.texts), _MARKS: " ".join(marks)}


def added(one: Waiting, written: Written, text: str, urgent: bool) -> dict[str, Any]:
    """For the detail of a question that was added."""
    told = {_FILE: written.file, _TEXT: text, _URGENT: "是" if urgent else "否"}
    return {**told, **dealt_with(one)}


def started(one: Waiting, file: str, text: str) -> dict[str, Any]:
    """For the detail of a topic that was begun: its draft, and what names its text."""
    return {_FILE: file, _DRAFT: text, **dealt_with(one)}


def latest(trail: TrailStore) -> list[Done]:
    """What was done last, the latest first."""
    gone = {one.detail.get(_OF) for one in trail.entries(action=UNDONE, most=_EVER)}
    found = [e for a in (ADDED, STARTED, DISMISSED) for e in trail.entries(action=a, most=_LATEST)]
    found.sort(key=lambda entry: -(entry.id or 0))
    return [Done(entry, entry.id in gone) for entry in found[:_LATEST]]


def undo(root: Path, asked: AskedStore, drafts: Drafts, done: Done, first: First) -> dict[str, Any]:
    """Undoes it; the detail for the trail. Raises Refused.

    A draft in which somebody has written since stays.
    """
    entry = done.entry
    if done.undone:
        raise Refused("这一步已经撤销过了。")
    told = entry.detail
    if entry.action == ADDED:
        take_out(root, told[_FILE], told[_TEXT], told[_URGENT] == "是", first)
    elif entry.action == STARTED:
        draft = drafts.get(entry.who, told[_FILE])
        if draft and draft.text == told[_DRAFT]:
            drafts.drop(entry.who, told[_FILE])
    marks = set(str(told[_MARKS]).split(" "))
    asked.unhandle([key for key in asked.handled() if _mark(key) in marks])
    return {_OF: entry.id, _GROUP: told[_GROUP]}


def _mark(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:12]
