"""The report of the last days for the console: counted at most twice a minute, drawn when it says
something else, however many look at it."""

from __future__ import annotations

import datetime
import hashlib
import json
import threading
import time
from dataclasses import dataclass

from starlette.requests import Request

from bot.content.load import Content
from bot.store.asked import AskedStore
from bot.store.feedback import FeedbackStore
from bot.store.versions import VersionStore
from bot.studio.console.desk import kept
from bot.studio.report.gather import gather
from bot.studio.report.numbers import Report
from bot.studio.report.pictures import svgs

PERIODS = (7, 30, 90)
_FRESH = 30.0  # seconds


@dataclass(frozen=True)
class Shown:
    """A report, its pictures as SVG by name, and what names all of it."""

    report: Report
    pictures: dict[str, str]
    mark: str


class Dashboard:
    """The last report of each period."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # matplotlib's settings are the process's
        self._shown: dict[int, tuple[float, Shown]] = {}

    def shown(self, content: Content, now: datetime.datetime, days: int) -> Shown:
        """The report up to now; whoever asks while it is drawn waits for that one."""
        with self._lock:
            counted, last = self._shown.get(days, (float("-inf"), None))
            if last is not None and time.monotonic() - counted < _FRESH:
                return last
            stores = AskedStore(), FeedbackStore(), VersionStore()
            report = gather(content, *stores, now, days)
            mark = _mark(report)
            if last is None or last.mark != mark:
                last = Shown(report, svgs(report), mark)
            self._shown[days] = time.monotonic(), last
            return last

    def count_anew(self) -> None:
        """Somebody has changed what it tells: the next who asks is told so."""
        with self._lock:
            self._shown = {days: (float("-inf"), shown) for days, (_, shown) in self._shown.items()}

    def picture(self, days: int, name: str) -> str | None:
        """A picture of the report that was shown last."""
        found = self._shown.get(days)
        return found[1].pictures.get(name) if found else None


def board(request: Request) -> Dashboard:
    """The one of this console."""
    found: Dashboard = kept(request, "dashboard", Dashboard)
    return found


def _mark(report: Report) -> str:
    """Names what it tells; when it was made is no part of it."""
    told = {**report.as_dict(), "made": ""}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]
