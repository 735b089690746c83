"""A topic as a form: unchanged it comes back byte for byte, a change touches its own lines only."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from bot.content.load import ROOT
from bot.studio.new import skeletons
from bot.studio.topic_form import LISTS, EditError, NoForm, fields_of, with_fields
from bot.studio.typed import raw_of, typed

FILES = sorted((ROOT / "data/faq").rglob("*.yml"))
TEXT = """\
# 一句说明
title: 刷单返利                  # 标题
audience: [学生, '宝妈']  # 哪些人
urgent: false
questions:                       # 居民会怎么问
  - 点赞关注就给钱是真的吗

  # 下面的要紧
  - "刷单要先垫钱能做吗"
answer: |  # 直接回答
  第一句，打 {96110}。

  第二句。
signs:
  - 先返一点小钱
steps:
- 停手
hotlines: [96110, 110]
related: [lost_money]
sources: [S01, F2.1]
reviewed: 2026-11-22   # 日期
"""
CHANGES = {
    "title": "刷单",
    "audience": "学生\n宝妈\n退休的人",
    "urgent": "true",
    "questions": "点赞关注就给钱是真的吗\n刷单要先垫钱能做吗\n做一单给五块",
    "urgent_questions": "我刚垫了三千怎么办",
    "answer": "第一句，打 {96110}。\n\n改了的第二句。",
    "signs": "先返一点小钱\n再让您多垫",
    "points": "都是骗局",
    "steps": "马上停手",
    "action": "tips",
    "hotlines": "110\n96110",
    "related": "",
    "sources": "S01",
    "reviewed": "2026-11-23",
}


def touched(before: str, after: str) -> list[str]:
    """Lines that were taken away or added."""
    return [d[2:] for d in difflib.ndiff(before.splitlines(), after.splitlines()) if d[0] in "+-"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_unchanged_form_is_the_same_file(path: Path) -> None:
    raw = path.read_bytes()
    text = typed(raw)
    fields = fields_of(text)
    as_sent = {name: value.replace("\n", "\r\n") for name, value in fields.items()}
    assert raw_of(with_fields(text, as_sent), raw) == raw
    assert set(fields) == set(CHANGES)


@pytest.mark.parametrize("name", CHANGES)
def test_a_field_changes_its_own_lines_only(name: str) -> None:
    new = with_fields(TEXT, {**fields_of(TEXT), name: CHANGES[name]})
    assert fields_of(new) == {**fields_of(TEXT), name: CHANGES[name]}
    others = [line for line in TEXT.splitlines() if f"{name}:" not in line and line.strip()]
    gone = [line for line in touched(TEXT, new) if line in others]
    own = {"answer": ["  第二句。"], "steps": ["- 停手"]}.get(name, [])
    assert [line for line in gone if line not in own] == []
    assert new.count("#") == TEXT.count("#")


@pytest.mark.parametrize("path", FILES[::9], ids=lambda path: path.stem)
def test_a_question_more_is_one_line_more(path: Path) -> None:
    text = path.read_text("utf-8")
    fields = fields_of(text)
    new = with_fields(text, {**fields, "questions": fields["questions"] + "\n一句全新的: 问法"})
    assert touched(text, new) == ["  - '一句全新的: 问法'"]


def test_what_is_left_out_stays() -> None:
    assert with_fields(TEXT, {"title": "刷单返利"}) == TEXT


def test_an_emptied_list_that_may_be_missing_is_gone() -> None:
    assert "signs:" not in with_fields(TEXT, {"signs": " \r\n"})


def test_skeleton_can_be_filled_in(tmp_path: Path) -> None:
    (tmp_path / "data/faq").mkdir(parents=True)
    files = skeletons(tmp_path, "scam_rent", "scam", "租房诈骗", ["房东让我换个账户打租金"])
    text = next(text for path, text in files.items() if "faq" in path.parts)
    filled = {name: value for name, value in CHANGES.items() if name != "urgent_questions"}
    new = with_fields(text, {**fields_of(text), **filled, "points": ""})
    assert fields_of(new) == {**filled, "urgent_questions": "", "points": ""}
    assert "points:" not in new
    assert "urgent_questions:" not in new


def test_a_list_without_items_becomes_one() -> None:
    text = with_fields("title:\nquestions:\n  -\nanswer: |\n", {"questions": "甲\n乙"})
    assert text == "title:\nquestions:\n  - 甲\n  - 乙\nanswer: |\n"
    assert with_fields("questions:\n  - 甲\n  -\n", {}) == "questions:\n  - 甲\n"
    assert with_fields("signs:\n  -\ntitle: 甲\n", {}) == "title: 甲\n"


@pytest.mark.parametrize("name", [*LISTS, "title", "answer"])
@pytest.mark.parametrize(
    "nasty", ["[" * 50_000, "- " * 50_000, "a: b", "'", "{110} 打", "*甲", "!x"]
)
def test_nasty_texts_come_back(name: str, nasty: str) -> None:
    new = with_fields(TEXT, {name: nasty})
    assert fields_of(new)[name] == nasty.strip()


@pytest.mark.parametrize(
    "text",
    [
        "title: [刷单\n",
        "- 甲\n- 乙\n",
        "title: [甲]\n",
        "questions: 甲\n",
        "urgent: maybe\n",
        "a: &b c\n",
        "",
    ],
)
def test_what_a_form_cannot_show_is_said(text: str) -> None:
    with pytest.raises(NoForm, match="YAML"):
        fields_of(text)


def test_peculiar_layout_is_said() -> None:
    with pytest.raises(EditError):
        with_fields("{title: 甲, urgent: true}\n", {"signs": "一条"})


@pytest.mark.parametrize("raw", ["a: 1\n", "a: 1\r\nb: 2\r\n", "\ufeffa: 1\r\n", "a: 1", ""])
def test_bytes_come_back(raw: str) -> None:
    began = raw.encode()
    sent = typed(began).replace("\n", "\r\n")
    assert raw_of(sent, began) == began


def test_line_ends_and_mark_stay() -> None:
    began = "\ufeffa: 1\r\n".encode()
    assert raw_of("a: 2\nb: 3", began) == "\ufeffa: 2\r\nb: 3\r\n".encode()
