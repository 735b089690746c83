"""Only a page of ours, in this very session, may send anything (CSRF), and not too much."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.studio.console.middleware import LARGEST
from tests.studio.console.conftest import ADDRESS, PASSWORD, Console, Visitor

pytestmark = pytest.mark.usefixtures("with_sample")
FOREIGN = "http://evil.example"


def test_without_a_token(console: Console) -> None:
    for body in ({}, {"csrf": ""}, {"csrf": "x"}, {"csrf": "号"}):
        answer = console.publisher.post("/sample/publish", data=body)
        assert answer.status_code == 403
        assert "页面过期了" in answer.text
    assert console.publisher.post("/sample/publish", json={"csrf": "x"}).status_code == 403
    assert console.publisher.post("/sample/publish", content=b"\xff\xfe").status_code == 403
    assert console.noted("试发布") == []


def test_with_another_sessions_token(console: Console) -> None:
    """Another person's, the same person's in another browser, and the one of before signing in."""
    before = Visitor(console.app)
    old = before.csrf
    before.sign_in("王警官")
    for token in (console.editor.csrf, console.signed_in("王警官").csrf, old):
        answer = before.post("/sample/publish", data={"csrf": token})
        assert answer.status_code == 403
    assert before.submit("/sample/publish").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": FOREIGN},
        {"Origin": "null"},
        {"Origin": f"{ADDRESS}.evil.example"},
        {"Origin": "http://127.0.0.1:5005"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_foreign_page_with_the_right_token(console: Console, headers: dict[str, str]) -> None:
    text = "别的网站写的一段很长很长的话"
    answer = console.publisher.submit("/sample/publish", {"text": text}, headers=headers)
    assert answer.status_code == 403
    assert text not in answer.text
    assert console.noted("试发布") == []
    own = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}
    assert console.publisher.submit("/sample/publish", headers=own).status_code == 303


def test_htmx_sends_the_token_as_a_header(console: Console) -> None:
    page = console.editor.get("/account").text
    assert f'hx-headers=\'{{"X-CSRF-Token": "{console.editor.csrf}"}}\'' in page
    sent = {"X-CSRF-Token": console.editor.csrf}
    assert console.editor.post("/sample/echo", headers=sent, data={"text": "好"}).text == "好"
    in_loop = console.editor.submit("/sample/echo-in-the-loop", {"text": "好"})
    assert in_loop.text == "好"


def test_signing_in_needs_the_form_too(console: Console) -> None:
    """Nobody is signed in as somebody else by a foreign page."""
    fields = {"name": "王警官", "password": PASSWORD}
    visitor = Visitor(console.app)
    assert visitor.post("/sign-in", data=fields).status_code == 403
    token = Visitor(console.app).csrf
    assert visitor.post("/sign-in", data={**fields, "csrf": token}).status_code == 403
    assert visitor.submit("/sign-in", fields, headers={"Origin": FOREIGN}).status_code == 403
    assert visitor.get("/account").status_code == 303


def test_signing_out_needs_the_form(console: Console) -> None:
    assert console.editor.post("/sign-out").status_code == 403
    assert console.editor.get("/sign-out").status_code == 405
    assert console.editor.get("/account").status_code == 200


def test_what_was_written_comes_back_when_the_session_is_over(console: Console) -> None:
    token, text = console.editor.csrf, "我写了半个小时的回答<script>alert(1)</script>"
    console.clock.now += 31 * 60
    fields = {"csrf": token, "answer": text, "password": "密码不能显示在页面上的"}
    answer = console.editor.post("/sample/echo", data=fields)
    assert answer.status_code == 401
    assert "我写了半个小时的回答&lt;script&gt;" in answer.text
    assert "密码不能" not in answer.text
    foreign = console.editor.post("/sample/echo", data=fields, headers={"Origin": FOREIGN})
    assert foreign.status_code == 401
    assert "我写了半个小时" not in foreign.text


def test_the_page_can_go_on_after_signing_in_anew(console: Console) -> None:
    console.clock.now += 31 * 60
    assert console.editor.get("/account/token").status_code == 303
    console.editor.sign_in("李编辑")
    given = console.editor.get("/account/token").json()
    assert given == {"name": "李编辑", "csrf": console.editor.csrf}


def test_a_body_that_says_it_is_too_large(console: Console) -> None:
    answer = console.editor.submit("/sample/echo", {"text": "a" * LARGEST})
    assert answer.status_code == 413
    assert "内容太大" in answer.text
    assert console.editor.submit("/sample/echo", {"text": "a" * (LARGEST - 100)}).status_code == 200


def chunks(size: int) -> Iterator[bytes]:
    yield b"csrf=x&text="
    for _ in range(size // 50_000):
        yield b"a" * 50_000


@pytest.mark.parametrize("who", ["anybody", "editor"])
def test_a_body_in_pieces_that_does_not_say_how_large_it_is(console: Console, who: str) -> None:
    """Read to the limit and no further."""
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        for piece in chunks(50 * LARGEST):
            read += len(piece)
            yield piece

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = getattr(console, who).post("/sample/echo", content=endless(), headers=kind)
    assert answer.status_code == 413


@pytest.mark.parametrize("size", ["-1", "1e3", "9" * 5000, "²"])
def test_nonsense_about_its_size(console: Console, size: str) -> None:
    headers = {"Content-Length": size.encode("utf-8")}
    answer = console.editor.post("/sample/echo", content=b"x", headers=headers)
    assert answer.status_code == 413


def test_too_many_fields_and_files(console: Console) -> None:
    many = {f"field{n}": "x" for n in range(2100)}
    assert console.editor.submit("/sample/echo", many).status_code == 400
    files = {f"file{n}": ("name", b"x") for n in range(3)}
    answer = console.editor.submit("/sample/echo", files=files)
    assert answer.status_code == 400
