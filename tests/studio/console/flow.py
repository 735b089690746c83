"""What tests of inbox, publishing and the like need around the console."""

from __future__ import annotations

import itertools
import re
from typing import Any

from bot.store.asked import Asked, AskedStore
from bot.store.feedback import FeedbackStore
from bot.store.trail import Change, TrailStore
from bot.store.versions import Version, VersionStore
from bot.studio.inbox.waiting import waiting
from bot.studio.pending import hash_of
from tests.studio.console.conftest import EDITORS_NAME, Console
from tests.studio.published import publish

FILE, TOPIC = "data/faq/scam/scam_brushing.yml", "scam_brushing"
ANSWER = "是骗局，不要做。"
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}${7*7}"
_messages = map(str, itertools.count())


def ask(text: str, **more: Any) -> None:
    """A resident asks, and it falls back."""
    told = {"topic": None, "nearest": TOPIC, "outcome": "offer", "confidence": 0.4}
    rest = {"urgent": False, "version": None, "milliseconds": 9}
    when = {"day": "2026-11-29"}
    AskedStore().keep(Asked(message=next(_messages), text=text, **{**when, **told, **rest, **more}))


def group() -> str:
    """The id of the only group in the inbox."""
    (one,) = waiting(AskedStore(), FeedbackStore())
    return one.group.id


def groups() -> int:
    return len(waiting(AskedStore(), FeedbackStore()))


def save(console: Console, who: str = EDITORS_NAME, file: str = FILE, more: str = "# 改\n") -> None:
    """Somebody saves a file in the console."""
    path = console.root / file
    before = path.read_bytes()
    after = before + more.encode()
    TrailStore().changed(Change("2026-11-29 09:30:00", who, file, hash_of(before), hash_of(after)))
    path.write_bytes(after)


def publish_now(console: Console, **more: Any) -> Version:
    """The files of the console go live."""
    return publish(VersionStore(), console.root, **more)


def values_of(page: Any, name: str) -> list[str]:
    """What stands in the page's fields of this name."""
    found = re.findall(rf'name="{name}" value="([^"]*)"', page.text)
    return [one.replace("&#34;", '"').replace("&amp;", "&") for one in found]


def harmless(text: str) -> bool:
    """Whether nothing in the page of what a resident wrote is markup."""
    return not re.search(r"<script>alert|<img src=x|onerror=alert\(2\)>(?!\{)", text)
