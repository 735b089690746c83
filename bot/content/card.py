"""The numbers that a page must show even if nothing else works, from the registry."""

from __future__ import annotations

from typing import Any

from bot.content.hotlines import BANKS
from bot.content.load import Content
from bot.content.model import Hotline
from bot.content.render import call
from bot.content.text import traditional

FIRST = ("110", "96110")
MORE = ("12110", "120", "12356", "12345")


def card(content: Content) -> dict[str, list[dict[str, Any]]]:
    """`first`, `more` and `banks`: call cards (bot.content.render.call), each with `short`, its
    first alias, and `hant`, its names in traditional characters. Only what residents may see.
    """
    banks = [key for key, line in content.hotlines.items() if line.group in BANKS]
    groups = {"first": FIRST, "more": MORE, "banks": banks}
    return {
        name: [_shown(content.hotlines[key]) for key in keys if _may_stand(content, key)]
        for name, keys in groups.items()
    }


def _may_stand(content: Content, key: str) -> bool:
    return key in content.hotlines and content.hotlines[key].showable


def _shown(line: Hotline) -> dict[str, Any]:
    names = {"name": line.name, "short": line.aliases[0] if line.aliases else line.name}
    hant = {key: traditional(name) for key, name in names.items()}
    return {"number": line.key, "dial": call(line)["dial"], **names, "hant": hant}
