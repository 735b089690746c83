"""Text in columns of a terminal, where a Chinese character takes two cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

# These do not begin a line: the character before comes down with them.
_CLOSING = "，。！？；：、”’）》】］"
# A number or a Latin word stays in one piece, and what opens stays with what follows.
_PIECE = re.compile(r"[（“《［]*(?:[0-9A-Za-z.*_/-]+[%％]?|[^\n])|\n")


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
    """Lines of at most so many cells (at least 8), broken between any two Chinese characters.

    Control and direction characters are left out: what residents typed must not steer a terminal.
    """
    lines: list[list[str]] = [[]]
    for piece in _pieces(text, cells):
        if piece == "\n":
            lines.append([])
        elif width("".join(lines[-1])) + width(piece) <= cells:
            lines[-1].append(piece)
        elif piece in _CLOSING and len(lines[-1]) > 1:
            lines.append([lines[-1].pop(), piece])
        else:
            lines.append([piece.strip()])
    return ["".join(line) for line in lines]


def _pieces(text: str, cells: int) -> Iterator[str]:
    """What is not broken; what is longer than half a line is."""
    shown = (c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf"))
    for piece in _PIECE.findall("".join(shown)):
        yield from [piece] if width(piece) <= cells // 2 else piece


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
