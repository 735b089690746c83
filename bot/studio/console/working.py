"""What several pages ask of the working files and of what is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.content.load import FAQ, Content
from bot.content.problems import Problem, Severity
from bot.content.render import fill
from bot.store.trail import Change, TrailStore
from bot.store.versions import VersionStore
from bot.studio.console.desk import look
from bot.studio.console.frame import now, settings, signed_in
from bot.studio.inbox.acts import First, Written
from bot.studio.standing import Standing, standing

_BLOCKING = (Severity.ERROR, Severity.BLOCKER)
_CONTEXT, _LONGEST = 2, 400  # lines
_NUMBERS = 2**31


def standing_of(request: Request) -> Standing:
    """Where publishing stands now."""
    return standing(settings(request).root, VersionStore(), TrailStore())


def blocking(request: Request) -> list[Problem]:
    """What keeps the working files from being published."""
    return [one for one in look(request).problems if one.severity in _BLOCKING]


def number_in(request: Request, name: str) -> int:
    """The number in the address; 404 for what no database has."""
    number = int(request.path_params[name])
    if number >= _NUMBERS:
        raise HTTPException(404)
    return number


def title_of(content: Content, topic: str | None) -> str:
    """A topic's title, or its id where there is no such topic any more."""
    found = content.topics.get(topic or "")
    return fill(content, found.title) if found else topic or ""


def topic_of_file(file: str) -> str | None:
    """The topic whose file this is, with its questions."""
    name = file.removeprefix(f"{FAQ}/")
    return name.split("/")[-1].removesuffix(".yml") if name != file else None


def noting(request: Request, why: str) -> First:
    """For bot.studio.inbox.acts: notes who changes which file, before it is written."""
    who, at = signed_in(request).name, now(request)

    def note(one: Written) -> None:
        TrailStore().changed(Change(at, who, one.file, one.before, one.after, why))

    return note


@dataclass(frozen=True)
class Line:
    """A line of a difference: `kind` is added, removed, same or gap (lines that are left out)."""

    kind: str
    text: str


def lines_between(before: bytes | None, after: bytes | None) -> list[Line]:
    """What differs between two files, with the lines around; cut where it is very long."""
    found = list(_between(_split(before), _split(after)))
    if len(found) > _LONGEST:
        return [*found[:_LONGEST], Line("gap", f"还有 {len(found) - _LONGEST} 行")]
    return found


def _split(data: bytes | None) -> list[str]:
    return (data or b"").decode("utf-8", "replace").splitlines()


def _between(old: list[str], new: list[str]) -> Iterator[Line]:
    end = 0
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_CONTEXT):
        if group[0][1] > end:
            yield Line("gap", f"第 {group[0][3] + 1} 行起")
        for name, a, b, c, d in group:
            if name == "equal":
                yield from (Line("same", text) for text in old[a:b])
                continue
            yield from (Line("removed", text) for text in old[a:b])
            yield from (Line("added", text) for text in new[c:d])
        end = group[-1][2]
