"""Sums and times in residents' own words, and the text for 110 that is made of them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.case.amounts import Amount, amounts, value
from bot.content.case.facts import Facts, read
from bot.content.case.script import script
from bot.content.case.times import When, when
from bot.content.first_aid import first_aid
from bot.content.load import Content

# Read by a person who had not seen the code: 130 texts with or without a sum, 110 with or without
# a time.
READINGS = yaml.safe_load(Path(__file__).with_name("readings.yml").read_text("utf-8"))
NOW = datetime.datetime(2026, 11, 18, 15, 30)


@pytest.mark.parametrize("entry", READINGS["amounts"], ids=lambda entry: entry["text"])
def test_amount(entry: dict[str, Any]) -> None:
    single = [] if entry.get("yuan") is None else [entry["yuan"]]
    read = amounts(entry["text"], frozenset({"110", "96110"}))
    assert [a.yuan for a in read] == entry.get("each", single)
    assert any(a.about for a in read) == entry.get("about", False)


@pytest.mark.parametrize("entry", READINGS["times"], ids=lambda entry: entry["text"])
def test_time(entry: dict[str, Any]) -> None:
    told = entry["minutes"]
    span = told if isinstance(told, list) else [told, told]
    assert when(entry["text"], NOW) == (None if told is None else When(*span))


@pytest.mark.parametrize(
    ("spelt", "number"),
    [("三万五", 35000), ("十二万八", 128000), ("两千零五", 2005), ("一百五", 150), ("二五", None)],
)
def test_numeral(spelt: str, number: float | None) -> None:
    assert value(spelt) == number


def test_nothing_that_anybody_wrote_breaks_the_reading(content: Content) -> None:
    for topic in content.topics.values():
        for _, question in topic.all_questions():
            assert all(amount.yuan > 0 for amount in amounts(question))
            read = when(question, NOW)
            assert read is None or 0 <= read.least <= read.most, question


@pytest.mark.parametrize("text", ["我姓万", "千万别转", "卡号6222021234567890", "我今年62岁", ""])
def test_no_sum(text: str) -> None:
    assert amounts(text) == []


def test_a_total_stands_for_its_parts() -> None:
    assert amounts("先转3000又转2000，一共5000") == [Amount(5000)]


def spoken(content: Content, text: str) -> dict[str, Any]:
    return script(content, read(content, Facts(), text, NOW), NOW)


def test_script_is_filled_from_one_sentence(content: Content) -> None:
    said = spoken(content, "十分钟前用建行转了三万五给他，现在还在视频")
    items = "\n".join(said["items"])
    assert "15:20" in items
    assert "35000 元" in items
    assert "建设银行" in items
    assert "{" not in items + said["label"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("昨晚八点转的", "11月17日（昨天）20:00"),
        ("前天转的", "11月16日"),
        ("今天上午十点", "11月18日（今天）10:00"),
        ("去年转的", "______"),
        ("昨天下午转的", "11月17日（昨天）下午"),
        ("今天下午转的", "11月18日（今天）下午"),
        ("昨天12点到18点之间转的", "11月17日（昨天）下午"),
        ("昨天上午转的", "11月17日（昨天）上午"),
        ("昨晚转的", "11月17日（昨天）晚上"),
        ("昨天凌晨转的", "11月17日（昨天）凌晨"),
        ("昨天下午两点到四点之间转的", "11月17日（昨天）14 点到 16 点之间"),
        ("前天下午转的", "11月16日下午"),
    ],
)
def test_script_tells_the_day(content: Content, text: str, told: str) -> None:
    assert told in spoken(content, text)["items"][1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("转了一百二十万", "1200000 元"),
        ("付了12345.67元", "12345.67 元"),
        ("先转了3000，后来又转了一万二", "3000 元、12000 元，一共 15000 元"),
        ("大概转了两万", "约 20000 元"),
    ],
)
def test_script_tells_the_whole_sum(content: Content, text: str, told: str) -> None:
    assert told in spoken(content, text)["items"][2]


@pytest.mark.parametrize(
    ("text", "own", "to"),
    [
        ("我刚转了两万给骗子 农业银行", ("95599",), ()),
        ("转了三千给他 工商银行", ("95588",), ()),
        ("被他骗了一万，建行", ("95533",), ()),
        ("给骗子转了八千 是邮储", ("95580",), ()),
        ("转给对方五千。招商银行的", ("95555",), ()),
        ("我的是农行 转给骗子了", ("95599",), ()),
        ("转到骗子的建行卡上", (), ("95533",)),
        ("骗子的卡是建行", (), ("95533",)),
        ("他的卡 农业银行", (), ("95599",)),
        ("对方账户是中国银行", (), ("95566",)),
        ("用工行转到他农行的卡", ("95588",), ("95599",)),
        ("打到农业银行一个公司的账上了，我是从邮政银行转的", ("95580",), ("95599",)),
        ("我到农业银行转的三万", ("95599",), ()),
    ],
)
def test_whose_bank(content: Content, text: str, own: tuple[str, ...], to: tuple[str, ...]) -> None:
    facts = read(content, Facts(), text, NOW)
    assert (facts.own, facts.to) == (own, to)


def test_what_he_made_me_pay_is_paid(content: Content) -> None:
    facts = read(content, Facts(), "骗子让我又用花呗付了2000，前面微信转了6000", NOW)
    assert facts.gone
    assert set(facts.paid) == {"alipay", "wechat"}
    assert sum(yuan for yuan, _ in facts.sums) == 8000
    assert not read(content, Facts(), "他让我用花呗付2000", NOW).paid


def test_script_leaves_blanks(content: Content) -> None:
    items = spoken(content, "我被骗了")["items"]
    assert sum("______" in item for item in items) == 4


def test_first_aid_needs_no_model(content: Content) -> None:
    said = first_aid(content, "刚用建行转了三万给骗子")
    calls = [c["number"] for c in said["custom"]["calls"]]
    assert calls[:2] == ["110", "95533"]
    assert "30000 元" in said["text"]
    assert said["custom"]["urgent"]


def test_first_aid_puts_a_life_before_money(content: Content) -> None:
    said = first_aid(content, "刚转了三万，不想活了")
    assert said["custom"]["topic"] == "distress"
    assert "12356" in said["text"]
    assert "三万" not in said["text"]
    assert content.messages["script_opening_lost"] not in said["text"]


def test_without_a_model_the_calm_still_get_the_numbers(content: Content) -> None:
    said = first_aid(content, "刷单返利是真的吗")
    assert {c["number"] for c in said["custom"]["calls"]} == {"110", "96110"}
