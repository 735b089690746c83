"""The chat page in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Server


@pytest.fixture
def page(browser: Any, server: Server) -> Iterator[Any]:
    """The page on a phone; a script error or a refused resource fails the test."""
    opened = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda m: m.type == "error" and complaints.append(m.text))
    opened.goto(server.url)
    yield opened
    opened.close()
    assert complaints == []


def ask(page: Any, text: str) -> Any:
    """Types and sends; the last answer."""
    before = page.locator("article.bot").count()
    page.fill("#text", text)
    page.press("#text", "Enter")
    page.wait_for_function(
        "n => document.querySelectorAll('article.bot').length > n && "
        "!document.querySelector('article.bot.note')",
        arg=before,
    )
    return page.locator("article.bot").last


def test_type_send_read_call(page: Any) -> None:
    answer = ask(page, "我刚给骗子转了三万怎么办")
    first = answer.locator(".calls a").first
    assert first.get_attribute("href") == "tel:110"
    assert "urgent" in answer.get_attribute("class")
    places = answer.evaluate(  # all at once: the page is still scrolling
        "a => ['.lead', '.calls a', 'ol'].map(s => a.querySelector(s).getBoundingClientRect().top)"
    )
    assert places == sorted(places), "call buttons stand before the steps"


def test_answer_begins_below_the_header(page: Any) -> None:
    """The first sentence and the first number to call are on the screen without scrolling."""
    answer = ask(page, "我刚给骗子转了三万怎么办")
    page.wait_for_timeout(1000)  # the page scrolls softly
    header = page.locator("header").bounding_box()
    lead, call = (
        answer.locator(".lead").bounding_box(),
        answer.locator("a.call").first.bounding_box(),
    )
    assert header["y"] + header["height"] <= lead["y"]
    assert call["y"] + call["height"] < page.locator("form").bounding_box()["y"]


def test_numbers_are_there_before_anything_is_asked(page: Any) -> None:
    links = page.locator("header a.call").all()
    assert [link.get_attribute("href") for link in links] == ["tel:110", "tel:96110"]


def test_related_topic_can_be_tapped(page: Any) -> None:
    answer = ask(page, "刷单返利可以相信吗")
    answer.locator(".chips button").first.click()
    page.wait_for_function("document.querySelectorAll('article.me').length === 2")
    page.wait_for_function("document.querySelectorAll('article.bot').length === 3")
    assert page.locator("article.bot").last.locator(".lead").inner_text()


def test_script_in_a_question_stays_text(page: Any) -> None:
    ask(page, "<img src=x onerror=\"document.title='owned'\">怎么办")
    assert page.title() == "孝感反诈问答"
    assert page.locator("article.me img").count() == 0


def test_dead_server_shows_the_numbers(browser: Any, server: Server) -> None:
    page = browser.new_page()
    page.goto(server.url)
    page.route("**/webhooks/**", lambda route: route.abort())
    page.fill("#text", "怎么办")
    page.press("#text", "Enter")
    page.wait_for_selector("article.bot.urgent")
    calls = page.locator("article.bot.urgent a.call").all()
    assert [call.get_attribute("href") for call in calls] == ["tel:110", "tel:96110"]
    page.close()


def test_nothing_is_wider_than_a_small_phone(browser: Any, server: Server) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(server.url)
    ask(page, "银行客服电话都有哪些")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
    page.close()


def test_security_headers(server: Server) -> None:
    import requests

    headers = requests.get(server.url, timeout=5).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    for path in ("/widget/../config.yml", "/widget/%2e%2e/config.yml", "/widget/none.js"):
        assert requests.get(server.url + path, timeout=5).status_code == 404
