"""Nobody sees or does anything without having signed in, nor what their role does not allow."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.routing import Mount, Route

from tests.studio.console.conftest import Console, Visitor

PUBLIC = {"/sign-in", "/static/htmx.js"}
SAMPLES = {"int": "1", "path": "data/faq/scam/scam_brushing.yml", "": "scam_brushing"}


def addresses(console: Console, method: str) -> Iterator[tuple[str, Route]]:
    """Every address of the console that takes this method."""
    for route in console.app.routes:
        assert isinstance(route, Route | Mount), route
        if isinstance(route, Route) and method in (route.methods or ()):
            fill = lambda found: SAMPLES[found.group(1) or ""]  # noqa: E731
            yield re.sub(r"\{\w+(?::(\w+))?\}", fill, route.path), route


def test_the_only_mount_is_the_static_files(console: Console) -> None:
    assert [one.path for one in console.app.routes if isinstance(one, Mount)] == ["/static"]


@pytest.mark.usefixtures("with_sample")
def test_every_page_leads_to_the_sign_in(console: Console) -> None:
    seen = 0
    for path, route in addresses(console, "GET"):
        if route.path not in PUBLIC:
            answer = console.anybody.get(path)
            assert answer.status_code == 303, path
            assert answer.headers["location"] == f"/sign-in?next={path}"
            assert answer.content == b""
            seen += 1
    assert seen >= 8


@pytest.mark.usefixtures("with_sample")
def test_nothing_can_be_sent(console: Console) -> None:
    """Not even with the token of the sign-in form."""
    token = console.anybody.csrf
    for path, route in addresses(console, "POST"):
        if route.path not in PUBLIC:
            assert console.anybody.post(path, data={"csrf": token}).status_code == 401, path
    assert console.noted("试发布") == []


def test_htmx_is_told_and_the_page_stays(console: Console) -> None:
    answer = console.anybody.get("/account", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.text.startswith("请先登录")


@pytest.mark.usefixtures("with_sample")
def test_what_only_publishers_may_is_refused_to_editors(console: Console) -> None:
    refused = 0
    for method in ("GET", "POST"):
        for path, route in addresses(console, method):
            if getattr(route.endpoint, "needs", "") == "publisher":
                assert act(console.editor, method, path) == 403, path
                refused += 1
    assert refused >= 2
    assert console.noted("试发布") == []
    assert {entry.what for entry in console.noted("越权，已拒绝")} >= {"/sample/publish"}
    assert act(console.publisher, "POST", "/sample/publish") == 303
    assert console.publisher.get("/sample/publishers").text == "只给审核发布的人看"


def act(visitor: Visitor, method: str, path: str) -> int:
    sent = visitor.submit(path) if method == "POST" else visitor.get(path)
    return int(sent.status_code)


@pytest.mark.usefixtures("with_sample")
def test_a_role_taken_away_is_gone_at_once(console: Console) -> None:
    console.app.state.accounts.change("王警官", role="editor")
    assert console.publisher.get("/sample/publishers").status_code == 403


def test_a_disabled_account_is_out_at_once(console: Console) -> None:
    console.app.state.accounts.change("李编辑", active=False)
    assert console.editor.get("/account").status_code == 303
    assert console.anybody.sign_in("李编辑").status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/..%5capp.py",
        "/static//etc/passwd",
        "/static/%00",
        "/static/....//app.py",
        "/static/%252e%252e/app.py",
        "/static/",
        "/static",
    ],
)
def test_static_files_lead_nowhere_else(console: Console, path: str) -> None:
    answer = console.editor.get(path)
    assert answer.status_code == 404
    assert "create_app" not in answer.text


@pytest.mark.parametrize(
    "to",
    [
        "https://example.com/",
        "//example.com",
        "/\\example.com",
        "\\\\example.com",
        "/\t/example.com",
        "javascript:alert(1)",
        "",
        "/sign-out",
    ],
)
def test_signing_in_leads_only_to_pages_of_ours(console: Console, to: str) -> None:
    visitor = Visitor(console.app)
    fields = {"name": "王警官", "password": "三只小猫在屋顶上一起晒太阳", "next": to}
    assert visitor.submit("/sign-in", fields).headers["location"] == "/"


def test_signing_in_leads_back(console: Console) -> None:
    there = console.anybody.get("/audit?who=王警官").headers["location"]
    form = console.anybody.get(there).text
    assert 'name="next" value="/audit?who=' in form
    fields = {"name": "王警官", "password": "三只小猫在屋顶上一起晒太阳", "next": "/audit?who=x"}
    assert console.anybody.submit("/sign-in", fields).headers["location"] == "/audit?who=x"
    assert console.anybody.get("/sign-in").status_code == 303, "signed in already"
