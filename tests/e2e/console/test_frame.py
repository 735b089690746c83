"""Signing in and out, one's account, the audit trail and jobs, in the browser."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from bot.store.database import FOLDER_VARIABLE, URL_VARIABLE
from bot.store.jobs import Job
from bot.studio.console.jobs import Jobs
from bot.studio.console.settings import Settings
from tests.e2e.console.conftest import (
    EDITORS_NAME,
    PASSWORD,
    PUBLISHERS_NAME,
    TABLET,
    Desk,
    Visit,
    in_every_look,
    large_enough,
    no_violations,
    serving,
    sign_in,
)
from tests.house import House

Working = Callable[[str], Job]
SHOTS = Path(os.environ["SHOTS"]) if "SHOTS" in os.environ else None
WORKS = "import time\nfor n in range(3): print('第', n, '步', flush=True); time.sleep(1)"


@pytest.fixture
def working(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Working]:
    """working(script): a job that another console on the same database has started."""
    monkeypatch.setenv(URL_VARIABLE, desk.house.url)
    monkeypatch.setenv(FOLDER_VARIABLE, str(desk.house.root / "var"))
    jobs = Jobs(Settings(desk.house.root))

    def start(script: str) -> Job:
        jobs = Jobs(Settings(desk.house.root, command=(sys.executable, "-c", script)))
        return jobs.start(EDITORS_NAME, "compare", "比较改动", "x")

    yield start
    while job := jobs.running():
        jobs.store.stop(job.id, "测试")
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/sign-in", ""),
        ("/account", EDITORS_NAME),
        ("/audit", PUBLISHERS_NAME),
        ("/jobs", EDITORS_NAME),
    ],
)
def test_every_look(visit: Visit, path: str, name: str) -> None:
    in_every_look(visit, path, name, SHOTS)


@pytest.mark.parametrize("width", [640, 390])
@pytest.mark.parametrize("path", ["/account", "/audit", "/jobs"])
def test_enlarged_twice_or_on_a_phone(visit: Visit, path: str, width: int) -> None:
    page = visit(path, PUBLISHERS_NAME, viewport={"width": width, "height": 700})
    no_violations(page)
    large_enough(page)
    shoot(page, f"narrow-{width}{path.replace('/', '-')}")


def test_signing_in_and_out_by_keyboard(visit: Visit) -> None:
    page = visit("/audit?who=x")
    assert page.title() == "登录｜反诈问答管理台"
    page.keyboard.type(EDITORS_NAME)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/audit?who=x")
    assert page.locator("nav [aria-current=page]").inner_text() == "操作记录"
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in")
    page.go_back()
    page.wait_for_url("**/sign-in?next=**")


def test_the_first_stop_of_the_keyboard_skips_the_navigation(visit: Visit) -> None:
    page = visit("/audit", EDITORS_NAME)
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "跳到正文"
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("id") == "main"


def test_a_wrong_password_is_said_and_the_form_stays(visit: Visit) -> None:
    page = visit("/sign-in", expecting_errors=True)  # the browser reports 401
    page.fill("#name", EDITORS_NAME)
    page.fill("#password", "不是这个密码不是这个密码")
    page.click("main button.primary")
    page.wait_for_selector("[role=alert]")
    assert "没有登录" in page.locator("[role=alert]").inner_text()
    no_violations(page)
    shoot(page, "wrong-password")


def shoot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def test_everything_without_javascript(visit: Visit, desk: Desk) -> None:
    page = visit("/account", EDITORS_NAME, java_script_enabled=False)
    page.get_by_role("link", name="操作记录").click()
    page.select_option("#action", "登录")
    page.get_by_role("button", name="筛选").click()
    assert page.locator("tbody tr").count() >= 1
    page.get_by_role("button", name="退出").click()
    assert page.url == f"{desk.url}/sign-in"


def test_another_password(visit: Visit, desk: Desk) -> None:
    desk.open_account("新同事", "editor")
    page = visit("/account", "新同事", expecting_errors=True)  # the browser reports 422
    new = "屋顶上的猫已经下来吃饭了"
    for name, text in (("old", PASSWORD), ("new", new), ("again", new + "吗")):
        page.fill(f"#{name}", text)
    page.get_by_role("button", name="换密码").click()
    page.wait_for_selector("#again[aria-invalid=true]")
    no_violations(page)
    shoot(page, "account-wrong")
    for name, text in (("old", PASSWORD), ("new", new), ("again", new)):
        page.fill(f"#{name}", text)
    page.get_by_role("button", name="换密码").click()
    page.wait_for_selector(".notice.good")
    assert (
        page.locator("#notices[role=status]").inner_text().strip()
        == "密码换好了，别处的登录已经退出。"
    )
    no_violations(page)
    shoot(page, "account-changed")


def test_the_audit_trail_is_narrowed_down_and_taken_along(visit: Visit) -> None:
    page = visit("/audit", PUBLISHERS_NAME)
    page.select_option("#action", "开账号")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**action=**")
    assert set(page.locator("tbody td:nth-child(3)").all_inner_texts()) == {"开账号"}
    with page.expect_download() as download:
        page.get_by_role("link", name="导出").click()
    text = Path(download.value.path()).read_text("utf-8-sig")
    assert download.value.suggested_filename == "audit.csv"
    assert EDITORS_NAME in text
    assert "登录" not in text


def test_errors(visit: Visit) -> None:
    page = visit("/nowhere", EDITORS_NAME, expecting_errors=True)
    assert page.locator("h1").inner_text() == "没有这一页"
    no_violations(page)


def test_a_job_is_watched_until_it_ends(visit: Visit, working: Working) -> None:
    """It goes on by itself, and then the page that was asked for comes."""
    job = working(WORKS)
    page = visit(f"/jobs/{job.id}?then=/audit", EDITORS_NAME)
    assert page.locator(".badge").inner_text() == "正在进行"
    no_violations(page)
    shoot(page, "job-running")
    expect(page.locator(".lines")).to_contain_text("第 1 步")
    page.wait_for_url(re.compile(r"^[^?]*/audit$"))
    page = visit(f"/jobs/{job.id}", EDITORS_NAME, viewport=TABLET, color_scheme="dark")
    assert page.locator(".badge").inner_text() == "完成"
    no_violations(page)
    shoot(page, "job-done")


def test_a_job_that_hangs_is_ended(visit: Visit, working: Working) -> None:
    script = "import os, signal; print('开始', flush=True); os.kill(os.getpid(), signal.SIGSTOP)"
    job = working(script)
    page = visit(f"/jobs/{job.id}", EDITORS_NAME)
    page.get_by_role("button", name="停下").click()
    expect(page.locator(".badge")).to_have_text("被停下")
    assert EDITORS_NAME in page.locator(".job").inner_text()


def test_going_on_after_the_session_is_over(visit: Visit, desk: Desk, working: Working) -> None:
    """What is on the page stays; after signing in elsewhere the page goes on."""
    job = working("import time; time.sleep(600)")
    page = visit(f"/jobs/{job.id}", EDITORS_NAME, expecting_errors=True)
    page.context.clear_cookies()
    page.wait_for_selector("#trouble")
    assert "请先登录" in page.locator("#trouble").inner_text()
    page.get_by_role("button", name="接着写").click()
    expect(page.locator("#trouble")).to_contain_text("还没有登录")
    no_violations(page)
    shoot(page, "signed-out")
    other = page.context.new_page()
    sign_in(other, desk, EDITORS_NAME)
    page.bring_to_front()
    page.get_by_role("button", name="接着写").click()
    page.wait_for_selector("#trouble", state="detached")
    page.get_by_role("button", name="停下").click()
    expect(page.locator(".badge")).to_have_text("被停下")


def test_somebody_else_does_not_go_on(visit: Visit, desk: Desk, working: Working) -> None:
    job = working("import time; time.sleep(600)")
    page = visit(f"/jobs/{job.id}", EDITORS_NAME, expecting_errors=True)
    page.context.clear_cookies()
    page.wait_for_selector("#trouble")
    sign_in(page.context.new_page(), desk, PUBLISHERS_NAME)
    page.locator("#trouble button").click()
    expect(page.locator("#trouble")).to_contain_text("不能接着用")


def test_killed_and_started_again(model: Path, tmp_path: Path, browser: Any) -> None:
    """Who was signed in still is."""
    house = House.copied(tmp_path / "house", model)
    context = browser.new_context()
    page = context.new_page()
    with serving(house) as first:
        sign_in(page, first, EDITORS_NAME)
        cookies = context.cookies()
        first.process.send_signal(signal.SIGKILL)
        first.process.wait()
    with serving(house, {}) as second:
        context.add_cookies(cookies)
        page.goto(f"{second.url}/account")
        assert page.locator("h1").inner_text() == "我的账号"
    context.close()
