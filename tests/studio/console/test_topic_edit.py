"""Editing a topic over HTTP: nothing is written that is not sound, nothing typed is lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.content.load import ROOT
from bot.store.trail import TrailStore
from bot.store.versions import VersionStore
from bot.studio.saving import mark
from bot.studio.sheets import journal
from tests.studio.console.conftest import EDITORS_NAME, PUBLISHERS_NAME, Console, Visitor
from tests.studio.console.pages import form, tags, words
from tests.studio.console.test_topics import publish

T, AT = "data/faq/scam/scam_brushing.yml", "/topics/scam_brushing"
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def raw(console: Console) -> bytes:
    return (console.root / T).read_bytes()


def opened(visitor: Visitor, address: str = AT) -> dict[str, str]:
    answer = visitor.get(address)
    assert answer.status_code == 200
    return form(answer.text)


def yaml(visitor: Visitor, address: str = AT) -> dict[str, str]:
    return opened(visitor, f"{address}?tab=yaml")


@pytest.mark.parametrize("tab", ["form", "yaml"])
def test_every_real_topic_comes_back_unchanged(
    opened: Callable[..., Console], tmp_path: Path, tab: str
) -> None:
    for name in ("data", "tests/questions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    console = opened(tmp_path)
    every = sorted((tmp_path / "data/faq").rglob("*.yml"))  # all: tests/studio/test_topic_form.py
    for path in {*every[::15], *(tmp_path / "data/faq").rglob("oos.yml")}:
        before = path.read_bytes()
        given = form(console.editor.get(f"/topics/{path.stem}?tab={tab}").text)
        given = {name: value.replace("\n", "\r\n") for name, value in given.items()}
        answer = console.editor.submit(f"/topics/{path.stem}", given, files={"none": b""})
        assert answer.status_code == 303
        assert path.read_bytes() == before
    assert console.noted("保存主题") == []


def test_form_changes_one_line_and_says_who(console: Console) -> None:
    before = raw(console)
    answer = console.editor.submit(AT, {**opened(console.editor), "title": "刷单", "why": "短"})
    assert answer.status_code == 303
    assert raw(console) == before.replace("title: 刷单返利".encode(), "title: 刷单".encode())
    (change,) = TrailStore().changes(T)
    assert (change.who, change.before, change.after, change.why) == (
        EDITORS_NAME,
        mark(before),
        mark(raw(console)),
        "短",
    )
    (noted,) = console.noted("保存主题")
    assert (noted.who, noted.what) == (EDITORS_NAME, T)
    assert "保存好了" in words(console.editor.get(AT).text)


def test_an_editor_saves_and_residents_see_nothing_of_it(console: Console) -> None:
    version = publish(console.root)
    console.editor.submit(AT, {**opened(console.editor), "title": "刷单"})
    live = VersionStore().live()
    assert live is not None
    assert live.id == version
    assert "改过，还没发布" in words(console.editor.get(AT).text)


def test_yaml_with_errors_is_not_saved_and_comes_back(console: Console) -> None:
    before, given = raw(console), yaml(console.editor)
    given["text"] = given["text"].replace("urgent: false", "urgent: 是")
    answer = console.editor.submit(AT, given)
    assert answer.status_code == 422
    assert form(answer.text)["text"] == given["text"]
    assert "有 1 个错误，改好才能保存" in words(answer.text)
    assert 'data-line="3" data-column="9"' in answer.text
    assert raw(console) == before


def test_a_problem_elsewhere_counts_too(console: Console) -> None:
    """The question is a held-out one: the error stands in another file."""
    given = opened(console.editor)
    answer = console.editor.submit(AT, {**given, "questions": "抖音点赞一单五毛能信吗"})
    assert answer.status_code == 422
    assert "tests/questions/scam/scam_brushing.yml 第 2 行" in words(answer.text)


def test_what_is_broken_already_may_be_made_better_bit_by_bit(console: Console) -> None:
    broken = raw(console).decode().replace("urgent: false", "urgent: 是").replace("S01", "听说")
    (console.root / T).write_text(broken, "utf-8")
    given = yaml(console.editor)
    given["text"] = given["text"].replace("urgent: 是", "urgent: false")
    assert console.editor.submit(AT, given).status_code == 422  # the source shows only now
    given["text"] = given["text"].replace("听说", "S01")
    assert console.editor.submit(AT, given).status_code == 303


def check(visitor: Visitor, given: dict[str, str]) -> Any:
    answer = visitor.submit(f"{AT}/check", given, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer


def test_check_while_typing_writes_nothing(console: Console) -> None:
    before, given = raw(console), yaml(console.editor)
    answer = check(console.editor, {**given, "text": given["text"].replace("{96110}", "{96111}")})
    assert "登记册里没有 {96111}" in words(answer.text)
    assert 'data-line="8" data-column="16"' in answer.text
    assert raw(console) == before
    assert console.noted("保存主题") == []


def test_check_says_it_at_the_field(console: Console) -> None:
    page = check(console.editor, {**opened(console.editor), "steps": "停\n马上停手"}).text
    wrong = page.split('id="wrong-steps"')[1].split("</div>")[0]
    assert "第 1 条：太短" in words(wrong)
    assert 'href="#field-steps" data-item="1"' in page


def test_preview_is_what_residents_see(console: Console) -> None:
    given = opened(console.editor)
    page = words(check(console.editor, {**given, "answer": "新的回答，打 {96110}。"}).text)
    assert "新的回答，打 96110。" in page
    assert "反诈专线" in page
    assert "钱已转出" in page  # a button for the related topic
    assert "S01" not in page


def test_what_was_typed_survives_the_session(console: Console) -> None:
    given = yaml(console.editor)
    text = given["text"].replace("不要做", "别做")
    check(console.editor, {**given, "text": text})
    console.clock.now += 3600
    assert console.editor.post(AT, data=given).status_code == 401
    again = console.signed_in(EDITORS_NAME)
    assert "没有保存" in words(again.get(AT).text)
    assert yaml(again)["text"] == given["text"]
    assert form(again.get(f"{AT}?draft=1&tab=yaml").text)["text"] == text
    other = console.signed_in(PUBLISHERS_NAME)
    assert form(other.get(f"{AT}?draft=1&tab=yaml").text)["text"] == given["text"]
    assert "scam_brushing" in words(again.get("/topics").text).split("找主题")[0]
    again.submit(f"{AT}/drop")
    assert "您没有保存的" not in words(again.get("/topics").text)


def test_from_tab_to_tab_nothing_is_lost(console: Console) -> None:
    before = raw(console)
    page = console.editor.submit(AT, {**opened(console.editor), "title": "刷单", "to": "yaml"})
    given = form(page.text)
    assert given["text"] == before.decode().replace("刷单返利", "刷单", 1)
    given["text"] = given["text"].replace("urgent: false", "urgent: false  # 不急")
    given = form(console.editor.submit(AT, {**given, "to": "form"}).text)
    assert given["title"] == "刷单"
    assert raw(console) == before
    assert console.editor.submit(AT, {**given, "reviewed": "2026-11-21"}).status_code == 303
    assert "# 不急" in raw(console).decode()
    assert "title: 刷单\n" in raw(console).decode()


def test_a_text_that_no_form_can_show_stays_in_yaml(console: Console) -> None:
    given = yaml(console.editor)
    page = console.editor.submit(AT, {**given, "text": "title: [刷单\n", "to": "form"})
    assert form(page.text)["text"] == "title: [刷单\n"
    assert "才能用表单" in words(page.text)


LAUGHS = "a: &a [x, x]\nb: &b [*a, *a, *a]\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LAUGHS, "引用"),
        ("title: &t 刷单\n", "引用"),
        ("title: !!python/name:os.system x\n", "“!”标记"),
        ("title: " + "[" * 100_000, "套得太深"),
        ("- " * 100_000, "套得太深"),
        ("title: \x00\n", "控制字符"),
        ("", "文件是空的"),
        ("a\n---\nb\n", "两份内容"),
    ],
)
@pytest.mark.parametrize("where", ["", "/check"])
def test_bombs_tags_and_the_like(console: Console, text: str, said: str, where: str) -> None:
    before = raw(console)
    answer = console.editor.submit(f"{AT}{where}", {**yaml(console.editor), "text": text})
    assert answer.status_code == (200 if where else 422)
    assert said in words(answer.text)
    assert raw(console) == before


@pytest.mark.parametrize("tab", ["form", "yaml"])
def test_too_large_a_text(console: Console, tab: str) -> None:
    before, given = raw(console), opened(console.editor, f"{AT}?tab={tab}")
    given["questions" if tab == "form" else "text"] = "问" * 320_000
    for where in ("", "/check"):
        answer = console.editor.submit(f"{AT}{where}", given, files={"none": b""})
        assert answer.status_code == 413
    assert raw(console) == before


@pytest.mark.parametrize(
    "name",
    [
        "..%2f..%2fhotlines",
        "%2e%2e%2fhotlines",
        "%2Fetc%2Fpasswd",
        "scam%2Fscam_brushing",
        "scam_brushing.yml",
        "SCAM_BRUSHING",
        "scam_brushing%00",
        "scam_brushing%0a",
        "hotlines",
        "messages",
        "C:x",
        "刷单",
        "a" * 300,
    ],
)
def test_only_topics_have_pages(console: Console, name: str) -> None:
    before = {path: path.read_bytes() for path in console.root.rglob("*.yml")}
    given = {**yaml(console.editor), "text": "title: x\n"}
    for where in ("", "/changes"):
        assert console.editor.get(f"/topics/{name}{where}").status_code == 404
    for where in ("", "/check", "/merge", "/drop", "/near"):
        answer = console.editor.submit(f"/topics/{name}{where}", given)
        assert answer.status_code == 404
    assert {path: path.read_bytes() for path in console.root.rglob("*.yml")} == before


@pytest.mark.parametrize("name", ["began", "shown"])
@pytest.mark.parametrize("value", ["../../hotlines.yml", "x" * 64, "", "0" * 64])
def test_forged_marks_overwrite_nothing(console: Console, name: str, value: str) -> None:
    before, given = raw(console), opened(console.editor)
    answer = console.editor.submit(AT, {**given, "title": "刷单", name: value})
    if name == "began":
        assert answer.status_code == 409
        assert raw(console) == before
    else:  # the form's fields are all there is: they make a whole file
        assert answer.status_code == 303
        assert "title: 刷单\n" in raw(console).decode()


def harmless(page: str) -> None:
    names = [tag for tag, _ in tags(page)]
    scripts = [given.get("src") for tag, given in tags(page) if tag == "script"]
    assert "img" not in names
    assert all(scripts)
    assert not [key for _, given in tags(page) for key in given if key.startswith("on")]


def test_scripts_in_texts_stay_texts(console: Console) -> None:
    text = raw(console).decode()
    nasty = text.replace("刷单返利", "'<script>alert(1)</script>'").replace(
        "先返一点小钱，再让您垫钱", "'" + SCRIPT.replace("'", "''") + "'"
    )
    nasty = nasty.replace("刷单要先垫钱能做吗", "'" + SCRIPT.replace("'", "''") + "'")
    nasty = nasty.replace("是骗局，不要做", SCRIPT).replace("[学生]", "['<img src=x>']")
    (console.root / T).write_text(nasty, "utf-8")
    console.editor.submit("/topics/new", {"topic": SCRIPT, "group": "scam", "title": SCRIPT})
    for address in ("/topics", "/topics?q=alert", f"/topics?q={SCRIPT}&sort={SCRIPT}", AT):
        harmless(console.editor.get(address).text)
    harmless(console.editor.get(f"{AT}?tab=yaml").text)
    harmless(console.editor.get(f"{AT}/changes").text)
    harmless(console.editor.get(f"/topics/new?question={SCRIPT}").text)
    page = check(console.editor, {**yaml(console.editor)}).text
    harmless(page)
    assert SCRIPT in words(page)
    given = opened(console.editor)
    assert SCRIPT in given["signs"]
    harmless(check(console.editor, {**given, "related": SCRIPT, "reviewed": SCRIPT}).text)
    (console.root / T).write_text(nasty.replace("学生", "x"), "utf-8")
    (console.root / T).write_text(nasty + f"# {SCRIPT}\n", "utf-8")
    page = console.editor.submit(AT, {**given, "sources": "S02"}).text
    assert "两份改动" in page
    harmless(page)


def test_line_ends_and_mark_of_a_file_stay(console: Console) -> None:
    (console.root / T).write_bytes(b"\xef\xbb\xbf" + raw(console).replace(b"\n", b"\r\n"))
    before = raw(console)
    console.editor.submit(AT, {**opened(console.editor), "title": "刷单"})
    assert raw(console) == before.replace("刷单返利".encode(), "刷单".encode(), 1)
    given = yaml(console.editor)
    console.editor.submit(AT, {**given, "text": given["text"].replace("title: 刷单", "title: 刷")})
    assert raw(console) == before.replace("刷单返利".encode(), "刷".encode(), 1)


def test_a_file_in_another_encoding_is_not_touched(console: Console) -> None:
    (console.root / T).write_bytes(raw(console).decode().encode("gb18030"))
    before, page = raw(console), console.editor.get(AT)
    assert "不是 UTF-8 编码" in words(page.text)
    assert raw(console) == before


@pytest.mark.parametrize("where", ["", "/check", "/merge", "/drop", "/near"])
def test_nobody_without_sign_in_or_token(console: Console, where: str) -> None:
    before, given = raw(console), {**opened(console.editor), "title": "刷单"}
    assert console.anybody.submit(f"{AT}{where}", given).status_code == 401
    assert console.editor.post(f"{AT}{where}", data={**given, "csrf": ""}).status_code == 403
    assert raw(console) == before
    assert console.anybody.get(AT).status_code == 303


def test_while_somebody_imports(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.studio.saving._PATIENCE", 0.1)
    before, given = raw(console), {**opened(console.editor), "title": "刷单"}
    with journal.alone(console.root):
        answer = console.editor.submit(AT, given)
    assert answer.status_code == 503
    assert form(answer.text)["title"] == "刷单"
    assert raw(console) == before


def test_a_disk_that_is_full(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bot.studio.saving.put", full)
    before, given = raw(console), {**opened(console.editor), "title": "刷单"}
    answer = console.editor.submit(AT, given)
    assert answer.status_code == 503
    assert form(answer.text)["title"] == "刷单"
    assert raw(console) == before
