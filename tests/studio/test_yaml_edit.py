"""Line-preserving edits: nasty texts come back as they were, and only their lines change."""

from __future__ import annotations

import difflib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.load import ROOT
from bot.content.source import read
from bot.studio import yaml_edit
from bot.studio.sheets.layout import Document
from bot.studio.sheets.order import kept
from bot.studio.yaml_edit import EditError

TOPIC = """\
title: 刷单返利                  # 标题
audience: [学生, '宝妈']  # 哪些人
urgent: false
questions:                       # 居民会怎么问
  - 点赞关注就给钱是真的吗
  - '{110} 是什么'   # 单引号

  # 下面的要紧
  - "yes"
  - 刷单: '不'
answer: |  # 直接回答
  第一句。

  第二句。
steps:
- 停手
- >-
  折行的
  一句
hotlines: [96110, 110]
reviewed: 2026-11-22
"""
TOPIC = TOPIC.replace("  - 刷单: '不'\n", "  - 多行的\n    一句\n")
HELD_OUT = """\
questions:
  - text: 点赞挣钱真的假的
    urgent: false   # 不急
  # 急的
  - text: "她正要转"
    urgent: true
"""
NASTY = [
    *[
        "yes",
        "No",
        "true",
        "FALSE",
        "null",
        "~",
        "y",
        "on",
        "off",
        "0712",
        "12.5",
        "1e3",
        "0x1F",
        "1_000",
        "2026-11-22",
        "12:30",
        "=",
        "<<",
        "-",
        "--",
        "---",
        "...",
    ],
    *[
        "a: b",
        "a:b",
        "title:真的吗",
        "answer：是",
        "a #b",
        "#a",
        "- a",
        "? a",
        "! a",
        "!a",
        "&a",
        "*a",
    ],
    *[
        "{110} 打",
        "[甲/乙]",
        "a, b",
        "]",
        "}",
        "`a`",
        "@a",
        "%a",
        "|",
        ">",
        "|-",
        "'",
        '"',
        "''",
        "'a'",
    ],
    *[
        '"a"',
        "it's",
        'a\\"b',
        "\\",
        "a\\nb",
        "a:",
        ":a",
        "::",
        ",",
        "a ",
        " a",
        "\u3000a",
        "a\u00a0",
    ],
    *[
        "a\nb",
        "a\n\n b\n",
        "\n",
        "a\tb",
        "\ta",
        "a\r\nb",
        "\x07",
        "\x7f",
        "a\u2028b",
        "\x85",
        "\ufeffa",
    ],
    *[
        "😀 怎么办",
        "𠮷野家",
        "x" * 3000,
        "- {110} 打",
        "_x000D_",
        "=1+1",
        "+86",
        "@SUM(A1)",
        "",
        "a : b",
    ],
    *[
        "“引号”：",
        "a: {b}",
        "a #",
        "key: [a",
        "a\u200bb",
        "<<: *a",
        "!!str a",
        "1.",
        "+1",
        ".5",
        "9:30 去",
    ],
]
PIECES = [
    *"ab 甲乙0-:#'\"{}[],&*!|>%@`?\\~=",
    ": ",
    " #",
    "\n",
    "\t",
    "\u00a0",
    "yes",
    "- ",
    "：",
    "😀",
]


def nasty(seed: int) -> list[str]:
    """The known ones and some of any pieces."""
    chance = random.Random(seed)
    return [
        *NASTY,
        *("".join(chance.choices(PIECES, k=chance.randint(1, 12))) for _ in range(150)),
    ]


def parsed(tmp_path: Path, text: str) -> Any:
    """What the project itself reads; a problem fails the test."""
    path = tmp_path / "one.yml"
    path.write_bytes(text.encode())
    keys = frozenset(yaml_edit.TOPIC_KEYS) | {"text"}
    source, problems = read(path, tmp_path, keys)
    assert not problems, (problems, text)
    return source.data


def changed_lines(old: str, new: str) -> tuple[list[str], list[str]]:
    """Lines that are gone, lines that are new."""
    diff = list(difflib.ndiff(old.split("\n"), new.split("\n")))
    return [d[2:] for d in diff if d[0] == "-"], [d[2:] for d in diff if d[0] == "+"]


@pytest.mark.parametrize("key", ["questions", "steps", "hotlines", "points"])
def test_added_item_is_read_as_it_was_meant(tmp_path: Path, key: str) -> None:
    for item in nasty(1):
        new = yaml_edit.add_item(TOPIC, (key,), item)
        before, after = parsed(tmp_path, TOPIC), parsed(tmp_path, new)
        assert after.pop(key) == [*before.pop(key, []), item]
        assert after == before
        gone, come = changed_lines(TOPIC, new)
        assert (len(gone), len(come)) == {
            "hotlines": (1, 1), "points": (0, 2)
        }.get(key, (0, 1)), new  # fmt: skip


def test_other_yaml_readers_read_the_same(tmp_path: Path) -> None:
    for item in nasty(2):
        new = yaml_edit.add_item(TOPIC, ("questions",), item)
        assert yaml.safe_load(new)["questions"][-1] == item


def test_replaced_item_changes_its_lines_only(tmp_path: Path) -> None:
    before = parsed(tmp_path, TOPIC)
    for index in range(4):
        for item in nasty(index):
            new = yaml_edit.replace_item(TOPIC, ("questions", index), item)
            expected = list(before["questions"])
            expected[index] = item
            assert parsed(tmp_path, new) == {**before, "questions": expected}
            if item != before["questions"][index]:
                gone, come = changed_lines(TOPIC, new)
                assert len(gone) == (2 if index == 3 else 1)
                assert len(come) == 1


def test_replaced_item_keeps_quotes_and_remark() -> None:
    new = yaml_edit.replace_item(TOPIC, ("questions", 1), "96110 呢")
    assert "  - '96110 呢'   # 单引号\n" in new
    assert '  - "no"\n' in yaml_edit.replace_item(TOPIC, ("questions", 2), "no")


def test_removed_item_leaves_remarks(tmp_path: Path) -> None:
    before = parsed(tmp_path, TOPIC)
    for index in range(4):
        new = yaml_edit.remove_item(TOPIC, ("questions", index))
        expected = [q for i, q in enumerate(before["questions"]) if i != index]
        assert parsed(tmp_path, new)["questions"] == expected
        gone, come = changed_lines(TOPIC, new)
        assert not come
        assert "  # 下面的要紧" not in gone


def test_held_out_questions(tmp_path: Path) -> None:
    for text in nasty(3):
        for urgent in (True, False):
            item = {"text": text, "urgent": urgent}
            new = yaml_edit.add_item(HELD_OUT, ("questions",), item)
            assert parsed(tmp_path, new)["questions"][-1] == item
            assert len(changed_lines(HELD_OUT, new)[1]) == 2
            new = yaml_edit.replace_item(HELD_OUT, ("questions", 0), item)
            assert parsed(tmp_path, new)["questions"][0] == item
            assert "   # 不急" in new


def test_block_is_replaced(tmp_path: Path) -> None:
    before = parsed(tmp_path, TOPIC)
    for value in nasty(4):
        for key in ("answer", "title"):
            new = yaml_edit.replace_block(TOPIC, (key,), value)
            ending = "\n" if key == "answer" else ""
            assert parsed(tmp_path, new) == {**before, key: value.rstrip("\n") + ending}
            assert "# 直接回答" in new
    for header in ("|-", "|+", ">", "|2"):
        text = TOPIC.replace("answer: |", f"answer: {header}").replace("steps", "\nsteps", 1)
        old = parsed(tmp_path, text)["answer"]
        new = yaml_edit.replace_block(text, ("answer",), "甲\n乙")
        ending = len(old) - len(old.rstrip("\n"))
        assert parsed(tmp_path, new)["answer"] == "甲\n乙" + "\n" * ending
    new = yaml_edit.replace_block(TOPIC, ("answer",), "新的。\n\n两段。")
    assert changed_lines(TOPIC, new) == (["  第一句。", "  第二句。"], ["  新的。", "  两段。"])


def test_scalar_keeps_its_remark_and_dates_stay_bare() -> None:
    new = yaml_edit.set_value(TOPIC, ("title",), "{110}")
    assert new.startswith("title: '{110}'                  # 标题\n")
    assert "reviewed: 2026-12-01\n" in yaml_edit.set_value(TOPIC, ("reviewed",), "2026-12-01")
    assert "hotlines: [96110, 110, 120]\n" in yaml_edit.add_item(TOPIC, ("hotlines",), "120")
    assert "urgent: true\n" in yaml_edit.set_value(TOPIC, ("urgent",), True)


def test_missing_key_goes_where_it_belongs() -> None:
    new = yaml_edit.add_item(TOPIC, ("urgent_questions",), "她正要转")
    assert "    一句\nurgent_questions:\n  - 她正要转\nanswer: |" in new
    assert "110]\nrelated:\n  - a\nreviewed" in yaml_edit.add_item(TOPIC, ("related",), "a")


def test_empty_lists_and_the_last_item(tmp_path: Path) -> None:
    none = TOPIC.replace("steps:\n- 停手\n- >-\n  折行的\n  一句\n", "steps: []  # 没有\n")
    full = yaml_edit.add_item(none, ("steps",), "停手")
    assert "steps:  # 没有\n  - 停手\n" in full
    assert "steps: []  # 没有\n" in yaml_edit.remove_item(full, ("steps", 0))
    assert "  - a\n" in yaml_edit.add_item(none.replace("[]", "", 1), ("steps",), "a")


def test_windows_files_and_missing_last_line_break(tmp_path: Path) -> None:
    text = "\ufeff" + TOPIC.replace("\n", "\r\n")
    new = yaml_edit.add_item(text, ("questions",), "新的")
    assert new.startswith("\ufeff")
    assert new.count("\n") == new.count("\r\n") == text.count("\n") + 1
    assert yaml_edit.add_item("questions:\n  - 甲", ("questions",), "乙").endswith(
        "  - 甲\n  - 乙\n"
    )


def test_any_list_from_any_other(tmp_path: Path) -> None:
    """Items shuffled, changed, added and removed; those that stay keep their lines."""
    chance = random.Random(5)
    items = parsed(tmp_path, TOPIC)["questions"]
    for _ in range(300):
        new_items = [chance.choice([i, i, chance.choice(NASTY)]) for i in items]
        new_items += chance.sample(NASTY, chance.randint(0, 3))
        chance.shuffle(new_items)
        new_items = new_items[chance.randint(0, 2) :]
        new = yaml_edit.set_items(TOPIC, ("questions",), new_items)
        assert parsed(tmp_path, new)["questions"] == new_items
        assert "  # 下面的要紧\n" in new
        if items[1] in new_items:
            assert "  - '{110} 是什么'   # 单引号\n" in new


def test_as_few_items_move_as_can() -> None:
    plan = kept(list("abcdef"), list("bcxdaf"))
    assert [(one.index, one.value, one.moved) for one in plan] == [
        (1, None, False),
        (2, None, False),
        (None, "x", True),
        (3, None, False),
        (0, None, True),
        (5, None, False),
    ]


def test_every_real_file_takes_every_edit(tmp_path: Path) -> None:
    for path in sorted((ROOT / "data/faq").rglob("*.yml")):
        text = path.read_bytes().decode()
        if len(text) > 200_000:
            continue
        before = Document(text).data(())
        new = yaml_edit.add_item(text, ("questions",), "新: 问法")
        new = yaml_edit.replace_block(new, ("answer",), "新的回答。\n第二行。")
        new = yaml_edit.set_items(new, ("sources",), [*before["sources"][1:], "S01, S02"])
        assert len(changed_lines(text, new)[1]) <= 4
        assert Document(new).data(("questions",)) == [*before["questions"], "新: 问法"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda: yaml_edit.add_item("questions: 'a", ("questions",), "b"),
        lambda: yaml_edit.add_item("questions: a\n", ("questions",), "b"),
        lambda: yaml_edit.remove_item(TOPIC, ("questions", 9)),
        lambda: yaml_edit.replace_block(TOPIC, ("questions",), "a"),
        lambda: yaml_edit.add_item("a:\n  -\n    b\n", ("a",), "c"),
        lambda: yaml_edit.remove_key(TOPIC, ("points",)),
        lambda: yaml_edit.add_item("", ("a",), "c"),
        lambda: yaml_edit.add_item(TOPIC, ("questions",), "\ud800"),
    ],
)
def test_what_cannot_be_done_is_said(edit: Callable[[], str]) -> None:
    with pytest.raises(EditError):
        edit()
