"""The whole loop: a question falls back in the chat, two people deal with it in the console, it is
answered in the chat; then it is taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Server, running, wait_until
from tests.e2e.console.conftest import (
    EDITORS_NAME,
    PUBLISHERS_NAME,
    Desk,
    Visit,
    no_violations,
    serving,
)
from tests.house import House

ASKED = "社区群领鸡蛋要绑银行卡吗"
NAMED = f"我叫王小明电话13871234567，{ASKED}"
TOPIC = "scam_prize"
MINUTES = 240_000  # a job on a busy machine


@pytest.fixture(scope="module")
def desk(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The first version is live."""
    house = House.copied(tmp_path_factory.mktemp("loop"), model)
    assert house.run("publish", "--why", "第一版")[0] == 0
    with serving(house) as started:
        yield started


@pytest.fixture(scope="module")
def chat(model: Path, desk: Desk) -> Iterator[Server]:
    """The residents' server, on the same database and nothing else."""
    more = {"DATABASE_URL": desk.house.url, "BOT_VAR": str(desk.house.root / "var")}
    with running(model, desk.house.root / "log", with_actions=False, more=more) as server:
        yield server


def topic_of(chat: Server) -> Any:
    return chat.ask(ASKED).get("topic")


def appears(page: Any, text: str) -> None:
    """Waits until the page shows it, asking for it anew."""
    assert wait_until(lambda: page.reload() and text in page.content(), 60), text


def test_the_whole_loop(visit: Visit, desk: Desk, chat: Server) -> None:
    assert topic_of(chat) != TOPIC
    chat.ask(NAMED)
    editor, publisher = visit("/inbox", EDITORS_NAME), visit("/publish", PUBLISHERS_NAME)

    # It appears, masked.
    appears(editor, ASKED)
    assert "13871234567" not in editor.content()
    assert "王小明" not in editor.content()

    # The editor adds it; it is checked at once, and tried.
    editor.locator("article", has_text=ASKED).first.get_by_role("link").click()
    editor.locator("select[name=topic]").select_option(TOPIC)
    editor.fill("input[name=text]", ASKED)
    editor.get_by_role("button", name="加进主题").click()
    editor.wait_for_selector(".notice.good")
    for more in ("进群领鸡蛋要绑卡，能绑吗", "领鸡蛋为什么要绑银行卡", "群里说领鸡蛋先绑银行卡"):
        add_question(desk, editor, more)
    editor.goto(f"{desk.url}/publish")
    assert "没有错误" in editor.content()
    assert editor.get_by_role("button", name="发布给居民").count() == 0

    # The publisher compares, looks at what was changed, approves, publishes.
    publisher.goto(f"{desk.url}/publish")
    publisher.get_by_role("button", name="开始比较").click()
    publisher.wait_for_url("**/publish/compare", timeout=MINUTES)
    assert "现在发布，能通过" in publisher.content()
    assert ASKED in publisher.content()
    publisher.goto(f"{desk.url}/publish")
    publisher.locator("summary", has_text="看改了什么").click()
    assert publisher.locator("ins", has_text=ASKED).is_visible()
    publisher.get_by_role("checkbox").check()
    publisher.get_by_role("button", name="批准").click()
    publisher.fill("#why", "加了领鸡蛋绑卡的问法")
    no_violations(publisher)
    publisher.get_by_role("button", name="发布给居民").click()
    publisher.wait_for_url("**/history", timeout=MINUTES)
    publisher.wait_for_selector("text=第 2 版已经发布")
    assert wait_until(lambda: topic_of(chat) == TOPIC, 60)

    # It is taken back.
    publisher.locator("li.card", has_text="第一版").locator("summary").click()
    publisher.fill("#why-1", "先退回，再商量")
    publisher.get_by_role("button", name="退回第 1 版").click()
    # The page that comes when it has ended: the job itself says so a moment earlier.
    publisher.locator(".notice", has_text="已经退回第 1 版").wait_for(timeout=MINUTES)
    assert wait_until(lambda: topic_of(chat) != TOPIC, 60)

    # Who did what is written down.
    publisher.goto(f"{desk.url}/audit")
    told = re.sub(r"\s+", " ", publisher.locator("main").inner_text())
    for line in (
        f"{EDITORS_NAME} 收件箱：加问法 {TOPIC}",
        f"{PUBLISHERS_NAME} 批准 data/faq/scam/{TOPIC}.yml",
        f"{PUBLISHERS_NAME} 发布 第 2 版",
        f"{PUBLISHERS_NAME} 退回 第 1 版",
    ):
        assert line in told, told


def add_question(desk: Desk, page: Any, text: str) -> None:
    """A further phrasing, in the topic's form."""
    page.goto(f"{desk.url}/topics/{TOPIC}")
    field = page.locator("textarea[name=questions]")
    field.fill(field.input_value() + f"\n{text}")
    page.get_by_role("button", name="保存").first.click()
    page.wait_for_selector(".notice.good")
