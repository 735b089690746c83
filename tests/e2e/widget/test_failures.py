"""The server dead, hanging, slow, broken, overloaded; the line gone: the numbers are there."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route

from tests.e2e.conftest import Server, running
from tests.e2e.widget.conftest import Chat, Opener
from tests.e2e.widget.site import Site

HELP = ["tel:110", "tel:96110"]


@pytest.fixture(scope="module")
def fragile(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may be stopped and killed."""
    log = tmp_path_factory.mktemp("fragile") / "log"
    with running(model, log, with_actions=False) as started:
        yield started


def card_shows(chat: Chat) -> None:
    chat.page.wait_for_selector(".entries .card")
    assert chat.numbers(".entries .card")[:2] == HELP


def test_a_hanging_server_shows_the_card_after_three_seconds_and_the_answer_when_it_wakes(
    opened: Opener, fragile: Server
) -> None:
    chat = opened(fragile.url, expecting_errors=True)
    fragile.bot.send_signal(signal.SIGSTOP)
    try:
        sent = time.monotonic()
        chat.send("刷单返利可以相信吗")
        card_shows(chat)
        assert time.monotonic() - sent >= 3, "not before its time"
    finally:
        fragile.bot.send_signal(signal.SIGCONT)
    chat.wait(1)
    assert chat.page.locator(".me").count() == 1
    assert chat.page.locator(".answer").count() == 1, "sent again, answered once"
    assert chat.page.locator(".entries .card").count() == 1, "nothing vanishes under a finger"


def test_without_answer_the_message_can_be_sent_again(opened: Opener, fragile: Server) -> None:
    chat = opened(fragile.url, expecting_errors=True)
    sent: list[Any] = []
    chat.page.on("request", lambda r: "chat/message" in r.url and sent.append(r.post_data_json))
    chat.page.route("**/chat/message", lambda route: route.fulfill(status=500, body="{}"))
    chat.send("刷单返利可以相信吗")
    card_shows(chat)
    chat.page.wait_for_selector("text=再发一次")
    assert len(sent) == 3
    chat.page.unroute("**/chat/message")
    chat.page.click("text=再发一次")
    chat.wait(1)
    assert len({body["id"] for body in sent}) == 1, "the same id each time"
    assert not chat.page.locator(".unsent").count()


def test_an_overloaded_server_is_asked_again_when_it_says(opened: Opener, fragile: Server) -> None:
    chat = opened(fragile.url, expecting_errors=True)
    times: list[float] = []

    def busy_once(route: Any) -> None:
        times.append(time.monotonic())
        if len(times) == 1:
            route.fulfill(status=429, headers={"Retry-After": "2"}, body="{}")
        else:
            route.continue_()

    chat.page.route("**/chat/message", busy_once)
    chat.send("刷单返利可以相信吗")
    chat.wait(1)
    assert len(times) == 2
    assert times[1] - times[0] >= 2, "not before the two seconds are over"


def test_in_a_crowd_the_urgent_see_first_aid_at_once_and_then_the_answer(
    opened: Opener, fragile: Server
) -> None:
    """What the server says with 429 (tests/e2e/test_attacks.py), shown and sent again."""
    chat = opened(fragile.url, expecting_errors=True)
    sent: list[str] = []
    calls = [{"number": "110", "name": "报警", "when": "", "kind": "police", "dial": "110"}]
    first = {"text": "马上打 110", "lead": "马上打 110", "urgent": True, "calls": calls}

    def busy_once(route: Any) -> None:
        sent.append(route.request.post_data_json["id"])
        if len(sent) == 1:
            said = json.dumps({"error": "too many requests", "replies": [first], "card": {}})
            route.fulfill(status=429, headers={"Retry-After": "6"}, body=said)
        else:
            route.continue_()

    chat.page.route("**/chat/message", busy_once)
    chat.send("刚用建行给骗子转了三万")
    chat.page.wait_for_selector("text=马上打 110")
    assert chat.page.locator(".waiting").is_visible(), "it is not over yet"
    assert len(sent) == 1, "before it is sent again"
    chat.page.wait_for_selector("text=95533")
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert chat.answers().count() == 1, "the answer stands in the place of the first aid"


def test_offline_the_message_waits_and_goes_out_when_the_line_is_back(
    opened: Opener, fragile: Server
) -> None:
    chat = opened(fragile.url, expecting_errors=True)
    chat.page.context.set_offline(True)
    chat.send("刷单返利可以相信吗")
    chat.send("96110是什么电话")
    chat.page.wait_for_selector(".unsent")
    assert chat.numbers(".entries .card")[:2] == HELP
    assert "等网络" in chat.page.locator(".me").nth(1).inner_text()
    assert not chat.page.locator(".waiting").is_visible()
    chat.page.context.set_offline(False)
    chat.wait(2)
    assert chat.page.locator(".me").all_inner_texts() == ["刷单返利可以相信吗", "96110是什么电话"]
    assert "96110" in chat.answers().last.locator(".lead").inner_text()


@pytest.mark.parametrize(
    "body", ["", "<html>502</html>", '{"replies": []}', '{"replies": 7}', "null"]
)
def test_an_answer_that_makes_no_sense_is_no_answer(
    opened: Opener, fragile: Server, body: str
) -> None:
    chat = opened(fragile.url, expecting_errors=True)
    chat.page.route("**/chat/message", lambda route: route.fulfill(status=200, body=body))
    chat.send("刷单返利可以相信吗")
    card_shows(chat)
    chat.page.wait_for_selector(".unsent")


def test_what_is_refused_is_not_sent_for_ever(opened: Opener, fragile: Server) -> None:
    chat = opened(fragile.url, expecting_errors=True)
    count: list[int] = []
    chat.page.route(
        "**/chat/message", lambda route: (count.append(1), route.fulfill(status=400, body="{}"))
    )
    chat.send("刷单返利可以相信吗")
    chat.page.wait_for_selector(".unsent")
    assert len(count) == 1
    assert chat.page.locator(".unsent button").count() == 0
    chat.page.unroute("**/chat/message")
    chat.ask("96110是什么电话")


def test_own_page_opens_with_its_numbers_when_the_server_is_dead(
    opened: Opener, model: Path, tmp_path: Path
) -> None:
    with running(model, tmp_path / "log", with_actions=False) as mortal:
        chat = opened(mortal.url, expecting_errors=True)
        chat.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        chat.ask("刷单返利可以相信吗")
        mortal.bot.kill()
        mortal.bot.wait(10)
        chat.page.reload()
        chat.page.wait_for_selector(".composer")
        assert chat.numbers(".callbar") == HELP
        assert chat.answers().count() == 1, "what was said is still there"
        chat.send("怎么办")
        card_shows(chat)
        chat.page.click(".more")
        chat.page.click(".overlay summary")
        assert len(chat.numbers(".overlay .card details")) > 10, "the banks too"


def test_embedded_the_card_shows_though_nothing_more_can_be_loaded(
    opened: Opener, fragile: Server
) -> None:
    """The script was loaded (from a cache, say), then the server died."""
    with Site(fragile.url) as site:
        foreign = Embedded(opened, site)
        chat = foreign.open_without("**/widget/*/**")
        chat.page.wait_for_selector(".panel .card")
        assert chat.numbers(".panel .card")[:2] == HELP
        foreign.arrives = True
        chat.page.click("text=再试一次")
        chat.page.wait_for_selector(".composer")


def test_embedded_the_card_shows_when_loading_hangs(opened: Opener, fragile: Server) -> None:
    with Site(fragile.url) as site:
        foreign = Embedded(opened, site)
        asked = time.monotonic()
        chat = foreign.open_without("**/widget/*/app.js", hang=True)
        chat.page.wait_for_selector(".panel .card")
        assert time.monotonic() - asked >= 3, "not before its time"
        assert chat.numbers(".panel .card")[:2] == HELP
        foreign.arrives = True
        chat.page.click("text=再试一次")
        chat.page.wait_for_selector(".composer")


def test_embedded_the_next_page_has_the_numbers_though_the_server_is_dead(
    opened: Opener, model: Path, tmp_path: Path
) -> None:
    with running(model, tmp_path / "log", with_actions=False) as mortal, Site(mortal.url) as site:
        chat = opened("about:blank", expecting_errors=True, wait=False)
        chat.page.goto(site.url)
        chat.page.wait_for_selector(".launcher")
        mortal.bot.kill()
        mortal.bot.wait(10)
        chat.page.goto(site.with_page("next"))
        chat.page.click(".launcher")
        chat.page.wait_for_selector(".panel .card")
        assert chat.numbers(".panel .card")[:2] == HELP


class Embedded:
    """The widget on a foreign page, with parts of it that do not arrive."""

    def __init__(self, opened: Opener, site: Site) -> None:
        self.opened, self.site = opened, site
        self.arrives = False

    def open_without(self, pattern: str, hang: bool = False) -> Chat:
        """What fits `pattern` fails or hangs, until `arrives`; what hung then, hangs on."""
        chat = self.opened("about:blank", expecting_errors=True, wait=False)

        def answer(route: Route) -> None:
            if self.arrives:
                route.continue_()
            elif not hang:
                route.abort()

        chat.page.route(pattern, answer)
        chat.page.goto(self.site.url)
        chat.page.click(".launcher")
        return chat
