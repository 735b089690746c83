"""Two editors on one topic: what one saved is not overwritten, what the other wrote not lost."""

from __future__ import annotations

import pytest

from tests.studio.console.conftest import EDITORS_NAME, PUBLISHERS_NAME, Console, Visitor
from tests.studio.console.pages import form, words
from tests.studio.console.test_topic_edit import AT, T, opened, raw, yaml
from tests.studio.console.test_topics import publish

MERGE = f"{AT}/merge"


@pytest.fixture(params=[False, True], ids=["editor first", "publisher first"])
def both(console: Console, request: pytest.FixtureRequest) -> list[Visitor]:
    """Two browsers that both have the topic open, in either order."""
    pair = [console.editor, console.publisher]
    return pair[::-1] if request.param else pair


def test_apart_they_are_put_together(console: Console, both: list[Visitor]) -> None:
    first, second = both
    one, two = opened(first), opened(second)
    assert first.submit(AT, {**one, "title": "刷单"}).status_code == 303
    theirs = raw(console)
    answer = second.submit(AT, {**two, "steps": "马上停手，别再转"})
    assert answer.status_code == 409
    assert raw(console) == theirs
    names = {console.editor: EDITORS_NAME, console.publisher: PUBLISHERS_NAME}
    assert names[first] in words(answer.text)
    assert "互不相干" in words(answer.text)
    given = form(answer.text, MERGE)
    back = second.submit(MERGE, {**given, "take": "merged"})
    assert back.status_code == 303
    assert raw(console) == theirs  # not saved by merging alone
    merged = form(second.get(back.headers["location"]).text)
    assert second.submit(AT, merged).status_code == 303
    text = raw(console).decode()
    assert "title: 刷单\n" in text
    assert "  - 马上停手，别再转\n" in text


@pytest.mark.parametrize(
    ("choice", "title"), [("mine", "我的"), ("theirs", "对方"), ("both", "我的")]
)
def test_at_one_place_one_is_chosen(
    console: Console, both: list[Visitor], choice: str, title: str
) -> None:
    first, second = both
    one, two = yaml(first), yaml(second)
    first.submit(AT, {**one, "text": one["text"].replace("刷单返利", "对方")})
    mine = {**two, "text": two["text"].replace("刷单返利", "我的")}
    answer = second.submit(AT, mine)
    assert answer.status_code == 409
    said = words(answer.text)
    assert all(part in said for part in ("title: 刷单返利", "title: 我的", "title: 对方"))
    assert "有 1 处" in said
    given = {**form(answer.text, MERGE), "take": "merged", "choice-0": choice}
    back = second.submit(MERGE, given)
    text = form(second.get(back.headers["location"]).text)["text"]
    assert f"title: {title}\n" in text
    assert ("title: 我的\ntitle: 对方\n" in text) == (choice == "both")


def test_all_mine_only_after_another_look(console: Console, both: list[Visitor]) -> None:
    first, second = both
    one, two = yaml(first), yaml(second)
    first.submit(AT, {**one, "text": one["text"].replace("刷单返利", "对方")})
    mine = {**two, "text": two["text"].replace("刷单返利", "我的")}
    given = form(second.submit(AT, mine).text, MERGE)
    back = second.submit(MERGE, {**given, "take": "mine"})
    assert "title: 对方" in raw(console).decode()
    editor = form(second.get(back.headers["location"]).text)
    assert editor["text"] == mine["text"]
    assert second.submit(AT, editor).status_code == 303
    assert "title: 我的" in raw(console).decode()


def test_while_one_merges_a_third_change_is_seen_too(console: Console) -> None:
    first, second = console.editor, console.publisher
    one, two = yaml(first), yaml(second)
    first.submit(AT, {**one, "text": one["text"].replace("刷单返利", "对方")})
    mine = {**two, "text": two["text"].replace("马上停手", "快停手")}
    given = form(second.submit(AT, mine).text, MERGE)
    back = second.submit(MERGE, {**given, "take": "merged"})
    editor = form(second.get(back.headers["location"]).text)
    third = yaml(first)
    first.submit(AT, {**third, "text": third["text"].replace("学生", "宝妈")})
    assert second.submit(AT, editor).status_code == 409
    assert "宝妈" in raw(console).decode()


def test_theirs_is_taken_and_mine_put_down(console: Console, both: list[Visitor]) -> None:
    first, second = both
    one, two = opened(first), opened(second)
    first.submit(AT, {**one, "title": "对方"})
    given = form(second.submit(AT, {**two, "title": "我的"}).text, MERGE)
    assert second.submit(MERGE, {**given, "take": "theirs"}).status_code == 303
    page = second.get(AT).text
    assert form(page)["title"] == "对方"
    assert "写过一份" not in words(page)


def test_leaving_the_page_loses_nothing(console: Console, both: list[Visitor]) -> None:
    first, second = both
    one, two = opened(first), opened(second)
    first.submit(AT, {**one, "title": "对方"})
    second.submit(AT, {**two, "title": "我的"})
    assert form(second.get(f"{AT}?draft=1").text)["title"] == "我的"
    assert "有人保存过这个主题" in words(second.get(f"{AT}?draft=1").text)


def test_the_same_change_twice_is_none(console: Console, both: list[Visitor]) -> None:
    first, second = both
    one, two = opened(first), opened(second)
    first.submit(AT, {**one, "title": "刷单"})
    answer = second.submit(AT, {**two, "title": "刷单"})
    assert answer.status_code == 303
    assert "已经是这样" in words(second.get(AT).text)


def test_a_file_that_is_gone(console: Console) -> None:
    given, before = opened(console.editor), raw(console)
    (console.root / T).unlink()
    assert console.editor.submit(AT, {**given, "title": "刷单"}).status_code == 404
    (console.root / T).write_bytes(before)
    given = opened(console.editor)
    console.editor.submit(f"{AT}/check", {**given, "title": "刷单"})  # a draft is there
    (console.root / T).unlink()
    answer = console.editor.submit(AT, {**given, "title": "刷单"})
    assert answer.status_code == 409
    assert "删掉了这个文件" in words(answer.text)
    back = console.editor.submit(MERGE, {**form(answer.text, MERGE), "take": "mine"})
    assert console.editor.submit(AT, form(console.editor.get(back.headers["location"]).text))
    assert b"title: \xe5\x88\xb7\xe5\x8d\x95\n" in raw(console)


def test_a_form_from_before_a_publication(console: Console) -> None:
    publish(console.root)
    given = opened(console.editor)
    console.publisher.submit(AT, {**opened(console.publisher), "title": "对方"})
    publish(console.root)
    answer = console.editor.submit(AT, {**given, "title": "我的"})
    assert answer.status_code == 409
    assert "title: 对方" in raw(console).decode()


def test_publishing_alone_is_in_nobodys_way(console: Console) -> None:
    given = opened(console.editor)
    publish(console.root)
    assert console.editor.submit(AT, {**given, "title": "刷单"}).status_code == 303


@pytest.mark.parametrize("mine", ["", "x", "../../data/hotlines.yml", "0" * 64])
def test_a_forged_merge(console: Console, mine: str) -> None:
    before = raw(console)
    given = {"mine": mine, "theirs": "", "began": "", "take": "merged"}
    assert console.editor.submit(MERGE, given).status_code == 400
    assert raw(console) == before
