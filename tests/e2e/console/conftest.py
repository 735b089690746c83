"""The console as trainers have it: its own process, a copy of the real data, a real browser."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe

from bot.studio.environment import quieted
from tests.e2e.conftest import wait_until
from tests.house import House
from tests.ports import free_port

EDITORS_NAME, PUBLISHERS_NAME = "李编辑", "王警官"
PASSWORD = "三只小猫在屋顶上一起晒太阳"
ROLES = {EDITORS_NAME: "editor", PUBLISHERS_NAME: "publisher"}
DESKTOP, TABLET = {"width": 1280, "height": 900}, {"width": 768, "height": 1024}
LOOKS = [(DESKTOP, "light"), (DESKTOP, "dark"), (TABLET, "light"), (TABLET, "dark")]
Visit = Callable[..., Any]


@dataclass
class Desk:
    """A running console; `house` is the copy of the project that it works on."""

    url: str
    house: House
    log: Path
    process: subprocess.Popen[bytes]

    def open_account(self, name: str, role: str, password: str = PASSWORD) -> None:
        """What the operator types."""
        command = [sys.executable, "-m", "bot", "console", "account", "add", name]
        subprocess.run(
            [*command, "--role", role, "--password-stdin"],
            **_surroundings(self.house),
            input=f"{password}\n".encode(),
            check=True,
            stdout=subprocess.DEVNULL,
        )


def _surroundings(house: House) -> dict[str, Any]:
    own = {"DATABASE_URL": house.url, "BOT_VAR": str(house.root / "var"), "BOT_USER": "管理员"}
    return {"cwd": house.root, "env": {**quieted(), **os.environ, **own}}


@contextlib.contextmanager
def serving(house: House, accounts: dict[str, str] = ROLES) -> Iterator[Desk]:
    """Starts `python -m bot console` on this copy; these accounts are opened before."""
    port, log = free_port(), house.root / "console.log"
    command = [sys.executable, "-m", "bot", "console", "--port", str(port)]
    with log.open("ab") as out:
        options: dict[str, Any] = {**_surroundings(house), "stdout": out, "stderr": out}
        process = subprocess.Popen(command, **options)
        desk = Desk(f"http://127.0.0.1:{port}", house, log, process)
        try:
            for name, role in accounts.items():
                desk.open_account(name, role)
            assert wait_until(lambda: _answers(desk.url)), log.read_text("utf-8", "replace")
            yield desk
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


def _answers(url: str) -> bool:
    with contextlib.suppress(requests.RequestException):
        return requests.get(f"{url}/sign-in", timeout=2).ok
    return False


@pytest.fixture(scope="module")
def desk(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for a module's tests, on a copy of the real data; nothing is published in it."""
    with serving(House.copied(tmp_path_factory.mktemp("desk"), model)) as started:
        yield started


@pytest.fixture
def visit(browser: Any, desk: Desk) -> Iterator[Visit]:
    """visit("/topics", EDITORS_NAME, viewport=TABLET, color_scheme="dark"): a signed-in page.

    Without a name nobody is signed in. A script error, a refused resource or a broken policy fails
    the test, unless it says `expecting_errors=True`.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_(path: str, name: str = "", *, expecting_errors: bool = False, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": DESKTOP, "locale": "zh-CN", **options})
        contexts.append(context)
        page = context.new_page()
        if not expecting_errors:
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", lambda m: m.type == "error" and complaints.append(m.text))
        if name:
            sign_in(page, desk, name)
        page.goto(f"{desk.url}{path}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Any, desk: Desk, name: str, password: str = PASSWORD) -> None:
    """As a person does."""
    page.goto(f"{desk.url}/sign-in")
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("main button.primary")
    page.wait_for_load_state()


def no_violations(page: Any) -> None:
    """axe-core finds nothing, and nothing sticks out sideways."""
    results = Axe().run(page)
    found = [
        (rule["id"], [node["html"][:160] for node in rule["nodes"][:3]])
        for rule in results.response["violations"]
    ]
    assert found == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} pixels wider than the window"


def large_enough(page: Any) -> None:
    """What is pressed can be hit with a finger: 44 pixels."""
    small = page.evaluate(
        """() => [...document.querySelectorAll(`button, .button, select, summary, textarea,
            .areas a, .choice, input:not([type=checkbox], [type=radio], [type=hidden])`)]
          .map((node) => [node.outerHTML.slice(0, 120), node.getBoundingClientRect()])
          .filter(([, box]) => box.width && (box.width < 43.9 || box.height < 43.9))
          .map(([text, box]) => [text, box.width, box.height])"""
    )
    assert small == []


def in_every_look(visit: Visit, path: str, name: str = "", folder: Path | None = None) -> None:
    """Opens the page on a desktop and a tablet, light and dark; each passes `no_violations`
    and `large_enough`.

    With a folder, a picture of each is left there.
    """
    for viewport, scheme in LOOKS:
        page = visit(path, name, viewport=viewport, color_scheme=scheme)
        no_violations(page)
        large_enough(page)
        if folder:
            shot = f"{path.strip('/').replace('/', '-') or 'home'}-{viewport['width']}-{scheme}.png"
            page.screenshot(path=folder / shot, full_page=True)
