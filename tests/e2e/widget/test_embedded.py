"""On a foreign page: hostile styles, another origin, a policy that lists only us, old jQuery."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.widget.conftest import DESKTOP, PHONE, Chat, Opener
from tests.e2e.widget.site import Site

HIDDEN = "[hidden]"


@pytest.fixture
def foreign(opened: Opener, site: Site) -> Chat:
    """The foreign page on a computer, the panel opened by its button."""
    chat = opened("about:blank", wait=False, viewport=DESKTOP)
    chat.page.goto(site.url)
    chat.page.click(".launcher")
    chat.page.wait_for_selector(".composer")
    return chat


def on(opened: Opener, url: str, **options: Any) -> Chat:
    chat = opened("about:blank", wait=False, **{"viewport": DESKTOP, **options})
    chat.page.goto(url)
    return chat


def test_it_answers_on_a_hostile_page(foreign: Chat) -> None:
    answer = foreign.ask("我刚用建行给骗子转了三万")
    assert answer.locator("a.call").first.get_attribute("href") == "tel:110"
    assert answer.locator(".lead").is_visible()


def test_no_style_leaks_in(foreign: Chat, opened: Opener) -> None:
    foreign.ask("96110打来的电话能接吗")
    own = opened(viewport=DESKTOP)
    own.ask("96110打来的电话能接吗")
    for selector in (".lead", ".panel .call", ".title", ".bot", "#input", ".send"):
        for name in (
            *("color", "background-color", "letter-spacing", "text-transform", "line-height"),
            *("direction", "visibility", "opacity", "transform", "cursor", "font-family"),
        ):
            assert foreign.style(selector, name) == own.style(selector, name), (selector, name)
    assert foreign.style(".lead", "font-size") == own.style(".lead", "font-size")


def test_no_style_leaks_out_and_one_global_name_is_made(opened: Opener, site: Site) -> None:
    script = """() => ({names: Object.getOwnPropertyNames(window),
      style: JSON.stringify({...getComputedStyle(document.querySelector('#content'))}),
      sheets: document.styleSheets.length, own: document.adoptedStyleSheets.length})"""
    chat = opened("about:blank", wait=False, viewport=DESKTOP)
    chat.page.route("**/widget.js", lambda route: route.abort())
    chat.complaints.clear()
    chat.page.goto(site.url)
    before = chat.page.evaluate(script)
    chat.complaints.clear()
    chat.page.unroute("**/widget.js")
    chat.page.goto(site.url)
    chat.page.click(".launcher")
    chat.page.wait_for_selector(".composer")
    after = chat.page.evaluate(script)
    assert set(after["names"]) - set(before["names"]) == {"XiaoganAntiFraud"}
    assert {**after, "names": 0} == {**before, "names": 0}


def test_page_that_empties_its_body_keeps_the_numbers(foreign: Chat) -> None:
    foreign.page.evaluate("jQuery('body').empty()")
    assert foreign.numbers(".callbar") == ["tel:110", "tel:96110"]
    assert foreign.page.locator(".callbar a").first.is_visible()


def test_the_page_neither_reads_nor_stops_our_keys(foreign: Chat) -> None:
    """Its handlers block keys outside of fields, trap the focus, forbid copying and scrolling."""
    foreign.page.evaluate(
        """() => {
          window.keys = 0;
          document.addEventListener('keydown', (e) => {
            window.keys += 1;
            if (!/INPUT|TEXTAREA/.test(e.target.tagName)) e.preventDefault();
          });
          const modal = document.body.appendChild(document.createElement('input'));
          document.addEventListener('focusin', (e) => e.target !== modal && modal.focus());
          document.addEventListener('wheel', (e) => e.preventDefault(), {passive: false});
          document.oncopy = () => false;
        }"""
    )
    foreign.page.focus("#input")
    foreign.page.keyboard.type("abc")
    foreign.page.keyboard.press("Backspace")
    assert foreign.page.input_value("#input") == "ab"
    assert foreign.page.evaluate("window.keys") == 0
    foreign.ask("刷单返利可以相信吗")
    foreign.page.locator(".log").hover()
    before = foreign.page.locator(".log").evaluate("n => n.scrollTop")
    foreign.page.mouse.wheel(0, 200)
    foreign.page.wait_for_function(
        "before => document.querySelector('xiaogan-antifraud').shadowRoot"
        ".querySelector('.log').scrollTop > before",
        arg=before,
    )
    assert foreign.page.evaluate("jQuery('button, textarea').length") == 0
    assert foreign.page.evaluate("jQuery('.call').length") == 0


def test_no_third_party_is_asked_for_anything(opened: Opener, site: Site) -> None:
    chat = opened("about:blank", wait=False, viewport=DESKTOP)
    asked: list[str] = []
    chat.page.on("request", lambda request: asked.append(request.url))
    chat.page.goto(site.url)
    chat.page.click(".launcher")
    chat.page.wait_for_selector(".composer")
    chat.ask("刷单返利可以相信吗")
    assert {url.split("/")[2] for url in asked} == {
        site.url.split("/")[2],
        site.server.split("/")[2],
    }
    assert chat.page.context.cookies() == []


def test_escape_closes_and_gives_the_focus_back(foreign: Chat) -> None:
    foreign.page.keyboard.press("Escape")
    assert not foreign.page.locator(".panel").is_visible()
    focused = "document.querySelector('xiaogan-antifraud').shadowRoot.activeElement.className"
    assert foreign.page.evaluate(focused) == "launcher"
    foreign.page.keyboard.press("Enter")
    assert foreign.page.locator(".panel").is_visible()


def test_after_a_reload_the_open_panel_is_open_again(foreign: Chat) -> None:
    foreign.ask("我刚被骗了三千块")
    foreign.page.reload()
    foreign.wait(1)


def test_attributes_of_the_script(opened: Opener, site: Site) -> None:
    url = site.with_page(
        "attributes",
        'data-title="社区防骗" data-colour="#ffd400" data-position="left" data-open '
        'data-greeting="大家好，我是社区的防骗助手。"',
    )
    chat = on(opened, url)
    chat.page.wait_for_selector(".composer")
    assert chat.page.locator(".title").first.inner_text() == "社区防骗"
    assert "社区的防骗助手" in chat.page.locator(".greeting").inner_text()
    assert chat.page.locator(".panel").bounding_box()["x"] < 100
    assert chat.style(".send", "background-color") == "rgb(255, 212, 0)"
    assert chat.style(".send", "color") == "rgb(0, 0, 0)", "dark words on a light colour"


def test_attributes_of_the_element_and_another_server(opened: Opener, site: Site) -> None:
    element = f'<xiaogan-antifraud title="防骗" server="{site.server}"></xiaogan-antifraud>'
    chat = on(opened, site.with_page("element", own=element))
    assert chat.page.locator("xiaogan-antifraud").count() == 1
    chat.page.evaluate("XiaoganAntiFraud.open()")
    chat.page.wait_for_selector(".composer")
    chat.ask("刷单返利可以相信吗")
    chat.page.evaluate("XiaoganAntiFraud.close()")
    assert chat.page.locator(".launcher").is_visible()


def test_the_script_twice_is_the_widget_once(opened: Opener, site: Site) -> None:
    twice = f'<script src="{site.server}/widget.js" defer></script>'
    chat = on(opened, site.with_page("twice", own=twice))
    chat.page.wait_for_selector(".launcher")
    assert chat.page.locator("xiaogan-antifraud").count() == 1


def test_a_page_that_is_not_on_the_list_gets_the_numbers_only(opened: Opener, site: Site) -> None:
    with Site(site.server) as stranger:
        chat = opened("about:blank", wait=False, expecting_errors=True, viewport=DESKTOP)
        chat.page.goto(stranger.url)
        chat.page.click(".launcher")
        chat.page.wait_for_selector(".composer")
        chat.send("刷单返利可以相信吗")
        chat.page.wait_for_selector(".entries .card")
        assert chat.numbers(".entries .card")[:2] == ["tel:110", "tel:96110"]
        assert chat.answers().count() == 0


def test_printing_from_a_foreign_page_prints_only_the_list(opened: Opener, site: Site) -> None:
    save = "window.printed = []; window.print = function () "
    save += "{ window.top.printed.push(document.body.innerText); };"
    chat = opened("about:blank", wait=False, viewport=DESKTOP, start=save)
    chat.page.goto(site.url)
    chat.page.click(".launcher")
    chat.page.wait_for_selector(".composer")
    chat.ask("我十分钟前用建行给骗子转了三万")
    chat.page.click(".emergency-bar")
    chat.page.click("text=打印清单")
    chat.page.wait_for_function("() => window.printed.length === 1")
    assert "30000 元" in chat.page.evaluate("window.printed[0]")
    assert "社区网" not in chat.page.evaluate("window.printed[0]")


def test_on_a_phone_it_fills_the_screen_and_keeps_the_tab_key(opened: Opener, site: Site) -> None:
    chat = on(opened, site.url, viewport=PHONE)
    chat.page.click(".launcher")
    chat.page.wait_for_selector(".composer")
    box = chat.page.locator(".panel").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    chat.page.go_back()
    assert chat.page.locator(".launcher").is_visible(), "back closes it and stays on the page"
    chat.page.click(".launcher")
    inside = "!!document.querySelector('xiaogan-antifraud').shadowRoot.activeElement"
    for _ in range(30):
        chat.page.keyboard.press("Tab")
        assert chat.page.evaluate(inside)


def test_no_more_open_by_itself_once_it_was_closed(opened: Opener, site: Site) -> None:
    chat = on(opened, site.with_page("opens", "data-open"))
    chat.page.wait_for_selector(".composer")
    chat.page.click(".close")
    chat.page.reload()
    chat.page.wait_for_selector(".launcher")
    assert not chat.page.locator(".panel").is_visible()
    never = on(opened, site.with_page("closed", 'data-open="false"'))
    never.page.wait_for_selector(".launcher")
    assert not never.page.locator(".panel").is_visible()


def test_a_page_that_zooms_itself_has_everything_on_the_screen(opened: Opener, site: Site) -> None:
    chat = on(opened, site.url)
    chat.page.evaluate("document.documentElement.style.zoom = 1.5")
    chat.page.click(".launcher")
    chat.page.wait_for_selector(".composer")
    for part in (".title", ".callbar a", ".leave", ".close", ".send"):
        box = chat.page.locator(part).first.bounding_box()
        assert box["y"] >= 0, part
        assert box["y"] + box["height"] <= 800, part


def test_an_old_page_without_a_viewport_has_readable_text(opened: Opener, site: Site) -> None:
    chat = on(opened, site.url, viewport=PHONE, is_mobile=True, has_touch=True)
    chat.page.click(".launcher")
    chat.page.wait_for_selector(".composer")
    on_glass = chat.page.evaluate(
        "() => document.querySelector('xiaogan-antifraud').shadowRoot"
        ".querySelector('.send').getBoundingClientRect().height * visualViewport.scale"
    )
    assert on_glass >= 43
    assert chat.page.locator(".shell").get_attribute("data-full") is not None


def test_a_page_written_anew_gets_its_element_back(opened: Opener, site: Site) -> None:
    chat = on(opened, site.url)
    chat.page.wait_for_selector(".launcher")
    chat.page.evaluate("document.querySelector('xiaogan-antifraud').remove()")
    chat.page.evaluate("XiaoganAntiFraud.open()")
    chat.page.wait_for_selector(".composer")


def test_without_constructed_style_sheets_the_styles_come_with_the_script(
    opened: Opener, site: Site
) -> None:
    policy, site.policy = site.policy, site.policy.replace("'self';", "'self' 'unsafe-inline';")
    try:
        chat = opened(
            "about:blank", wait=False, start="delete Document.prototype.adoptedStyleSheets;"
        )
        chat.page.route("**/style.css", lambda route: route.abort())
        chat.page.goto(site.url)
        chat.page.click(".launcher")
        chat.page.wait_for_selector(".composer")
        assert chat.style(".send", "background-color") == "rgb(11, 79, 158)"
    finally:
        site.policy = policy


def test_old_browsers_get_the_styles_by_a_link(opened: Opener, site: Site) -> None:
    site.policy = site.policy.replace("style-src 'self'", f"style-src 'self' {site.server}")
    try:
        chat = opened(
            "about:blank",
            wait=False,
            viewport=DESKTOP,
            start="delete Document.prototype.adoptedStyleSheets;",
        )
        chat.page.goto(site.url)
        chat.page.click(".launcher")
        chat.page.wait_for_selector(".composer")
        assert chat.style(".send", "background-color") == "rgb(11, 79, 158)"
    finally:
        site.policy = site.policy.replace(f" {site.server}; base", "; base")
        chat.complaints.clear()  # the inline style was tried first
