"""Making text uniform."""

from __future__ import annotations

import pytest

from bot.content.masking import MASK, mask
from bot.content.text import is_traditional, normalise, traditional, visible


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("刷單返利可以相信嗎", "刷单返利可以相信吗"),
        ("９６１１０", "96110"),
        ("九六一一零打来的", "96110打来的"),
        ("你好，我想请问一下，刷单能做吗", "刷单能做吗"),
        ("你好", "你好"),
        ("在吗在吗 有人吗？转钱了", "转钱了"),
        ("怎么办！！！！！！", "怎么办!!"),
        ("钱😭😭没了", "钱没了"),
        ("零\u200b宽\ufeff字符", "零宽字符"),
        ("A P P 是 真 的 吗", "a p p 是真的吗"),
        ("三千块", "三千块"),
        ("", ""),
    ],
)
def test_normalise(written: str, understood: str) -> None:
    assert normalise(written) == understood


@pytest.mark.parametrize(
    "text", ["", "我想请问一下", "😀", "///", "<script>alert(1)</script>", "a" * 999]
)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("刷單返利可以相信嗎", True),
        ("刷单返利可以相信吗", False),
        ("我要報警", True),
        ("怎么办", False),
        ("96110", False),
        ("", False),
        ("他說转账给我，我该怎么办呢还没转", False),
    ],
)
def test_script_is_told_apart(text: str, expected: bool) -> None:
    assert is_traditional(text) is expected


def test_traditional_keeps_numbers() -> None:
    assert traditional("马上打 110，别转账") == "馬上打 110，別轉賬"


def test_invisible_characters_go() -> None:
    assert visible("a\x00b\u202ec\nd") == "abc\nd"


PUBLIC = frozenset({"110", "96110", "95588", "10086999"})


@pytest.mark.parametrize(
    "text",
    [
        "电话13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "身份证420902199001011234",
        "42090219900101123X",
        "卡号6222 0212 3456 7890 123",
        "６２２２０２１２３４５６７８９０",
        "+8613812345678",
        "6217，0028，7001，2345，678",
        "6217/0028/7001/2345",
        "138\n1234\n5678",
    ],
)
def test_personal_numbers_are_masked(text: str) -> None:
    masked = mask(text, PUBLIC)
    assert MASK in masked
    assert not any(run.isdigit() and len(run) > 4 for run in masked.split())


@pytest.mark.parametrize(
    "text",
    [
        "打96110",
        "工行95588",
        "转了35000元",
        "2026-11-22",
        "转发到10086999",
        "3.5万",
        "分四次：3000，5000，2000，1000",
        "下午3点15分",
        "110",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask(text, PUBLIC) == text
