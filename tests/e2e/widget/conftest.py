"""The widget in a real browser: opened as residents open it, and as a page object."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Server, running
from tests.e2e.widget.site import Site
from tests.ports import free_port

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
WECHAT = (
    "Mozilla/5.0 (Linux; Android 12; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/107.0.5304.141 Mobile Safari/537.36 XWEB/5169 MMWEBSDK/20221011 MicroMessenger/8.0.32"
)


class Chat:
    """The open widget on a page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []

    def open(self, url: str) -> Chat:
        self.page.goto(url)
        self.page.wait_for_selector(".composer")
        return self

    def send(self, text: str) -> None:
        self.page.fill("#input", text)
        self.page.press("#input", "Enter")

    def answers(self) -> Any:
        return self.page.locator(".answer")

    def ask(self, text: str) -> Any:
        """Types, sends, waits; the answer."""
        before = self.answers().count()
        self.send(text)
        return self.wait(before + 1)

    def wait(self, count: int) -> Any:
        """Waits for so many answers; the last one."""
        self.page.wait_for_function(
            "n => { const w = document.querySelector('xiaogan-antifraud');"
            "return w && w.shadowRoot.querySelectorAll('.answer').length >= n; }",
            arg=count,
        )
        return self.answers().last

    def listening(self) -> None:
        """Waits until quick answers may be pressed: after a reply they are deaf for a moment."""
        self.page.wait_for_selector(".entries:not([data-deaf])")

    def still(self) -> None:
        """Waits until the conversation has stopped scrolling: the same place for thirty frames."""
        self.page.wait_for_function(
            "() => { const w = document.querySelector('xiaogan-antifraud');"
            "const at = w.shadowRoot.querySelector('.log').scrollTop, was = window.stillAt;"
            "const count = was && was[0] === at ? was[1] + 1 : 0;"
            "window.stillAt = [at, count]; return count >= 30; }"
        )
        self.page.evaluate("delete window.stillAt")

    def numbers(self, within: str) -> list[str]:
        """What the call buttons in there dial."""
        links = self.page.locator(f"{within} a.call").all()
        return [str(link.get_attribute("href")) for link in links]

    def style(self, selector: str, name: str) -> str:
        script = "(node, name) => getComputedStyle(node).getPropertyValue(name)"
        return str(self.page.locator(selector).first.evaluate(script, name))


Opener = Callable[..., Chat]


@pytest.fixture
def opened(browser: Any, server: Server) -> Iterator[Opener]:
    """opened(url=…, viewport=…): the widget on a page of its own browser context.

    A script error or a refused resource fails the test, unless it says `expecting_errors=True`.
    """
    contexts: list[Any] = []
    watched: list[Chat] = []

    def open_(
        url: str = "",
        *,
        expecting_errors: bool = False,
        start: str = "",
        wait: bool = True,
        **options: Any,
    ) -> Chat:
        context = browser.new_context(**{"viewport": PHONE, "locale": "zh-CN", **options})
        contexts.append(context)
        if start:
            context.add_init_script(start)
        chat = Chat(context.new_page())
        chat.page.on("pageerror", lambda error: chat.complaints.append(str(error)))
        chat.page.on("console", lambda m: m.type == "error" and chat.complaints.append(m.text))
        if not expecting_errors:
            watched.append(chat)
        return chat.open(url or server.url) if wait else chat

    yield open_
    complaints = [chat.complaints for chat in watched]
    for context in contexts:
        context.close()
    assert not any(complaints), complaints


@pytest.fixture
def chat(opened: Opener) -> Chat:
    """The assistant's own page on a phone."""
    return opened()


@pytest.fixture(scope="module")
def site(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A foreign web site, of another origin, that may embed the assistant; `/` does so."""
    port = free_port()
    log = tmp_path_factory.mktemp("embedding") / "log"
    more = {"WIDGET_ORIGINS": f"http://127.0.0.1:{port}"}
    with running(model, log, more=more) as server, Site(server.url, port) as serving:
        yield serving
