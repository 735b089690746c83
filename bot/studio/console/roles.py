"""What somebody may do. A publisher may do all that an editor may."""

from __future__ import annotations

EDITOR, PUBLISHER = "editor", "publisher"
ROLES = {EDITOR: "编辑", PUBLISHER: "审核发布"}


def may(role: str, needed: str) -> bool:
    """Whether this role is enough."""
    return role in (needed, PUBLISHER)
