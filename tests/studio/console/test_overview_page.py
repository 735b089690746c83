"""The dashboard: how things stand, the report live, drawn once however many look."""

from __future__ import annotations

import datetime
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.content.clock import CHINA
from bot.store.feedback import FeedbackStore, Verdict
from bot.studio.console import dashboard
from bot.studio.console.dashboard import Dashboard
from tests.studio.console.conftest import Console
from tests.studio.console.flow import FILE, HOSTILE, TOPIC, ask, group, harmless, publish_now, save


def today(console: Console, ago: int = 0) -> str:
    moment = datetime.datetime.fromtimestamp(console.clock(), CHINA)
    return (moment.date() - datetime.timedelta(ago)).isoformat()


def asked(console: Console, text: str, ago: int = 0, **more: object) -> None:
    ask(text, day=today(console, ago), **more)  # type: ignore[arg-type]


def test_empty(console: Console) -> None:
    page = console.editor.get("/").text
    assert "没发布" in page
    assert "还没有居民问过" in page


def test_how_things_stand(console: Console) -> None:
    publish_now(console)
    save(console)
    asked(console, "领鸡蛋要垫钱吗")
    asked(console, "刷单能做吗", outcome="answer", topic=TOPIC, confidence=0.99)
    page = console.editor.get("/").text
    for told in ("第 1 版", "1<small>个文件", "1 个等批准", "1<small>组", "0<small>处", "空闲"):
        assert told in page, told
    path = console.root / FILE
    path.write_text(path.read_text("utf-8").replace("urgent: false", "urgent: no"), "utf-8")
    assert "1<small>处" in console.editor.get("/overview/today").text


def test_periods(console: Console) -> None:
    asked(console, "今天问的", outcome="answer", topic=TOPIC, confidence=0.9)
    asked(console, "上月问的", ago=40, outcome="answer", topic=TOPIC, confidence=0.9)
    for days, count in ((7, 1), (30, 1), (90, 2)):
        page = console.editor.get(f"/?days={days}").text
        assert f"<b>{count}<small>句</small></b><span>居民问话" in page
    for wrong in ("8", "-1", "999999", "x", "٣٠", "30 "):
        assert (
            'href="/?days=30" aria-current="true"'
            in console.editor.get("/", params={"days": wrong}).text
        )


def test_pictures_are_images_that_run_nothing(console: Console) -> None:
    asked(console, HOSTILE)
    FeedbackStore().keep(Verdict("1", today(console), HOSTILE, HOSTILE, False))
    page = console.editor.get("/").text
    assert harmless(page)
    assert "&lt;script&gt;alert(1)" in page
    sources = re.findall(r'<img class="picture" src="([^"]+)"', page)
    assert len(sources) >= 4
    for source in sources:
        answer = console.editor.get(source)
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert harmless(answer.text)
        assert console.anybody.get(source).status_code == 303
    for wrong in ("/overview/picture/8/daily.svg", "/overview/picture/30/nothing.svg"):
        assert console.editor.get(wrong).status_code == 404


def test_refreshing_brings_only_news(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "_FRESH", 0.0)
    asked(console, "今天问的", outcome="answer", topic=TOPIC, confidence=0.9)
    found = re.search(r'hx-get="(/overview/report[^"]+)"', console.editor.get("/").text)
    assert found
    address, htmx = found.group(1).replace("&amp;", "&"), {"HX-Request": "true"}
    assert console.editor.get(address, headers=htmx).status_code == 204
    asked(console, "又问了一句", outcome="answer", topic=TOPIC, confidence=0.9)
    answer = console.editor.get(address, headers=htmx)
    assert answer.status_code == 200
    assert "<b>2<small>句" in answer.text
    assert "<html" not in answer.text


def test_ten_open_pages_draw_once(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    monkeypatch.setattr(dashboard, "svgs", lambda report: drawn.append(1) or {"daily": "<svg/>"})
    asked(console, "今天问的", outcome="answer", topic=TOPIC, confidence=0.9)
    with ThreadPoolExecutor(10) as pool:
        pages = list(pool.map(lambda _: console.editor.get("/").status_code, range(10)))
    assert pages == [200] * 10
    assert drawn == [1]
    monkeypatch.setattr(dashboard, "_FRESH", 0.0)
    console.editor.get("/")
    assert drawn == [1], "nothing new to draw"
    asked(console, "又问了一句")
    console.editor.get("/")
    assert drawn == [1, 1]


def test_a_picture_that_was_never_shown() -> None:
    assert Dashboard().picture(30, "daily") is None


def test_nobody_who_is_not_signed_in(console: Console) -> None:
    for path in ("/", "/overview/today", "/overview/report", "/overview/picture/30/daily.svg"):
        assert console.anybody.get(path).status_code == 303


def test_what_was_dealt_with_is_counted_at_once(console: Console) -> None:
    asked(console, "领鸡蛋要垫钱吗")
    assert "1<small>组" in console.editor.get("/").text
    console.editor.submit(f"/inbox/{group()}/dismiss")
    assert "0<small>组" in console.editor.get("/overview/today").text
    console.editor.submit(f"/inbox/undo/{console.noted('收件箱：不处理')[0].id}")
    assert "1<small>组" in console.editor.get("/overview/today").text
