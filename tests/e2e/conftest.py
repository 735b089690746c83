"""Real servers on ports of their own, started for the tests and stopped again."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.content.load import ROOT
from bot.studio.environment import quieted
from tests.ports import free_port
from tests.sessions import ENVIRONMENT, token

READY_WITHIN = 120
_senders = (f"test-{n}" for n in itertools.count())


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "bot", *map(str, arguments)]


def wait_until(condition: Any, seconds: float = READY_WITHIN) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.2)
    return False


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.RequestException:
        return False


@dataclass
class Server:
    """The bot's address, what can be said to it, and where it keeps what was said."""

    url: str
    bot: subprocess.Popen[bytes]
    actions: subprocess.Popen[bytes] | None = None
    database: Path | None = None
    actions_url: str = ""
    sender: str = field(default_factory=lambda: next(_senders))

    def say(self, text: str, **more: Any) -> list[dict[str, Any]]:
        """A message in this server's current conversation; the replies as the page gets them."""
        body = {"session": token(self.sender), "text": text, **more}
        response = requests.post(f"{self.url}/webhooks/chat/message", json=body, timeout=20)
        assert response.status_code == 200, response.text
        return response.json()["replies"]

    def ask(self, text: str, **more: Any) -> dict[str, Any]:
        """The first reply to a message in a conversation of its own."""
        self.sender = next(_senders)
        return self.say(text, **more)[0]


@contextlib.contextmanager
def running(
    model: Path | str,
    log: Path,
    with_actions: bool = True,
    more: dict[str, str] | None = None,
    each: tuple[dict[str, str], dict[str, str]] = ({}, {}),
) -> Iterator[Server]:
    """A bot and an action server on free ports, with a database of their own beside `log`.

    `more` is both servers' environment, `each` the bot's and the action server's.
    """
    port, actions_port = free_port(), free_port()
    env = {
        **quieted(),
        **ENVIRONMENT,
        "ACTION_SERVER_URL": f"http://127.0.0.1:{actions_port}/webhook",
        "DATABASE_URL": f"sqlite:///{log.with_suffix('.db')}",
        **(more or {}),
    }
    with log.open("wb") as out:
        options: dict[str, Any] = {"cwd": ROOT, "stdout": out, "stderr": out}
        of_bot, of_actions = ({**env, **own} for own in each)
        actions = None
        if with_actions:
            serve_actions = command("serve-actions", actions_port)
            actions = subprocess.Popen(serve_actions, env=of_actions, **options)
        bot = subprocess.Popen(command("serve", model, "127.0.0.1", port), env=of_bot, **options)
        try:
            url = f"http://127.0.0.1:{port}"
            up = wait_until(lambda: answers(f"{url}/webhooks/chat/today"))
            if with_actions:
                up = up and wait_until(lambda: answers(f"http://127.0.0.1:{actions_port}/health"))
            assert up, log.read_text("utf-8", "replace")
            at = f"http://127.0.0.1:{actions_port}"
            yield Server(url, bot, actions, log.with_suffix(".db"), at)
        finally:
            for process in filter(None, (bot, actions)):
                process.send_signal(signal.SIGCONT)
                process.terminate()
            for process in filter(None, (bot, actions)):
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                process.kill()


@pytest.fixture(scope="session")
def server(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The whole assistant, shared by all tests that do not break it."""
    with running(model, tmp_path_factory.mktemp("server") / "log") as started:
        yield started


def chromium_options() -> dict[str, Any]:
    """How to launch headless Chromium; without it tests are skipped, loudly, and in CI fail."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        message = "No Chromium: browser tests skipped (apt install chromium, or set CHROMIUM=)"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    return {"executable_path": path, "args": quiet}


@pytest.fixture(scope="module")
def playwright_running() -> Iterator[Any]:
    """For one module only: its event loop would be in other tests' way."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright_running: Any) -> Iterator[Any]:
    """Headless Chromium."""
    chromium = playwright_running.chromium.launch(**chromium_options())
    yield chromium
    chromium.close()
