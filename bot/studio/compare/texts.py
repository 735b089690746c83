"""What was removed from a text and what was added, sentence by sentence, the characters marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_SENTENCE = re.compile(r"[^。！？\n]+[。！？]*[”’）》]*")
# The number or the dot of a list: one step more renumbers all that follow, which is no news.
_MARK = re.compile(r"^\s*(?:\d+\. |· )")
# A number is marked as a whole: of 96110 and 96116 nobody should have to find the digit.
_TOKEN = re.compile(r"[0-9]+|[A-Za-z]+|.")
# From this likeness (0 to 1) on, one sentence is the other one edited.
_ALIKE = 0.4
# Fewer characters that stay between two that changed do not help to read: they are marked too.
_ISLAND = 2


@dataclass(frozen=True)
class Piece:
    """A run of characters; `changed` if it was removed or added."""

    text: str
    changed: bool


@dataclass(frozen=True)
class Edit:
    """One sentence, before and after; no pieces where it did not exist."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def edits(before: str | None, after: str | None) -> list[Edit]:
    """What differs, in the order of the texts; nothing if only the layout differs."""
    old, new = _sentences(before or ""), _sentences(after or "")
    found: list[Edit] = []
    for name, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if name != "equal":
            found += _replaced(old[a:b], new[c:d])
    return found


def _sentences(text: str) -> list[str]:
    found = (_MARK.sub("", sentence).strip() for sentence in _SENTENCE.findall(text))
    return [sentence for sentence in found if sentence]


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Edit]:
    """Each old sentence with the new one that is most like it; what is left over was added."""
    left = list(new)
    for sentence in old:
        likely = max(left, key=lambda other: _likeness(sentence, other), default=None)
        if likely is None or _likeness(sentence, likely) < _ALIKE:
            yield Edit((Piece(sentence, True),), ())
        else:
            left.remove(likely)
            yield _marked(sentence, likely)
    yield from (Edit((), (Piece(sentence, True),)) for sentence in left)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _marked(old_text: str, new_text: str) -> Edit:
    before: list[Piece] = []
    after: list[Piece] = []
    old, new = _TOKEN.findall(old_text), _TOKEN.findall(new_text)
    for name, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        inside = before and after and b < len(old) and d < len(new)
        kept = "".join(old[a:b])
        same = name == "equal" and not (inside and len(kept) < _ISLAND)
        before.append(Piece(kept, not same))
        after.append(Piece("".join(new[c:d]), not same))
    return Edit(_joined(before), _joined(after))


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one kind become one; empty ones are left out."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].changed == piece.changed:
            found[-1] = Piece(found[-1].text + piece.text, piece.changed)
        elif piece.text:
            found.append(piece)
    return tuple(found)
