"""python -m tests.e2e.widget.shots: the pictures of docs/widget, taken from the running assistant.

Starts its own servers; writes one picture a state and device.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import sync_playwright

from bot.content.load import ROOT
from bot.studio.check import content_or_exit
from bot.studio.train import ensure_model
from tests.e2e.conftest import chromium_options, running
from tests.e2e.widget.conftest import DESKTOP, PHONE, Chat
from tests.e2e.widget.site import Site
from tests.ports import free_port

FOLDER = ROOT / "docs" / "widget"
TOLD = "我十分钟前用建行给骗子转了三万"
COMMUNITY = """<div><h1>孝感某社区网</h1><p>本周六上午九点，社区广场有防诈骗宣讲。</p>
<p>医保缴费延到月底。</p></div>"""


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    model = ensure_model(content_or_exit())
    port = free_port()
    more = {"WIDGET_ORIGINS": f"http://127.0.0.1:{port}"}
    with (
        TemporaryDirectory() as folder,
        running(model, Path(folder) / "log", more=more) as server,
        Site(server.url, port) as site,
        sync_playwright() as playwright,
    ):
        plain = site.with_page("community", own=COMMUNITY)
        site.pages["/community"] = site.pages["/community"].replace("/site.css", "/none.css")
        browser = playwright.chromium.launch(**chromium_options())
        own_page(Camera(browser), server.url)
        embedded(Camera(browser), plain)
        browser.close()


class Camera:
    """Opens pages as one likes to read, and takes pictures."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser

    @contextlib.contextmanager
    def on(
        self, url: str, viewport: dict[str, int], start: str = "", **chosen: str
    ) -> Iterator[Chat]:
        import json

        context = self.browser.new_context(
            viewport=viewport, locale="zh-CN", reduced_motion="reduce"
        )
        value = json.dumps(chosen)
        context.add_init_script(
            f"localStorage.setItem('xiaogan-antifraud:preferences', {value!r}); {start}"
        )
        chat = Chat(context.new_page())
        chat.page.goto(url)
        yield chat
        context.close()

    @staticmethod
    def shoot(chat: Chat, name: str) -> None:
        chat.page.wait_for_timeout(500)
        chat.page.screenshot(path=FOLDER / f"{name}.png")


def own_page(take: Camera, url: str) -> None:
    states: dict[str, tuple[dict[str, int], dict[str, str], Callable[[Chat], object]]] = {
        "phone-open": (PHONE, {}, lambda chat: None),
        "phone-answer": (PHONE, {}, lambda chat: chat.ask("刷单返利可以相信吗")),
        "phone-urgent": (PHONE, {}, lambda chat: chat.ask(TOLD)),
        "phone-emergency": (PHONE, {}, emergency),
        "phone-settings": (PHONE, {}, lambda chat: chat.page.click(".menu")),
        "phone-numbers": (PHONE, {}, lambda chat: chat.page.click(".more")),
        "phone-offline": (PHONE, {}, offline),
        "phone-dark": (PHONE, {"theme": "dark"}, lambda chat: chat.ask(TOLD)),
        "phone-contrast": (PHONE, {"theme": "contrast"}, emergency),
        "phone-huge": (PHONE, {"size": "huge"}, lambda chat: chat.ask(TOLD)),
        "phone-traditional": (
            PHONE,
            {"script": "hant"},
            lambda chat: chat.ask("刷单返利可以相信吗"),
        ),
        "phone-320": ({"width": 320, "height": 568}, {}, lambda chat: chat.ask(TOLD)),
        "phone-landscape": ({"width": 740, "height": 360}, {}, lambda chat: chat.ask(TOLD)),
        "desktop-page": (DESKTOP, {}, emergency),
    }
    for name, (viewport, chosen, act) in states.items():
        with take.on(url, viewport, **chosen) as chat:
            chat.page.wait_for_selector(".composer")
            chat.page.wait_for_selector(".today li")
            act(chat)
            take.shoot(chat, name)


def embedded(take: Camera, url: str) -> None:
    with take.on(url, DESKTOP) as chat:
        chat.page.wait_for_selector(".launcher")
        take.shoot(chat, "desktop-closed")
        chat.page.click(".launcher")
        chat.page.wait_for_selector(".today li")
        chat.ask(TOLD)
        take.shoot(chat, "desktop-embedded")
    with take.on(url, PHONE) as chat:
        chat.page.wait_for_selector(".launcher")
        take.shoot(chat, "phone-closed")
    with take.on(url, DESKTOP) as chat:
        chat.page.route("**/widget/*/**", lambda route: route.abort())
        chat.page.click(".launcher")
        chat.page.wait_for_selector(".panel .card")
        take.shoot(chat, "desktop-server-dead")


def emergency(chat: Chat) -> None:
    chat.ask(TOLD)
    chat.page.click(".emergency-bar")
    chat.page.locator(".checks input").first.check()


def offline(chat: Chat) -> None:
    chat.page.route("**/chat/message", lambda route: route.abort())
    chat.send("有人让我共享屏幕")
    chat.page.wait_for_selector(".unsent", timeout=15_000)


if __name__ == "__main__":
    main()
