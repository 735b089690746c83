"""python -m tests.e2e.console.shots: the pictures of docs/console, taken from a running console.

Its residents' questions are made up (lively); the topics and the report are the real ones.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bot.content.load import ROOT
from bot.studio.check import content_or_exit
from bot.studio.train import ensure_model
from tests.e2e.conftest import chromium_options
from tests.e2e.console.conftest import EDITORS_NAME, PUBLISHERS_NAME, TABLET, Desk, serving, sign_in
from tests.e2e.console.lively import FELL_BACK, edit, fill
from tests.house import House

FOLDER = ROOT / "docs" / "console"
WINDOW = {"width": 1120, "height": 820}
EGGS, LOAN, TOPIC = FELL_BACK[0][0], "data/faq/scam/scam_loan.yml", "/topics/scam_brushing"
ASKED = "刷单返利是真的吗"
JOB = 240_000  # milliseconds


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    content = content_or_exit()
    model = ensure_model(content)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        house = House.copied(Path(folder) / "house", model)
        house.run("publish", "--why", "第一版")
        house.touch()
        house.run("publish", "--why", "刷单的回答改了一个字")
        fill(house, content)
        edit(house, EDITORS_NAME, "title: 刷单返利", "title: 刷单返利骗局")
        with serving(house) as desk:
            browser = playwright.chromium.launch(**chromium_options())
            of_an_editor(_signed_in(browser, desk, EDITORS_NAME), desk)
            of_a_publisher(_signed_in(browser, desk, PUBLISHERS_NAME), desk)
            on_a_tablet(_signed_in(browser, desk, EDITORS_NAME, viewport=TABLET), desk)
            browser.close()


def _signed_in(browser: Any, desk: Desk, name: str, **options: Any) -> Page:
    context = browser.new_context(
        **{"viewport": WINDOW, "locale": "zh-CN", "reduced_motion": "reduce", **options}
    )
    page: Page = context.new_page()
    sign_in(page, desk, name)
    return page


def of_an_editor(page: Page, desk: Desk) -> None:
    _shoot(page, desk, "/", "overview")
    _shoot(page, desk, "/topics", "topics")
    _shoot(page, desk, TOPIC, "topic-form")
    page.goto(f"{desk.url}{TOPIC}?tab=yaml")
    page.fill("#text", page.input_value("#text").replace("urgent: false", "urgent: 否", 1))
    page.locator(".problems a").first.click()
    _take(page, "topic-yaml")
    page.goto(f"{desk.url}/inbox")
    page.locator("article", has_text=EGGS).first.get_by_role("link").click()
    page.locator("select[name=topic]").wait_for()
    _take(page, "inbox")
    page.goto(f"{desk.url}/try")
    page.fill("#text", ASKED)
    page.get_by_role("button", name="问", exact=True).click()
    page.get_by_text("把握").first.wait_for()
    page.evaluate("scrollTo(0, 0)")
    _take(page, "try")


def of_a_publisher(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/publish")
    page.get_by_role("button", name="开始比较").click()
    page.wait_for_url("**/publish/compare", timeout=JOB)
    _take(page, "compare")
    page.goto(f"{desk.url}/publish")
    page.locator("summary", has_text="看改了什么").first.click()
    _take(page, "publish")
    _shoot(page, desk, "/history", "history")
    _shoot(page, desk, "/audit", "audit")


def on_a_tablet(page: Page, desk: Desk) -> None:
    _shoot(page, desk, "/topics", "tablet-topics")


def _shoot(page: Page, desk: Desk, path: str, name: str) -> None:
    page.goto(f"{desk.url}{path}")
    _take(page, name)


def _take(page: Page, name: str) -> None:
    page.wait_for_timeout(700)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
