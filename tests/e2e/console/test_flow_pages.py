"""Overview, inbox, trying, publishing and history in the browser: used by hand, and with axe."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.content.load import Content
from tests.e2e.console.conftest import (
    DESKTOP,
    EDITORS_NAME,
    LOOKS,
    PUBLISHERS_NAME,
    TABLET,
    Desk,
    Visit,
    in_every_look,
    no_violations,
    serving,
)
from tests.e2e.console.lively import EDITED, FELL_BACK, edit, fill
from tests.house import House

SHOTS = Path(os.environ["SHOTS"]) if "SHOTS" in os.environ else None
EGGS = FELL_BACK[0][0]
MINUTES = 180_000  # a job on a busy machine


@pytest.fixture(scope="module")
def desk(model: Path, content: Content, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The second version is live; one file is edited by the editor, one by the publisher."""
    house = House.copied(tmp_path_factory.mktemp("flow"), model)
    assert house.run("publish", "--why", "第一版")[0] == 0
    house.touch()
    assert house.run("publish", "--why", "刷单的回答改了一个字")[0] == 0
    fill(house, content)
    edit(house, EDITORS_NAME, "title: 刷单返利", "title: 刷单返利骗局")
    edit(house, PUBLISHERS_NAME, "title: ", "title: 新", "data/faq/scam/scam_loan.yml")
    with serving(house) as started:
        yield started


def shot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", EDITORS_NAME),
        ("/inbox", EDITORS_NAME),
        ("/try", EDITORS_NAME),
        ("/publish", PUBLISHERS_NAME),
        ("/publish/compare", EDITORS_NAME),
        (f"/publish/file?file={EDITED}", PUBLISHERS_NAME),
        ("/history", PUBLISHERS_NAME),
    ],
)
def test_every_look(visit: Visit, path: str, name: str) -> None:
    in_every_look(visit, path, name, SHOTS)


def test_inbox_by_keyboard(visit: Visit) -> None:
    """Opened in place, sent without leaving the keyboard, undone."""
    page = visit("/inbox", EDITORS_NAME)
    assert "x" != page.title() != "y", "a hostile question ran"
    article = page.locator("article", has_text=EGGS).first
    article.get_by_role("link", name=re.compile("^处理")).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("select[name=topic]")
    no_violations(page)
    shot(page, "inbox-open")
    page.locator("select[name=topic]").select_option("scam_prize")
    page.locator("input[name=text]").press("Enter")
    page.wait_for_selector(".notice.good")
    assert page.locator("article", has_text=EGGS).count() == 0
    page.get_by_text("最近处理的").click()
    no_violations(page)
    shot(page, "inbox-done")
    page.get_by_role("button", name=re.compile("^撤销")).first.click()
    page.wait_for_selector("text=撤销了")
    assert page.locator("article", has_text=EGGS).count() >= 1


@pytest.mark.parametrize(("viewport", "scheme"), LOOKS)
def test_trying(visit: Visit, viewport: dict[str, int], scheme: str) -> None:
    page = visit("/try", EDITORS_NAME, viewport=viewport, color_scheme=scheme)
    page.fill("#text", "我被骗子骗走了三万块怎么办")
    page.keyboard.press("Enter")
    page.wait_for_selector(".asked")
    assert page.evaluate("document.activeElement.id") == "text", "one goes on typing"
    page.locator(".press").last.get_by_role("button", name="没联系了").click()
    page.locator(".asked").nth(1).wait_for()
    page.fill("#text", "刷单返利是真的吗")
    page.keyboard.press("Enter")
    page.locator(".asked").nth(2).wait_for()
    page.locator("summary", has_text="为什么").last.click()
    page.wait_for_selector("text=支持前一个")
    no_violations(page)
    shot(page, f"try-{viewport['width']}-{scheme}")


def test_without_javascript(visit: Visit, desk: Desk) -> None:
    page = visit("/inbox", EDITORS_NAME, java_script_enabled=False)
    page.locator("article", has_text="今天下雨吗").get_by_role("link").click()
    page.wait_for_selector("select[name=topic]")
    page.goto(f"{desk.url}/try")
    page.fill("#text", "刷单返利是真的吗")
    page.locator("#ask button").click()
    page.wait_for_selector(".asked")


def test_comparing_approving_publishing(visit: Visit, desk: Desk) -> None:
    page = visit("/publish", PUBLISHERS_NAME, expecting_errors=True)  # a refusal is a 422
    page.get_by_role("button", name="开始比较").click()
    page.wait_for_url("**/publish/compare", timeout=MINUTES)
    no_violations(page)
    shot(page, "compare")
    for viewport, scheme in ((TABLET, "dark"), (DESKTOP, "dark")):
        other = visit("/publish/compare", PUBLISHERS_NAME, viewport=viewport, color_scheme=scheme)
        no_violations(other)
        shot(other, f"compare-{viewport['width']}-{scheme}")
    page.goto(f"{desk.url}/publish")
    page.locator("summary", has_text="看改了什么").first.click()
    no_violations(page)
    shot(page, "publish-compared")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="批准").click()
    page.wait_for_selector("text=要请别人批准")
    no_violations(page)
    shot(page, "publish-refused")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.fill("#override", "今天只有我一个人值班")
    page.get_by_role("button", name="批准").click()
    page.wait_for_selector("text=批准了 2 个文件")
    no_violations(page)
    shot(page, "publish-ready")
    page.fill("#why", "两个标题改得更清楚")
    page.get_by_role("button", name="发布给居民").click()
    page.wait_for_selector(".job")
    no_violations(page)
    shot(page, "job")
    page.wait_for_url("**/history", timeout=MINUTES)
    page.wait_for_selector("text=第 3 版已经发布")
    assert desk.house.live() == 3
    assert "今天只有我一个人值班" in page.locator("li.live").inner_text()
    no_violations(page)
    shot(page, "history-published")
