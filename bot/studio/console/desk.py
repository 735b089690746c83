"""What several pages look at: the working files, what is published, who is writing what."""

from __future__ import annotations

import datetime
import threading
from typing import Any

from starlette.requests import Request

from bot.content.clock import CHINA
from bot.store.database import folder
from bot.store.versions import VersionStore
from bot.studio.console.frame import settings
from bot.studio.desk import Desk, Look
from bot.studio.drafts import Drafts
from bot.studio.health import Published

_LOCK = threading.Lock()


def look(request: Request) -> Look:
    """The working files as they are now, with everything that is wrong with them."""
    return kept(request, "desk", lambda: Desk(settings(request).root, lambda: day(request))).look()


def drafts(request: Request) -> Drafts:
    """What is being written and not saved."""
    return kept(request, "drafts", _drafts)


def _drafts() -> Drafts:
    found = Drafts(folder() / "console")
    found.tidy()
    return found


def published(request: Request) -> Published:
    """What is live; read again only when another version is."""
    store = VersionStore()
    live = store.live()
    known = getattr(request.app.state, "published", None)
    if known is None or known.version != (live.id if live else None):
        known = request.app.state.published = Published.of(store, live)
    return known


def day(request: Request) -> datetime.date:
    """Today in China."""
    return datetime.datetime.fromtimestamp(settings(request).clock(), CHINA).date()


def kept(request: Request, name: str, make: Any) -> Any:
    """Made at the first use, once for all."""
    with _LOCK:
        if not hasattr(request.app.state, name):
            setattr(request.app.state, name, make())
        return getattr(request.app.state, name)
