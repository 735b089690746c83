"""Markup and scripts from residents, from the server and from the page around: all is text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.e2e.widget.conftest import Chat, Opener
from tests.e2e.widget.site import Site

ATTACKS = [
    '<img src=x onerror="window.owned=1">',
    "<script>window.owned=1</script>",
    '"><svg onload=window.owned=1>',
    "javascript:window.owned=1",
    "{{constructor.constructor('window.owned=1')()}}",
    "</textarea><script>window.owned=1</script>",
    "\u202e<b>反</b>",
]


def untouched(chat: Chat) -> None:
    page = chat.page
    assert page.evaluate("window.owned") is None
    assert page.locator(".entries img, .entries svg, .entries script, .entries iframe").count() == 0
    links = page.locator("a").evaluate_all("nodes => nodes.map(n => n.getAttribute('href'))")
    assert all(link.startswith("tel:") for link in links)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_resident_writes_stays_text(chat: Chat, attack: str) -> None:
    chat.ask(f"{attack} 怎么办")
    assert attack.replace("\u202e", "") in chat.page.locator(".me").inner_text().replace(
        "\u202e", ""
    )
    untouched(chat)
    chat.page.reload()
    chat.wait(1)
    untouched(chat)


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_a_hostile_server_sends_stays_text(opened: Opener, attack: str) -> None:
    call = {"number": attack, "name": attack, "dial": attack}
    reply = {
        "lead": attack,
        "text": attack,
        "sections": [{"part": attack, "label": attack, "ordered": True, "items": [attack]}],
        "calls": [call, {"number": "110", "name": "x", "dial": "110;javascript:alert(1)"}],
        "related": [{"title": attack, "topic": attack}],
        "ask": {"text": attack, "options": [{"title": attack, "payload": attack}]},
        "urgent": True,
        "message": attack,
        "case": {
            "lead": attack,
            "sections": [{"part": "steps", "label": attack, "ordered": True, "items": [attack]}],
            "calls": [call],
            "since": {"from": 1, "to": 2, "said": attack},
        },
        "__proto__": {"polluted": True},
    }
    chat = opened()
    body = json.dumps({"replies": [reply]})
    chat.page.route(
        "**/chat/message", lambda r: r.fulfill(body=body, content_type="application/json")
    )
    chat.ask("怎么办")
    chat.page.click(".emergency-bar")
    untouched(chat)
    assert chat.page.evaluate("({}).polluted") is None
    assert chat.page.locator(".answer a").count() == 0, "no link from a number that is none"


def test_a_hostile_tip_of_the_day_stays_text(opened: Opener, site: Site) -> None:
    chat = opened("about:blank", wait=False)
    today = {"tip": ATTACKS[0], "reminders": [{"name": ATTACKS[1], "text": ATTACKS[2]}]}
    headers = {"Access-Control-Allow-Origin": site.url}
    chat.page.route("**/chat/today**", lambda r: r.fulfill(json=today, headers=headers))
    chat.page.goto(site.url)
    chat.page.click(".launcher")
    chat.page.wait_for_selector(".today li")
    untouched(chat)


@pytest.mark.parametrize("attack", ATTACKS[:4])
def test_what_the_page_around_sets_stays_text(opened: Opener, site: Site, attack: str) -> None:
    from html import escape

    given = escape(attack, quote=True)
    names = ("title", "greeting", "colour", "position", "exit")
    attributes = " ".join(f'data-{name}="{given}"' for name in names)
    chat = opened("about:blank", wait=False)
    chat.page.goto(site.with_page("attack", attributes))
    chat.page.click(".launcher")
    chat.page.wait_for_selector(".composer")
    untouched(chat)
    went: list[Any] = []
    chat.page.route("https://www.weather.com.cn/**", lambda r: (went.append(1), r.fulfill(body="")))
    chat.page.click(".leave")
    if attack.startswith("javascript"):
        chat.page.wait_for_url("https://www.weather.com.cn/**")


def test_a_server_that_is_no_web_address_is_not_used(opened: Opener, site: Site) -> None:
    chat = opened("about:blank", wait=False)
    chat.page.goto(site.with_page("server", 'data-server="javascript:alert(1)//"'))
    chat.page.click(".launcher")
    chat.page.wait_for_selector(".composer")
    chat.ask("刷单返利可以相信吗")


def test_what_another_script_put_into_the_storage_is_harmless(opened: Opener) -> None:
    chat = opened()
    state = {
        "session": "x" * 32,
        "entries": [
            {"id": "a", "kind": "asked", "text": ATTACKS[0], "status": "sent"},
            {"id": "b", "kind": "constructor", "of": "a"},
            {"id": "c", "kind": "answered", "of": "a", "replies": [{"lead": ATTACKS[0]}]},
        ],
    }
    chat.page.evaluate(
        "s => sessionStorage.setItem('xiaogan-antifraud:conversation', s)", json.dumps(state)
    )
    chat.page.reload()
    chat.page.wait_for_selector(".composer")
    untouched(chat)
    chat.ask("刷单返利可以相信吗")


def test_own_page_forbids_inline_scripts_and_foreign_frames(opened: Opener) -> None:
    chat = opened(expecting_errors=True)
    policy = chat.page.request.get(chat.page.url).headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
