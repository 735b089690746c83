"""Narrow, wide, low, enlarged, keyboard open: nothing is cut off or out of reach."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Server, chromium_options
from tests.e2e.widget.conftest import DESKTOP, Chat, Opener
from tests.e2e.widget.test_access import SIZES, preferring, visit_all_states

SCREENS = {
    "320": {"width": 320, "height": 568},
    "phone": {"width": 390, "height": 844},
    "landscape": {"width": 740, "height": 360},
    "small landscape": {"width": 568, "height": 320},
    "tablet": {"width": 820, "height": 1180},
    "desktop": DESKTOP,
}


def fits(chat: Chat) -> None:
    """Nothing needs sideways scrolling, and what is cut off can be scrolled to."""
    wide = chat.page.evaluate(
        """() => {
          const root = document.querySelector('xiaogan-antifraud').shadowRoot;
          const most = innerWidth + 0.5;
          const outside = [...root.querySelectorAll('.panel *')].filter((n) => {
            const r = n.getBoundingClientRect();
            return r.width > 1 && (r.right > most || r.left < -0.5) && !n.closest('.hidden');
          }).map((n) => `${n.tagName}.${n.className}`);
          return [document.documentElement.scrollWidth <= innerWidth, outside];
        }"""
    )
    assert wide == [True, []]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_and_text_size(opened: Opener, screen: str, size: str) -> None:
    viewport = SCREENS[screen]
    mobile = viewport["width"] < 800
    chat = opened(
        viewport=viewport, is_mobile=mobile, has_touch=mobile, start=preferring(size=size)
    )
    visit_all_states(chat, fits)
    usable(chat)


def usable(chat: Chat) -> None:
    """There is room to read, and the line to write in can be reached."""
    log = chat.page.locator(".log").bounding_box()
    assert log["height"] >= 90, log
    chat.page.locator("#input").scroll_into_view_if_needed()
    chat.page.click("#input")
    chat.page.click(".callbar a >> nth=0", trial=True)


@pytest.fixture
def doubled(tmp_path: Path, server: Server, playwright_running: Any) -> Any:
    """A browser whose reader has set the text to twice its size."""
    preferences = {"webkit": {"webprefs": {"default_font_size": 32}}}
    (tmp_path / "Default").mkdir()
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(preferences), "utf-8")
    context = playwright_running.chromium.launch_persistent_context(
        str(tmp_path), viewport={"width": 390, "height": 844}, **chromium_options()
    )
    yield context
    context.close()


def test_text_that_the_browser_doubles(doubled: Any, server: Server) -> None:
    chat = Chat(doubled.new_page()).open(server.url)
    assert float(chat.style(".greeting p", "font-size").removesuffix("px")) >= 32
    visit_all_states(chat, fits)
    usable(chat)


def test_page_zoom_of_200_per_cent(opened: Opener) -> None:
    """A computer's 1280 pixels become 640, with twice the density."""
    chat = opened(viewport={"width": 640, "height": 400}, device_scale_factor=2)
    visit_all_states(chat, fits)
    usable(chat)


def test_keyboard_on_the_screen_leaves_the_line_to_write_in_visible(opened: Opener) -> None:
    chat = opened(
        start="""
        Object.defineProperty(window, 'visualViewport', {value: new (class extends EventTarget {
          constructor() { super(); this.height = innerHeight; this.offsetTop = 0; }
        })()});"""
    )
    chat.ask("刷单返利可以相信吗")
    chat.page.evaluate(
        "visualViewport.height = 430; visualViewport.dispatchEvent(new Event('resize'))"
    )
    line = chat.page.locator(".composer").bounding_box()
    assert line["y"] + line["height"] <= 431
    assert chat.page.locator(".log").bounding_box()["height"] >= 90
