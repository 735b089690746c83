"""The list of topics, new topics, and what changed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.content.bundle import content_hash, files, pack, pack_files
from bot.content.clock import here
from bot.content.load import load
from bot.store.asked import Asked, AskedStore
from bot.store.feedback import FeedbackStore, Verdict
from bot.store.versions import Bundle, VersionStore
from tests.studio.console.conftest import Console
from tests.studio.console.pages import form, words

T = "data/faq/scam/scam_brushing.yml"
GOOD = {
    "title": "租房诈骗",
    "audience": "租客",
    "urgent": "false",
    "questions": "房东让我换个账户打租金\n押金退不退",
    "answer": "先别转，当面找房东核实。拿不准打 {96110}。",
    "hotlines": "96110",
    "sources": "S01",
    "reviewed": "2026-11-22",
}


def publish(root: Path, misses: list[dict[str, Any]] | None = None) -> int:
    """A version with these files, without learning anything."""
    content, store = load(root)[0], VersionStore()
    contents = files(root)
    packed = pack(content), pack_files(contents)
    bundle = Bundle(content_hash(contents), *packed, b"understanding", "x", b"model", "m")
    figures: dict[str, Any] = {"asked": 1, "right": 1, "misses": misses or []}
    version = store.add(bundle, who="王警官", why="试", at=here(), figures=figures)
    last = store.last_switch()
    seen = last.id if last else None
    store.switch(version.id, who="王警官", why="试", at=here(), seen=seen)
    return version.id


def listed(console: Console, query: str = "") -> list[str]:
    """The ids in the list, in order."""
    page = console.editor.get(f"/topics{query}").text
    rows = page.split("<tbody>")[1:]
    return [part.split('"')[0] for part in rows[0].split('href="/topics/')[1:]] if rows else []


def test_list_tells_how_topics_are_doing(console: Console) -> None:
    today = datetime.datetime.fromtimestamp(console.clock.now).date()
    old = (today - datetime.timedelta(40)).isoformat()
    for number, day in enumerate([today.isoformat()] * 3 + [old]):
        one = Asked(f"m{number}", day, "x", "scam_brushing", None, "answer", 0.9, False, 1, 5)
        AskedStore().keep(one)
        FeedbackStore().keep(Verdict(f"m{number}", day, "x", "scam_brushing", number > 1))
    publish(
        console.root, [{"topic": "scam_brushing", "taken": "oos", "text": "", "wrong": ["topic"]}]
    )
    row = words(console.editor.get("/topics?q=brushing").text)
    # The reminders: few questions, few held-out ones.
    assert "刷单返利 scam_brushing 2 个提醒 骗术 2 0/1 0% 3 2 2026-11-22" in row


def test_pending_is_what_is_not_published(console: Console) -> None:
    assert listed(console, "?only=pending") == []  # nothing is published, so nothing is pending
    publish(console.root)
    assert listed(console, "?only=pending") == []
    text = (console.root / T).read_text("utf-8")
    (console.root / T).write_text(text.replace("不要做", "别做"), "utf-8")
    assert listed(console, "?only=pending") == ["scam_brushing"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["lost_money", "scam_brushing"]),
        ("?group=scam", ["scam_brushing"]),
        ("?group=nonsense", []),
        ("?q=点赞关注", ["scam_brushing"]),
        ("?q=钱已转出", ["lost_money"]),
        ("?q=%20LOST_money%20", ["lost_money"]),
        ("?q=没有的词", []),
        ("?sort=questions", ["lost_money", "scam_brushing"]),
        ("?sort=title", ["scam_brushing", "lost_money"]),
        ("?only=errors", []),
        ("?sort=nonsense&only=nonsense", ["lost_money", "scam_brushing"]),
    ],
)
def test_search_filter_and_order(console: Console, query: str, found: list[str]) -> None:
    assert listed(console, query) == found


def test_the_question_that_was_found_is_shown(console: Console) -> None:
    assert "问法：点赞关注就给钱是真的吗" in words(console.editor.get("/topics?q=就给钱").text)


def test_a_broken_topic_stands_in_the_list(console: Console) -> None:
    (console.root / T).write_text("title: [\n", "utf-8")
    assert listed(console, "?only=errors") == ["scam_brushing"]
    assert "1 个错误" in words(console.editor.get("/topics").text)


def test_new_topic_from_its_name_to_its_file(console: Console) -> None:
    answer = console.editor.submit(
        "/topics/new",
        {"topic": "scam_rent", "group": "scam", "title": "租房", "questions": "中介催我交押金\r\n"},
    )
    assert answer.status_code == 303
    assert not (console.root / "data/faq/scam/scam_rent.yml").exists()
    page = console.editor.get(answer.headers["location"])
    given = form(page.text)
    assert given["title"] == "租房"
    assert given["questions"] == "中介催我交押金"
    refused = console.editor.submit("/topics/scam_rent", {**given, "title": "租房诈骗"})
    assert refused.status_code == 422
    assert "改好才能保存" in refused.text
    saved = console.editor.submit("/topics/scam_rent", {**given, **GOOD, "why": "新骗术"})
    assert saved.status_code == 303, words(saved.text)
    text = (console.root / "data/faq/scam/scam_rent.yml").read_text("utf-8")
    assert "#" not in text
    assert load(console.root)[1] == []
    assert load(console.root)[0].topics["scam_rent"].title == "租房诈骗"
    assert not (console.root / "tests/questions/scam/scam_rent.yml").exists()
    (noted,) = console.noted("新建主题")
    assert (noted.who, noted.what, noted.detail) == (
        "李编辑",
        "data/faq/scam/scam_rent.yml",
        {"原因": "新骗术"},
    )
    assert "scam_rent" not in words(console.editor.get("/topics").text).split("找主题")[0]


@pytest.mark.parametrize(
    ("topic", "group", "said"),
    [
        ("", "scam", "没有写主题名"),
        ("../x", "scam", "不行"),
        ("data/faq/x", "scam", "不行"),
        ("scam_rent.yml", "scam", "不行"),
        ("租房", "scam", "不行"),
        ("scam_rent\n", "nonsense", "没有叫"),
        ("scam_rent", "../..", "没有叫"),
        ("scam_brushing", "law", "已经有了"),
    ],
)
def test_new_topic_with_an_impossible_name(
    console: Console, topic: str, group: str, said: str
) -> None:
    answer = console.editor.submit("/topics/new", {"topic": topic, "group": group, "title": "甲"})
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert form(answer.text, "/topics/new")["title"] == "甲"
    names = {path.name for path in console.root.rglob("*.yml") if "faq" in path.parts}
    assert names == {"scam_brushing.yml", "lost_money.yml"}


def test_a_new_topic_of_one_is_not_anothers(console: Console) -> None:
    console.editor.submit("/topics/new", {"topic": "scam_rent", "group": "scam", "title": "甲"})
    assert console.publisher.get("/topics/scam_rent").status_code == 404
    console.editor.submit("/topics/scam_rent/drop")
    assert console.editor.get("/topics/scam_rent").status_code == 404


def test_what_changed(console: Console, edit: Callable[[str, str, str], None]) -> None:
    assert "还没有发布过" in words(console.editor.get("/topics/scam_brushing/changes").text)
    version = publish(console.root)
    page = words(console.editor.get("/topics/scam_brushing/changes").text)
    assert f"第 {version} 版一样" in page
    given = form(console.editor.get("/topics/scam_brushing").text)
    given["answer"] = "是骗局，别做。拿不准打 {96110}。"
    console.editor.submit("/topics/scam_brushing", {**given, "why": "短一点"})
    page = words(console.editor.get("/topics/scam_brushing/changes").text)
    assert "8 删 是骗局，不要做。拿不准打 {96110}。 8 加 是骗局，别做。拿不准打 {96110}。" in page
    assert "李编辑：短一点" in page
