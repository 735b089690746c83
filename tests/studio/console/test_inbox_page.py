"""The inbox in the console: adding, a new topic, dismissing, undoing, and hostile questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store.trail import TrailStore
from tests.studio.console.conftest import EDITORS_NAME, Console
from tests.studio.console.flow import FILE, HOSTILE, TOPIC, ask, group, groups, harmless

TEXT = "楼下扫码点赞送鸡蛋要垫钱吗"


def add(console: Console, text: str = TEXT, **more: str) -> str:
    """Adds the only group; the id of the line in the trail."""
    fields = {"topic": TOPIC, "text": text, **more}
    answer = console.editor.submit(f"/inbox/{group()}/add", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox")
    return str(console.noted("收件箱：加问法")[0].id)


def test_a_question_is_added_and_taken_out_again(console: Console) -> None:
    for _ in range(3):
        ask(TEXT)
    page = console.editor.get("/inbox").text
    assert TEXT in page
    assert "问了 3 次" in page
    assert "没把握，只给了相近的主题 3 次" in page
    before = (console.root / FILE).read_bytes()
    entry = add(console)
    assert f"  - {TEXT}\n" in (console.root / FILE).read_text("utf-8")
    assert groups() == 0
    (change,) = TrailStore().changes()
    assert (change.who, change.file) == (EDITORS_NAME, FILE)
    assert console.editor.submit(f"/inbox/undo/{entry}").status_code == 303
    assert (console.root / FILE).read_bytes() == before
    assert groups() == 1
    back = TrailStore().changes()[0]
    assert (back.before, back.after) == (change.after, change.before)


def test_undoing_works_after_a_restart_and_once(console: Console, opened) -> None:  # type: ignore[no-untyped-def]
    ask(TEXT)
    entry = add(console)
    again: Console = opened(console.root)
    assert "撤销" in again.publisher.get("/inbox").text
    again.publisher.submit(f"/inbox/undo/{entry}")
    assert groups() == 1
    assert "已撤销" in again.editor.get("/inbox").text
    again.editor.submit(f"/inbox/undo/{entry}")
    assert "已经撤销过了" in again.editor.get("/inbox").text
    assert len(again.noted("收件箱：撤销")) == 1


def test_undoing_keeps_what_was_edited_since(console: Console) -> None:
    ask(TEXT)
    entry = add(console)
    path = console.root / FILE
    path.write_text(path.read_text("utf-8").replace("title: 刷单返利", "title: 刷单骗局"), "utf-8")
    console.editor.submit(f"/inbox/undo/{entry}")
    assert TEXT not in path.read_text("utf-8")
    assert "title: 刷单骗局" in path.read_text("utf-8")


def test_undoing_what_is_no_longer_there_changes_nothing(console: Console) -> None:
    ask(TEXT)
    entry = add(console)
    path = console.root / FILE
    path.write_text(path.read_text("utf-8").replace(f"  - {TEXT}\n", ""), "utf-8")
    before = path.read_bytes()
    console.editor.submit(f"/inbox/undo/{entry}")
    assert "没有可以撤的" in console.editor.get("/inbox").text
    assert (path.read_bytes(), groups()) == (before, 0)


def test_the_words_may_be_changed_and_be_urgent(console: Console) -> None:
    ask("我叫〔姓名已隐去〕，点赞要垫钱")
    add(console, "点赞要先垫钱，正催我转", urgent="on")
    text = (console.root / FILE).read_text("utf-8")
    assert "urgent_questions:\n  - 点赞要先垫钱，正催我转\n" in text


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"topic": "../../etc/passwd", "text": TEXT}, "没有 ../../etc/passwd 这个主题"),
        ({"topic": "", "text": TEXT}, "这个主题"),
        ({"topic": TOPIC, "text": "  "}, "没有写要加的话"),
        ({"topic": TOPIC, "text": "点赞关注就给钱是真的吗"}, "没有加，文件照旧"),
        ({"topic": TOPIC, "text": "抖音点赞一单五毛能信吗"}, "没有加，文件照旧"),
        ({"topic": TOPIC, "text": "长" * 201}, "没有加，文件照旧"),
    ],
)
def test_what_cannot_be_added_changes_nothing(
    console: Console, fields: dict[str, str], why: str
) -> None:
    ask(TEXT)
    before = (console.root / FILE).read_bytes()
    answer = console.editor.submit(f"/inbox/{group()}/add", fields)
    assert answer.status_code == 422
    assert why in answer.text
    assert (console.root / FILE).read_bytes() == before
    assert groups() == 1
    assert TrailStore().changes() == []


def test_a_new_topic_is_a_draft_of_ones_own(console: Console) -> None:
    ask(TEXT)
    one = f"/inbox/{group()}/topic"
    fields = {"name": "scam_eggs", "kind": "scam", "title": "送鸡蛋", "asked": TEXT}
    for wrong in ({"name": "../x"}, {"name": TOPIC}, {"kind": "../.."}, {"title": " "}):
        assert console.editor.submit(one, {**fields, **wrong}).status_code == 422
    answer = console.editor.submit(one, fields)
    assert answer.headers["location"] == "/topics/scam_eggs?draft=1"
    assert TEXT in console.editor.get("/topics/scam_eggs?draft=1").text
    assert not list(console.root.rglob("scam_eggs.yml")), "nobody else's check fails"
    assert groups() == 0
    entry = console.noted("收件箱：新主题")[0].id
    console.editor.submit(f"/inbox/undo/{entry}")
    assert groups() == 1
    assert console.editor.get("/topics/scam_eggs?draft=1").status_code == 404


def test_dismissing_and_back(console: Console) -> None:
    ask("明天下雨吗", outcome="oos", nearest=None)
    console.editor.submit(f"/inbox/{group()}/dismiss")
    assert groups() == 0
    assert "没有要处理的" in console.editor.get("/inbox").text
    console.editor.submit(f"/inbox/undo/{console.noted('收件箱：不处理')[0].id}")
    assert groups() == 1


def test_the_trail_keeps_no_residents_words(console: Console) -> None:
    ask("明天下雨吗", outcome="oos", nearest=None)
    console.editor.submit(f"/inbox/{group()}/dismiss")
    assert "下雨" not in str(console.noted())


def test_a_group_that_somebody_dealt_with_is_gone(console: Console) -> None:
    ask(TEXT)
    one = group()
    add(console)
    before = console.noted()
    answers = [console.editor.get(f"/inbox/{one}")]
    answers += [console.editor.submit(f"/inbox/{one}/{a}") for a in ("add", "topic", "dismiss")]
    for answer in answers:
        assert answer.headers["location"] == "/inbox"
    assert "可能刚有人处理过" in console.editor.get("/inbox").text
    assert console.noted() == before
    assert console.editor.submit("/inbox/undo/999").status_code == 404


def test_hostile_questions_are_text(console: Console) -> None:
    ask(HOSTILE)
    part = {"HX-Request": "true"}
    for page in (
        console.editor.get("/inbox"),
        console.editor.get(f"/inbox/{group()}"),
        console.editor.get(f"/inbox/{group()}", headers=part),
        console.editor.submit(f"/inbox/{group()}/add", {"topic": HOSTILE, "text": HOSTILE}),
    ):
        assert harmless(page.text)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
        assert "{{7*7}}" in page.text, "no template is made of it"
    console.editor.submit(f"/inbox/{group()}/add", {"topic": TOPIC, "text": HOSTILE})
    assert harmless(console.editor.get("/inbox").text)
    assert harmless(console.editor.get("/audit").text)


def test_nobody_who_is_not_signed_in(console: Console, project: Path) -> None:
    ask(TEXT)
    one = group()
    for path in ("/inbox", f"/inbox/{one}"):
        assert console.anybody.get(path).headers["location"].startswith("/sign-in")
    for path in (
        f"/inbox/{one}/add",
        f"/inbox/{one}/topic",
        f"/inbox/{one}/dismiss",
        "/inbox/undo/1",
    ):
        assert console.anybody.submit(path, {"topic": TOPIC, "text": TEXT}).status_code == 401
        assert console.editor.post(path, data={"topic": TOPIC, "text": TEXT}).status_code == 403
    assert groups() == 1
