"""Two people's edits of one text, laid beside what both began with, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "mine", "theirs", "both", "conflict"]
Span = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """Lines of the three texts that belong together.

    `kind` says who changed them: nobody (`same`), one of the two, both in the same way (`both`), or
    both differently (`conflict`). `line` is the first one's number in what both began with, from 1.
    """

    kind: Kind
    line: int
    began: list[str]
    mine: list[str]
    theirs: list[str]

    @property
    def merged(self) -> list[str]:
        """What both want; of a conflict, mine."""
        return self.theirs if self.kind == "theirs" else self.mine


def pieces(began: str, mine: str, theirs: str) -> list[Piece]:
    """The three texts side by side; each is what its side of all pieces says, put together."""
    base, own, other = (text.splitlines(keepends=True) for text in (began, mine, theirs))
    found: list[Piece] = []
    at = (0, 0, 0)
    for start, size in _still(base, own, other):
        found += _piece(base, own, other, at, start)
        at = (start[0] + size, start[1] + size, start[2] + size)
        found += _piece(base, own, other, start, at)
    return found


def _still(
    base: Sequence[str], own: Sequence[str], other: Sequence[str]
) -> list[tuple[tuple[int, int, int], int]]:
    """The runs of lines that nobody touched: where they begin in each text, and how many."""
    mine, theirs = _matches(base, own), _matches(base, other)
    runs: list[tuple[tuple[int, int, int], int]] = []
    for line in sorted(mine.keys() & theirs.keys()):
        place = (line, mine[line], theirs[line])
        if runs:
            first, size = runs[-1]
            if place == (first[0] + size, first[1] + size, first[2] + size):
                runs[-1] = first, size + 1
                continue
        runs.append((place, 1))
    return [*runs, ((len(base), len(own), len(other)), 0)]


def _matches(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    """Line in `base` -> the same line in `other`."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _piece(
    base: Sequence[str],
    own: Sequence[str],
    other: Sequence[str],
    start: tuple[int, int, int],
    end: tuple[int, int, int],
) -> list[Piece]:
    """What lies between two places; nothing if nothing does."""
    if start == end:
        return []
    began, mine, theirs = (
        list(text[a:b]) for text, a, b in zip((base, own, other), start, end, strict=True)
    )
    return [Piece(_kind(began, mine, theirs), start[0] + 1, began, mine, theirs)]


def _kind(began: list[str], mine: list[str], theirs: list[str]) -> Kind:
    if mine == theirs:
        return "same" if mine == began else "both"
    if theirs == began:
        return "mine"
    return "theirs" if mine == began else "conflict"


def put_together(found: Sequence[Piece], choices: Sequence[str] = ()) -> str:
    """The merged text. `choices` say what becomes of each conflict, in their order: `mine`,
    `theirs`, `both` (theirs below mine); what is not said is mine.
    """
    said = iter(choices)
    lines: list[str] = []
    for piece in found:
        if piece.kind != "conflict":
            lines += _whole(piece.merged)
            continue
        choice = next(said, "mine")
        lines += _whole(piece.theirs if choice == "theirs" else piece.mine)
        lines += _whole(piece.theirs) if choice == "both" else []
    return "".join(lines)


def _whole(lines: list[str]) -> list[str]:
    """A file's last line may lack its end; in the middle it needs one."""
    return [line if line.endswith(("\n", "\r")) else line + "\n" for line in lines]
