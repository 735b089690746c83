"""What the workbench says when it does not do something."""

from __future__ import annotations


class Refused(Exception):
    """Nothing was done; `lines` says why and what to do, for trainers."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = list(lines)
