"""axe-core finds nothing in any state; buttons are large enough; text may be doubled."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.e2e.widget.conftest import DESKTOP, PHONE, Chat, Opener
from tests.e2e.widget.site import Site

THEMES = ("light", "dark", "contrast")
SIZES = ("normal", "large", "huge")
TOLD = "我十分钟前用建行给骗子转了三万"


def preferring(**chosen: str) -> str:
    import json

    value = json.dumps(chosen)
    return f"localStorage.setItem('xiaogan-antifraud:preferences', {value!r});"


def no_violations(chat: Chat) -> None:
    results = Axe().run(chat.page)
    found = [
        (rule["id"], [node["html"][:120] for node in rule["nodes"][:3]])
        for rule in results.response["violations"]
    ]
    assert found == []


def visit_all_states(chat: Chat, what: Any = no_violations) -> None:
    """Open, a calm answer, the form, the list, settings, numbers."""
    page = chat.page
    what(chat)
    chat.ask("刷单返利可以相信吗")
    what(chat)
    chat.ask(TOLD)
    what(chat)
    page.click(".emergency-bar")
    page.locator(".checks input").first.check()
    what(chat)
    page.click(".overlay .back")
    page.click(".menu")
    what(chat)
    page.click(".overlay .back")
    page.click(".more")
    page.click("summary")
    what(chat)
    page.click(".overlay .back")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_own_page(opened: Opener, theme: str, size: str) -> None:
    visit_all_states(opened(start=preferring(theme=theme, size=size)))


def test_in_traditional_characters(opened: Opener) -> None:
    visit_all_states(opened(start=preferring(script="hant")))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_embedded(opened: Opener, site: Site, theme: str, viewport: dict[str, int]) -> None:
    url = site.with_page("plain")
    site.pages["/plain"] = site.pages["/plain"].replace(
        '<link rel="stylesheet" href="/site.css">', ""
    )
    chat = opened("about:blank", wait=False, viewport=viewport, start=preferring(theme=theme))
    chat.page.goto(url)
    chat.page.wait_for_selector(".launcher")
    widget_only(chat)
    chat.page.click(".launcher")
    chat.page.wait_for_selector(".composer")
    visit_all_states(chat, widget_only)


def widget_only(chat: Chat) -> None:
    """The page around is not ours."""
    results = Axe().run(chat.page, context={"include": ["xiaogan-antifraud"]})
    assert [rule["id"] for rule in results.response["violations"]] == []


@pytest.mark.parametrize("theme", THEMES)
def test_offline_and_unsent(opened: Opener, theme: str) -> None:
    chat = opened(expecting_errors=True, start=preferring(theme=theme))
    chat.page.route("**/chat/message", lambda route: route.abort())
    chat.send("怎么办")
    chat.page.wait_for_selector(".unsent")
    no_violations(chat)


@pytest.mark.parametrize("theme", THEMES)
def test_not_loaded(opened: Opener, site: Site, theme: str) -> None:
    chat = opened("about:blank", wait=False, expecting_errors=True, start=preferring(theme=theme))
    chat.page.route("**/widget/*/**", lambda route: route.abort())
    chat.page.goto(site.url)
    chat.page.click(".launcher")
    chat.page.wait_for_selector(".panel .card")
    widget_only(chat)


def test_page_before_the_script_runs(opened: Opener) -> None:
    chat = opened("about:blank", wait=False, java_script_enabled=True, expecting_errors=True)
    chat.page.route("**/widget.js", lambda route: route.abort())
    chat.page.goto(chat_url(opened))
    no_violations(chat)
    assert chat.page.locator(".before a").first.get_attribute("href") == "tel:110"


def chat_url(opened: Opener) -> str:
    return str(opened().page.url)


def test_without_javascript_the_numbers_are_there(opened: Opener) -> None:
    url = chat_url(opened)
    chat = opened("about:blank", wait=False, java_script_enabled=False)
    chat.page.goto(url)
    assert chat.page.locator(".before a").first.is_visible()
    assert "110" in chat.page.locator(".before").inner_text()


@pytest.mark.parametrize("size", SIZES)
def test_everything_that_is_pressed_is_at_least_44_pixels(opened: Opener, size: str) -> None:
    chat = opened(start=preferring(size=size))

    def large_enough(chat: Chat) -> None:
        small = chat.page.evaluate(
            """() => [...document.querySelector('xiaogan-antifraud').shadowRoot
              .querySelectorAll('button, a[href], summary, textarea, .choice, .checks label')]
              .map((n) => [n.className || n.textContent, n.getBoundingClientRect()])
              .filter(([, r]) => r.width && (r.width < 43.9 || r.height < 43.9))
              .map(([name, r]) => [name, r.width, r.height])"""
        )
        assert small == []

    visit_all_states(chat, large_enough)
