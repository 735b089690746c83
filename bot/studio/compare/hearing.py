"""Asking a model: every text once, what it made of each is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from bot.studio.compare.changes import Heard
from bot.studio.exam import Progress, Understands
from bot.studio.exam_report import bar


class Listener:
    """Understands as the model in it does, and keeps what that made of every text."""

    def __init__(
        self, model: Understands, progress: Progress | None = None, total: int = 0
    ) -> None:
        self._model, self._progress, self._total = model, progress, total
        self.heard: dict[str, Heard] = {}

    def assess(self, text: str) -> dict[str, Any]:
        """The assessment."""
        found = self._model.assess(text)
        self.heard[text] = Heard.of(found)
        if self._progress:
            self._progress(len(self.heard), self._total)
        return found

    def hear(self, texts: Iterable[str]) -> None:
        """Asks what was not asked yet."""
        for text in texts:
            if text not in self.heard:
                self.assess(text)


def listener(model: Understands, doing: str, total: int) -> Listener:
    """It listens to this one, with a progress bar for so many texts on a terminal."""
    return Listener(model, bar(doing) if sys.stderr.isatty() else None, total)
