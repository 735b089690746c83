"""Asking a model: every text once, what it made of each is kept."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable
from pathlib import Path
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

    async def parse(self, text: str) -> dict[str, Any]:
        """The model's parse data."""
        parsed = await self._model.parse(text)
        self.heard[text] = Heard.of(parsed["assessment"])
        if self._progress:
            self._progress(len(self.heard), self._total)
        return parsed

    def hear(self, texts: Iterable[str]) -> None:
        """Asks what was not asked yet."""

        async def all_of_them() -> None:
            for text in texts:
                if text not in self.heard:
                    await self.parse(text)

        asyncio.run(all_of_them())


def listener(model: Path, doing: str, total: int) -> Listener:
    """The model of this file, with a progress bar for so many texts on a terminal."""
    from bot.studio.ask import Understanding

    return Listener(Understanding(model), bar(doing) if sys.stderr.isatty() else None, total)
