"""A small, fixed history for the report's tests: what is told of it can be counted by hand."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.content.load import Content
from bot.store.asked import Asked, AskedStore
from bot.store.feedback import FeedbackStore, Verdict
from bot.store.versions import Bundle, VersionStore
from bot.studio.report.gather import gather
from bot.studio.report.numbers import Report

NOW = datetime.datetime(2026, 11, 28, 9, 5)
HOSTILE = "<script>alert(1)</script>{{7*7}} {0.__class__} $x_1^{$ <img src=x onerror=alert(2)>"
MISSES = [
    {"topic": "scam_loan", "taken": "scam_job", "text": "考题甲", "wrong": ["topic"]},
    {"topic": "scam_loan", "taken": "scam_job", "text": "考题乙", "wrong": ["topic", "urgent"]},
    {"topic": "scam_loan", "taken": "scam_loan", "text": "考题丙", "wrong": ["alarm"]},
    {"topic": "deleted_one", "taken": "oos", "text": f"考题丁{HOSTILE}", "wrong": ["topic"]},
]
FIGURES = {"accuracy": 96.0, "asked": 100, "right": 96, "urgent_missed": ["考题乙"]}


@dataclass
class Stores:
    """The stores of one database."""

    asked: AskedStore
    feedback: FeedbackStore
    versions: VersionStore

    def report(self, content: Content, days: int = 30) -> Report:
        return gather(content, self.asked, self.feedback, self.versions, NOW, days)


def stores(folder: Path) -> Stores:
    engine = sa.create_engine(f"sqlite:///{folder / 'report.db'}")
    return Stores(AskedStore(engine), FeedbackStore(engine), VersionStore(engine))


def asked(message: str, ago: int = 0, **more: Any) -> Asked:
    """A question that was answered well, so many days ago."""
    told = {"text": f"贷款先交钱{message}", "topic": "scam_loan", "outcome": "answer"}
    rest = {"confidence": 0.97, "urgent": False, "version": 1, "milliseconds": 10}
    found = {**told, **rest, **more}
    day = (NOW.date() - datetime.timedelta(ago)).isoformat()
    return Asked(message=message, day=day, nearest=found["topic"], **found)


def publish(store: VersionStore, ago: int, why: str, figures: dict[str, Any], **more: Any) -> int:
    """Makes a version live; its number."""
    at = NOW - datetime.timedelta(ago)
    bundle = Bundle(f"hash of {why}", why.encode(), b"files", b"learned", "l", b"model", "m")
    made = store.add(bundle, who="王警官", why=why, at=at, figures=figures, **more)
    switch(store, ago, made.id, why)
    return made.id


def switch(store: VersionStore, ago: int, version: int, why: str) -> None:
    last, at = store.last_switch(), NOW - datetime.timedelta(ago)
    store.switch(version, who="王警官", why=why, at=at, seen=last.id if last else None)


def fill(into: Stores) -> None:
    """Three days with questions, verdicts, two versions and a way back."""
    for one in (
        asked("a1", 40),  # before the report's days
        asked("b1", 20, milliseconds=10),
        asked("b2", 20, milliseconds=30, urgent=True),
        asked("b3", 20, milliseconds=20, topic="oos", outcome="oos", confidence=0.6),
        asked("c1", 1, milliseconds=1500, topic="deleted_one", confidence=1.0),
        asked("d1", 0, milliseconds=40, topic="scam_job", urgent=True, confidence=0.85),
        asked("d2", 0, milliseconds=50, text=HOSTILE, outcome="offer", confidence=0.4),
        asked("d3", 0, milliseconds=60, text=HOSTILE, outcome="offer", confidence=0.4),
        asked("d4", 0, topic="greet", text="你好"),
        asked("d5", 0, outcome="", topic=None),
    ):
        into.asked.keep(one)
    for number, (topic, useful) in enumerate(
        [("scam_loan", True), ("scam_loan", False), ("scam_loan", False), (None, True)]
        + [("scam_job", True)] * 4
        + [("deleted_one", False)]
    ):
        into.feedback.keep(Verdict(f"v{number}", "2026-11-20", "问话", topic, useful))
    into.feedback.keep(Verdict("old", "2026-01-01", "问话", "scam_loan", True))
    publish(into.versions, 35, "第一版", FIGURES)
    publish(into.versions, 10, "加了两条问法", {**FIGURES, "misses": MISSES}, forced="必须发")
    switch(into.versions, 9, 1, "写错了")
    switch(into.versions, 8, 2, "又好了")
