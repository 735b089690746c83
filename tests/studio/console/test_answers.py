"""Headers on every answer, the name it is called by, pages for errors, the log."""

from __future__ import annotations

import logging

import pytest

from tests.studio.console.conftest import Console, Visitor
from tests.studio.console.sample import SECRET

pytestmark = pytest.mark.usefixtures("with_sample")
EVERYWHERE = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/account", 200),
        ("/nowhere", 404),
        ("/sample/breaks", 500),
        ("/sample/publishers", 403),
        ("/sample/publish", 405),
        ("/static/console.css", 200),
        ("/static/htmx.js", 200),
        ("/static/nowhere.css", 404),
    ],
)
def test_headers(console: Console, path: str, status: int) -> None:
    answer = console.editor.get(path)
    assert answer.status_code == status
    for name, value in EVERYWHERE.items():
        assert answer.headers[name] == value
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    for part in ("frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"):
        assert part in policy
    assert answer.headers["cache-control"] == (
        "no-cache" if "static" in path and status == 200 else "no-store"
    )
    assert "server" not in answer.headers


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "127.0.0.1@evil.example", "localhost:x"]
)
def test_another_hosts_name(console: Console, host: str) -> None:
    answer = console.editor.get("/account", headers={"Host": host})
    assert answer.status_code == 400
    assert "李编辑" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:5015", "127.0.0.1", "[::1]:5015"])
def test_its_own_names(console: Console, host: str) -> None:
    assert console.anybody.get("/sign-in", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/nowhere", "没有这一页"),
        ("/sample/publishers", "没有这个权限"),
        ("/sample/breaks", "出错了"),
    ],
)
def test_errors_in_plain_words(console: Console, path: str, words: str) -> None:
    page = console.editor.get(path)
    assert words in page.text
    assert page.text.count("<h1>") == 1
    part = console.editor.get(path, headers={"HX-Request": "true"})
    assert "<" not in part.text
    for answer in (page, part):
        assert SECRET not in answer.text
        assert "Traceback" not in answer.text
        assert "ValueError" not in answer.text


def test_an_error_page_knows_who_is_signed_in(console: Console) -> None:
    assert "李编辑" in console.editor.get("/nowhere").text
    assert "李编辑" not in console.anybody.get("/nowhere").text


def test_the_log_says_where_it_broke_but_nothing_personal(
    console: Console, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot.console")
    console.editor.get("/sample/breaks?phone=13900001111")
    console.editor.get("/audit?who=王警官")
    console.editor.get("/13900001111")
    console.anybody.sign_in("13900001111")
    said = caplog.text
    assert "ValueError" in said
    assert "sample.py" in said
    assert "GET /audit 200" in said
    for personal in (SECRET, "13900001111", "王警官", "李编辑", "testclient", "127.0.0.1"):
        assert personal not in said.replace(str(caplog.handler), "")


def test_broken_cookies_are_nobodys(console: Console) -> None:
    for value in ("", "x" * 4000, "%00", "é", "a; console=b"):
        visitor = Visitor(console.app)
        answer = visitor.get("/account", headers={"Cookie": f"console={value}".encode()})
        assert answer.status_code == 303
