"""Sessions: never fixed beforehand, over in time, over when signed out; cookies that scripts and
foreign pages do not get."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from http.cookies import Morsel, SimpleCookie
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.store.database import engine, url
from bot.studio.console.session import IDLE, LONGEST
from tests.studio.console.conftest import PASSWORD, Console, Visitor


def cookie_of(visitor: Visitor) -> str:
    return str(visitor.cookies["console"])


def test_an_id_brought_along_is_not_gone_on_with(console: Console) -> None:
    """Session fixation: neither an invented id nor one of a session that exists."""
    for planted in ("a" * 43, cookie_of(console.editor)):
        victim = Visitor(console.app, cookies={"console": planted})
        if planted == "a" * 43:
            assert victim.get("/account").status_code == 303
        victim.cookies.clear()
        token = victim.csrf
        before = victim.cookies["console_form"]
        fields = {"name": "王警官", "password": PASSWORD, "csrf": token}
        sent = {"Cookie": f"console={planted}; console_form={before}"}
        answer = Visitor(console.app).post("/sign-in", data=fields, headers=sent)
        assert answer.status_code == 303
        assert answer.cookies["console"] != planted
        attacker = Visitor(console.app, cookies={"console": planted})
        assert attacker.get("/account").status_code == 303


def test_the_database_does_not_have_the_cookie(console: Console) -> None:
    with engine(url()).connect() as connection:
        rows = str(connection.execute(sa.text("SELECT * FROM sessions")).all())
    cookie = cookie_of(console.editor)
    assert cookie not in rows
    assert hashlib.sha256(cookie.encode()).hexdigest() in rows


def test_every_sign_in_has_its_own(console: Console) -> None:
    seen = {cookie_of(console.signed_in("王警官")) for _ in range(4)}
    assert len(seen) == 4
    assert min(map(len, seen)) >= 43


def test_idle_for_too_long(console: Console) -> None:
    console.clock.now += IDLE - 1
    assert console.editor.get("/account").status_code == 200
    console.clock.now += IDLE - 1
    assert console.editor.get("/account").status_code == 200, "used in between"
    console.clock.now += IDLE
    assert console.editor.get("/account").status_code == 303


def test_what_a_page_asks_for_by_itself_is_not_use(console: Console) -> None:
    for _ in range(3):
        console.clock.now += IDLE / 3
        answer = console.editor.get("/account", headers={"X-Background": "1"})
    assert answer.status_code == 303


def test_over_after_half_a_day_however_busy(console: Console) -> None:
    for _ in range(LONGEST // 1200 - 1):
        console.clock.now += 1200
        assert console.editor.get("/account").status_code == 200
    console.clock.now += 1200
    assert console.editor.get("/account").status_code == 303


def test_signing_out_ends_it_for_whoever_has_the_cookie(console: Console) -> None:
    copied = Visitor(console.app, cookies={"console": cookie_of(console.editor)})
    other = console.signed_in("李编辑")
    assert copied.get("/account").status_code == 200
    answer = console.editor.submit("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert copied.get("/account").status_code == 303
    assert "console" not in console.editor.cookies
    assert other.get("/account").status_code == 200, "another browser goes on"
    assert console.noted("退出")[0].who == "李编辑"


def test_another_password_ends_the_others(console: Console) -> None:
    other = console.signed_in("李编辑")
    new = "屋顶上的猫已经下来吃饭了"
    fields = {"old": PASSWORD, "new": new, "again": new}
    assert console.editor.submit("/account", fields).status_code == 303
    assert "密码换好了" in console.editor.get("/account").text
    assert "密码换好了" not in console.editor.get("/account").text, "said once"
    assert other.get("/account").status_code == 303
    assert console.anybody.sign_in("李编辑").status_code == 401
    assert console.anybody.sign_in("李编辑", new).status_code == 303


def test_a_password_is_not_changed_by_mistake(console: Console) -> None:
    good = "屋顶上的猫已经下来吃饭了"
    named = "李编辑的密码在这里呢呢呢"
    for fields, said in (
        ({"old": "不对不对不对不对", "new": good, "again": good}, "现在的密码不对"),
        ({"old": PASSWORD, "new": good, "again": good + "吗"}, "两遍新密码不一样"),
        ({"old": PASSWORD, "new": "太短", "again": "太短"}, "至少 12 个字"),
        ({"old": PASSWORD, "new": "a" * 20, "again": "a" * 20}, "太好猜"),
        ({"old": PASSWORD, "new": named, "again": named}, "太好猜"),
        ({}, "现在的密码不对"),
    ):
        answer = console.editor.submit("/account", fields)
        assert answer.status_code == 422
        assert said in answer.text
        assert good not in answer.text
    assert console.anybody.sign_in("李编辑").status_code == 303


def flags(answer: Any, name: str) -> Morsel[str]:
    """How a cookie was set in this answer."""
    set_there = (SimpleCookie(header) for header in answer.headers.get_list("set-cookie"))
    return next(found[name] for found in set_there if name in found)


def test_cookie_flags(console: Console) -> None:
    visitor = Visitor(console.app)
    form = flags(visitor.get("/sign-in"), "console_form")
    session = flags(visitor.sign_in("王警官"), "console")
    for morsel in (form, session):
        assert morsel["httponly"] is True
        assert morsel["samesite"].lower() == "strict"
        assert (morsel["path"], morsel["domain"], morsel["secure"]) == ("/", "", "")
    assert int(session["max-age"]) == LONGEST


def test_behind_tls(opened: Callable[..., Console], project: Path) -> None:
    console = opened(project, https=True, sign_in=False)
    visitor = Visitor(console.app, base="https://127.0.0.1")
    first = visitor.get("/sign-in")
    assert first.headers["strict-transport-security"].startswith("max-age=")
    assert flags(first, "__Host-console_form")["secure"] is True
    answer = visitor.sign_in("王警官")
    assert answer.status_code == 303
    session = flags(answer, "__Host-console")
    assert session["secure"] is True
    assert session["samesite"].lower() == "strict"
    assert visitor.get("/account").status_code == 200
