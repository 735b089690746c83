"""The console on a small project and a database of its own, with somebody signed in."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.store.console import Account, AccountStore
from bot.store.database import FOLDER_VARIABLE, URL_VARIABLE
from bot.store.trail import Entry, TrailStore
from bot.studio.console import accounts, app
from bot.studio.console.app import create_app
from bot.studio.console.roles import EDITOR, PUBLISHER
from bot.studio.console.settings import Settings
from tests.studio.console import sample

EDITORS_NAME, PUBLISHERS_NAME = "李编辑", "王警官"
PASSWORD = "三只小猫在屋顶上一起晒太阳"
ADDRESS = "http://127.0.0.1:5015"
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


class Clock:
    """Seconds since 1970, moved by hand."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@cache
def hashed() -> str:
    """What is kept of the password; made once, since it takes long on purpose."""
    return accounts.hashed(PASSWORD, EDITORS_NAME)


class Visitor(TestClient):
    """A browser: keeps cookies, does not follow redirects, sends forms with their token."""

    def __init__(self, app: Starlette, base: str = ADDRESS, **options: Any) -> None:
        options = {"raise_server_exceptions": False, **options}
        super().__init__(app, base, follow_redirects=False, **options)

    @property
    def csrf(self) -> str:
        """What this browser's forms carry now."""
        own = self.get("/account")
        found = _TOKEN.search((own if own.is_success else self.get("/sign-in")).text)
        assert found
        return found.group(1)

    def submit(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> Any:
        """POSTs a form as the page would."""
        return self.post(path, data={"csrf": self.csrf, **(fields or {})}, **options)

    def sign_in(self, name: str, password: str = PASSWORD) -> Any:
        return self.submit("/sign-in", {"name": name, "password": password})


class Console:
    """The running console: `anybody`, `editor` and `publisher` are browsers."""

    def __init__(self, settings: Settings, clock: Clock, sign_in: bool = True) -> None:
        self.root, self.clock = settings.root, clock
        self.app = create_app(settings)
        for name, role in ((EDITORS_NAME, EDITOR), (PUBLISHERS_NAME, PUBLISHER)):
            AccountStore().add(Account(name, hashed(), role, True, "2026-11-22 09:00:00"))
        self.anybody = Visitor(self.app)
        if not sign_in:
            return
        self.editor, self.publisher = self.signed_in(EDITORS_NAME), self.signed_in(PUBLISHERS_NAME)

    def signed_in(self, name: str) -> Visitor:
        """Another browser in which this person has signed in."""
        visitor = Visitor(self.app)
        cookie = self.app.state.sessions.begin(name)
        visitor.cookies.set("console", cookie, domain="127.0.0.1", path="/")
        return visitor

    def noted(self, action: str = "") -> list[Entry]:
        """The audit trail, the latest line first."""
        return list(TrailStore().every(action=action))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Callable[..., Console]:
    """opened(root, command=…): the console on these files, with this test's own database."""
    monkeypatch.setenv(URL_VARIABLE, f"sqlite:///{tmp_path / 'console.db'}")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "var"))

    def open_(root: Path, sign_in: bool = True, **more: Any) -> Console:
        return Console(Settings(root=root, **{"clock": clock, **more}), clock, sign_in)

    return open_


@pytest.fixture
def with_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """The console also has the area of sample.py."""
    monkeypatch.setitem(sys.modules, "bot.studio.console.pages.sample", sample)
    monkeypatch.setattr(app, "AREAS", (*app.AREAS, "sample"))


@pytest.fixture
def console(opened: Callable[..., Console], project: Path) -> Console:
    """The console on the small project (tests/conftest.py)."""
    return opened(project)
