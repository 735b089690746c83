"""Text in columns of a terminal, where a Chinese character takes two cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

# These do not begin a line: the character before comes down with them.
_CLOSING = "，。！？；：、”’）》】"


def width(text: str) -> int:
    """How many cells a text takes; combining marks take none."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def pad(text: str, cells: int, right: bool = False) -> str:
    """Filled with blanks to so many cells; longer ends in …"""
    while width(text) > cells:
        text = text.removesuffix("…")[:-1] + "…"
    blanks = " " * (cells - width(text))
    return blanks + text if right else text + blanks


def wrap(text: str, cells: int) -> list[str]:
    """Lines of at most so many cells (at least 4), broken anywhere: Chinese has no blanks.

    Control and direction characters are left out: what residents typed must not steer a terminal.
    """
    lines = [""]
    for character in text:
        if character == "\n":
            lines.append("")
        elif unicodedata.category(character) in ("Cc", "Cf"):
            continue
        elif width(lines[-1]) + _cells(character) <= cells:
            lines[-1] += character
        elif character in _CLOSING and len(lines[-1]) > 1:
            lines[-1], last = lines[-1][:-1], lines[-1][-1]
            lines.append(last + character)
        else:
            lines.append(character.strip())
    return lines


def row(cells: Sequence[str], widths: Sequence[int], indent: str = "  ") -> list[str]:
    """One row of a table as lines: every cell is wrapped within its width, two blanks between."""
    columns = [wrap(text, wide) for text, wide in zip(cells, widths, strict=True)]
    height = max(map(len, columns))
    filled = [[*lines, *[""] * (height - len(lines))] for lines in columns]
    lines = zip(*filled, strict=True)
    return [
        (indent + "  ".join(pad(t, w) for t, w in zip(line, widths, strict=True))).rstrip()
        for line in lines
    ]
