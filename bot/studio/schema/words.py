"""The names that exist in the content, for the lists that an editor offers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content.load import FAQ, HOTLINES, RED_FLAGS, ROOT, load


class Unreadable(Exception):
    """Files from which names are taken cannot be read; the text names them."""


@dataclass(frozen=True)
class Words:
    """The names that exist: each with what it means, for the list that the editor offers."""

    topics: dict[str, str]
    hotlines: dict[str, str]  # those that may be shown
    registered: list[str]
    flags: dict[str, str]
    audiences: list[str]
    groups: list[str]


def words(root: Path = ROOT) -> Words:
    """The names in the content. Raises Unreadable.

    They are taken from what the files say, not from what the models accept: a topic that is being
    written can be referred to already.
    """
    data = _readable(root)
    entries = {path: list(_mappings(one)) for path, one in data.items()}
    lines = {k: v for k, v in data[HOTLINES].items() if isinstance(v, dict)}
    audiences = {w for found in entries.values() for e in found for w in _list(e.get("audience"))}
    return Words(
        topics=_titles(entries),
        hotlines={k: str(v.get("name") or "") for k, v in lines.items() if _showable(v)},
        registered=list(lines),
        flags={str(f.get("id")): str(f.get("name") or "") for f in entries[RED_FLAGS]},
        audiences=sorted(audiences),
        groups=sorted({str(v["group"]) for v in lines.values() if v.get("group")}),
    )


def _readable(root: Path) -> dict[str, Any]:
    """What every file says. Raises Unreadable if one says nothing that can be read."""
    content, _ = load(root)
    data = {path: source.data for path, source in content.sources.items()}
    broken = [path for path, one in data.items() if one is None]
    if broken or not isinstance(data.get(HOTLINES), dict):
        raise Unreadable("、".join(broken or [HOTLINES]))
    return data


def _titles(entries: Mapping[str, list[dict]]) -> dict[str, str]:
    """Topic -> title, in the order of the alphabet; empty where there is none yet."""
    found = {Path(path).stem: said for path, said in entries.items() if path.startswith(f"{FAQ}/")}
    return {
        topic: str(said[0].get("title") or "") if said else ""
        for topic, said in sorted(found.items())
    }


def _mappings(data: Any) -> Iterable[dict]:
    return [one for one in (data if isinstance(data, list) else [data]) if isinstance(one, dict)]


def _list(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _showable(entry: Mapping[str, Any]) -> bool:
    """As Hotline.showable, of an entry that may still have mistakes."""
    return entry.get("confidence") != "低" and entry.get("verify_first") is not True
