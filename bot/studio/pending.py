"""What would be published, and whether two pairs of eyes have seen it: plain rules, no database.

A file is pending when its bytes differ from those of the version that is live. It may be published
when somebody who has not edited it since has approved exactly these bytes; or, on a team of one,
when its author says in writing why nobody else looks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol


def hash_of(data: bytes | None) -> str | None:
    """Names the bytes of a file; None where there is no file."""
    return None if data is None else hashlib.sha256(data).hexdigest()


class Edit(Protocol):
    """A save in the console; `before` and `after` are `hash_of` the bytes."""

    @property
    def who(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def before(self) -> str | None: ...
    @property
    def after(self) -> str | None: ...


class Look(Protocol):
    """That somebody approved a file with these bytes; `override` is why an author did so alone."""

    @property
    def who(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def hash(self) -> str | None: ...
    @property
    def override(self) -> str | None: ...


class Kind(Enum):
    """How a pending file differs from the version that is live."""

    NEW = "新文件"
    EDITED = "改过"
    REMOVED = "删掉"


@dataclass(frozen=True)
class Pending:
    """A file that would be published. `authors` edited it in the console since the version that is
    live; `outside` is whether somebody else did elsewhere, nobody knows who."""

    file: str
    kind: Kind
    hash: str | None
    authors: tuple[str, ...]
    outside: bool
    approvals: tuple[Look, ...]

    @property
    def approved(self) -> bool:
        return bool(self.approvals)

    def may_be_approved_by(self, who: str) -> bool:
        """Whether this publisher's approval would count: not for what they edited themselves."""
        return who not in self.authors


def pending(
    now: Mapping[str, bytes],
    live: Mapping[str, bytes],
    edits: Sequence[Edit],
    looks: Sequence[Look],
) -> list[Pending]:
    """Every pending file, by name.

    `edits` are all saves in the console, the oldest first; `looks` the approvals since a version
    last went live: what was approved before was approved for that.
    """
    return [
        _one(name, now.get(name), live.get(name), edits, looks)
        for name in sorted({*now, *live})
        if now.get(name) != live.get(name)
    ]


def _one(
    name: str, now: bytes | None, live: bytes | None, edits: Iterable[Edit], looks: Iterable[Look]
) -> Pending:
    kind = Kind.NEW if live is None else Kind.REMOVED if now is None else Kind.EDITED
    own = [edit for edit in edits if edit.file == name]
    since = _since(hash_of(live), own)
    authors = tuple(dict.fromkeys(edit.who for edit in since))
    valid = tuple(
        look
        for look in looks
        if (look.file, look.hash) == (name, hash_of(now))
        and (look.who not in authors or (look.override or "").strip())
    )
    return Pending(
        name, kind, hash_of(now), authors, _has_gap(hash_of(live), since, hash_of(now)), valid
    )


def _since(live: str | None, edits: Sequence[Edit]) -> Sequence[Edit]:
    """The edits that lead away from what is live. By bytes, not by the clock: who saves while a
    version is being published is an author too. If none of them touches those bytes, all are."""
    for at in range(len(edits), 0, -1):
        if edits[at - 1].after == live:
            return edits[at:]
        if edits[at - 1].before == live:
            return edits[at - 1 :]
    return edits


def _has_gap(live: str | None, edits: Sequence[Edit], now: str | None) -> bool:
    """Whether the edits do not lead from what is live to what is there: others edited too."""
    befores = [*(edit.before for edit in edits), now]
    afters = [live, *(edit.after for edit in edits)]
    return befores != afters


def not_approved(found: Iterable[Pending]) -> list[Pending]:
    """What keeps these files from being published."""
    return [one for one in found if not one.approved]
