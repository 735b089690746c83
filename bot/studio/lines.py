"""What changed between two texts, line by line, with a few lines around."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 3


@dataclass(frozen=True)
class Line:
    """`kind` is `same`, `removed`, `added`, or `gap` (so many lines left out, as `text` says);
    `before` and `after` are the line's numbers, None where it does not stand."""

    kind: str
    text: str
    before: int | None = None
    after: int | None = None


def changed_lines(before: str, after: str, around: int = AROUND) -> list[Line]:
    """Nothing if both say the same."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Line] = []
    end = 0
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(around):
        found += _gap(group[0][1] - end)
        for tag, a, b, c, d in group:
            if tag == "equal":
                found += [Line("same", old[a + n], a + n + 1, c + n + 1) for n in range(b - a)]
                continue
            found += [Line("removed", old[n], n + 1) for n in range(a, b)]
            found += [Line("added", new[n], None, n + 1) for n in range(c, d)]
        end = group[-1][2]
    return found + (_gap(len(old) - end) if found else [])


def _gap(count: int) -> list[Line]:
    return [Line("gap", str(count))] if count > 0 else []
