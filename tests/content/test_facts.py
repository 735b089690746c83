"""What one message, and several, tell of a case."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
import yaml

from bot.content.case.facts import Facts, read
from bot.content.load import ROOT, Content

NOW = datetime.datetime(2026, 11, 18, 15, 30)


def told(content: Content, *texts: str, asked: str | None = None) -> Facts:
    facts = Facts()
    for text in texts:
        facts = read(content, facts, text, NOW, asked)
    return facts


def yuan(facts: Facts) -> list[float]:
    return [sum_ for sum_, _ in facts.sums]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("老头子打了七八个电话我冇敢接", None),
        ("他说号被盗了 冇打过视频", None),
        ("他妈在屋里哭，我想要不就先给了", None),
        ("你们的人说我被骗，我冇被骗", None),
        ("老同学找我借15万投标 脸看得清清楚楚 转了 上午九点多转的", True),
        ("打了3000过去", True),
        ("我跟老公说我被骗了三万", True),
        ("交了学费三千，后来才晓得是假的，被骗了", True),
        ("他给我打了1分40秒的电话", None),
        ("老板叫我付合同款86万,对公转的,14:05回单出来的", True),
    ],
)
def test_whether_money_is_gone(content: Content, text: str, gone: bool | None) -> None:
    assert told(content, text).gone is gone


def test_one_sentence_tells_bank_time_amount_and_contact(content: Content) -> None:
    facts = told(content, "十分钟前用建行转了三万五给他，现在还在视频")
    assert facts.own == ("95533",)
    assert facts.since == ("2026-11-18T15:20:00", "2026-11-18T15:20:00")
    assert yuan(facts) == [35000]
    assert facts.contact is True
    assert facts.gone is True


@pytest.mark.parametrize(
    ("texts", "sums"),
    [
        (["给了3000了还要5000"], [3000]),
        (["刚转了三万", "网上有人讲交五千能解冻"], [30000]),
        (["我交了五千保证金就退"], [5000]),
        (["我同学搞了三天拿了一千多"], []),
        (["我投进了三万"], [30000]),
        (["提了一万四在卡里，还没转"], []),
        (["从卡里提了三万现金给了他"], [30000]),
        (["一张卡进了四万，我得了600"], []),
        (["投了五万，其中一万二是赚的"], [50000]),
        (["用我老婆的卡和我自己的卡，一个2万一个1万8"], [20000, 18000]),
        (["转了两万，他又叫我再转一万"], [20000]),
        (["他让我转三万，我没转"], []),
        (["卡里还有七万多，少了三万二"], [32000]),
        (["工资卡里原来有五万"], []),
        (["不对，是九万六，两笔，一笔五万一笔四万六"], [50000, 46000]),
        (["一共是300 1200 4600三笔，微信转的"], [300, 1200, 4600]),
        (["投了300 然后5800"], [300, 5800]),
        (["交了599 2000 还有3000"], [599, 2000, 3000]),
        (["6张 每张一千"], [6000]),
        (["转了4万", "500块房租他也没给我"], [40000]),
        (["两次，一次3000一次1500"], [3000, 1500]),
        (["每笔999 七笔 还有一笔是2000整"], [6993, 2000]),
        (["20张×1000"], [20000]),
        (["本来想贷两万还账，结果被骗一万五"], [15000]),
        (["转了62700", "写错了 67200"], [67200]),
        (["付了1280", "又付了1280"], [1280, 1280]),
        (["投了300", "说补9900就返", "付了"], [300, 9900]),
        (["原话：请转18000元到安全账户"], []),
        (["每笔998 一共13笔"], [12974]),
        (["每笔998 一共13笔", "14笔"], [13972]),
        (["转了八万多", "不对，是九万六"], [96000]),
        (["转了三千", "还转了五千"], [3000, 5000]),
        (["转了三千", "对，三千"], [3000]),
        (["给了3000", "微信付的，两次 1000 2000"], [1000, 2000]),
        (["车牌尾号3K7，拿走了12万现金"], [120000]),
        (["还有一笔12万待复核没出去"], []),
        (["微信百万保障要扣钱"], []),
        (["先交四万，后头每个月把三千"], [40000]),
    ],
)
def test_only_what_is_lost_counts(content: Content, texts: list[str], sums: list[float]) -> None:
    assert yuan(told(content, *texts)) == sums


@pytest.mark.parametrize(
    ("texts", "own", "to"),
    [
        (["用建行转的"], ("95533",), ()),
        (["公行的卡，转出去3万"], ("95588",), ()),
        (["我农行卡转了3万给一个工行的号"], ("95599",), ("95588",)),
        (["用工行卡转的", "说错了，卡是农行，工行是他的"], ("95599",), ("95588",)),
        (["不是建行，是农行"], ("95599",), ()),
        (["用建行转了三万", "光大"], ("95533", "95595"), ()),
    ],
)
def test_whose_bank(content: Content, texts: list[str], own: tuple, to: tuple) -> None:
    facts = told(content, *texts)
    assert (facts.own, facts.to) == (own, to)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("微信扫码付的", ("wechat",)),
        ("余额宝扣的，不是银行卡", ("alipay",)),
        ("没有转账，是现金", ("cash",)),
        ("我寄了金条出去", ("gold",)),
        ("跟商家买的U，再转到平台", ("crypto",)),
        ("他加我微信", ()),
        ("叫我把花呗借呗都提出来", ()),
        ("微信那边要打哪个电话", ()),
    ],
)
def test_how_it_was_paid(content: Content, text: str, ways: tuple[str, ...]) -> None:
    assert told(content, text).paid == ways


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("他还在电话里，不让我挂，说挂了就抓我", True),
        ("又打来了", True),
        ("挂了挂了，早挂了", False),
        ("他把我拉黑了", False),
        ("群也解散了", False),
        ("建行的", None),
    ],
)
def test_still_in_contact(content: Content, text: str, contact: bool | None) -> None:
    assert told(content, text).contact is contact


@pytest.mark.parametrize(
    ("text", "asked", "field", "value"),
    [
        ("没有", "gone", "gone", False),
        ("嗯", "contact", "contact", True),
        ("没得", "contact", "contact", False),
        ("五千", "amount", "sums", ((5000.0, False),)),
        ("5000", "amount", "sums", ((5000.0, False),)),
        ("个人的卡", "receiver", "receiver", "account"),
        ("民生", "bank", "own", ("95568",)),
        ("个人的卡", "paid", "receiver", None),
    ],
)
def test_bare_answer_is_read_by_the_question(
    content: Content, text: str, asked: str, field: str, value: Any
) -> None:
    assert getattr(told(content, text, asked=asked), field) == value


def test_every_quick_answer_tells_what_was_asked(content: Content) -> None:
    fields = {"bank": "own", "when": "since", "amount": "sums"}
    for question in content.case_questions:
        known = Facts(gone=None if question.fact == "gone" else True)
        for option in question.options:
            after = read(content, known, option, NOW, question.fact)
            field = fields.get(question.fact, question.fact)
            assert getattr(after, field) not in (None, ()), (question.id, option)


@pytest.mark.parametrize(
    ("texts", "elapsed"),
    [
        (["刚刚转的"], "minutes"),
        (["十分钟前转的"], "minutes"),
        (["一小时前转的"], "hours"),
        (["昨晚八点转的"], "hours"),
        (["前天转的"], "days"),
        (["前天 不对 大前天 被骗了1万8"], "days"),
        (["转了三万"], "unknown"),
        (["刚刚转的", "不对，是昨天上午"], "days"),
    ],
)
def test_how_long_ago(content: Content, texts: list[str], elapsed: str) -> None:
    assert told(content, *texts).elapsed(NOW) == elapsed


def test_nothing_personal_is_kept(content: Content) -> None:
    text = "刚用建行6217001234567890123转了三万给王小芳13812345678，身份证420902197001011234"
    kept = str(told(content, text).kept())
    for personal in ("6217", "王小芳", "1381234", "420902"):
        assert personal not in kept
    assert Facts.of(told(content, text).kept()) == told(content, text)


def test_no_hidden_number_comes_back_as_a_sum(content: Content) -> None:
    """A phone number in an open case would be told to 110 as money, and be stored."""
    marked = yaml.safe_load((ROOT / "tests/content/masking.yml").read_text("utf-8"))["personal"]
    for text in (text for texts in marked.values() for text in texts):
        hidden = ["".join(re.findall(r"\d", one)) for one in re.findall("⟦(.*?)⟧", text, re.DOTALL)]
        plain = text.replace("⟦", "").replace("⟧", "")
        facts = read(content, Facts(gone=True), plain, NOW)
        told = [f"{amount:.0f}" for amount, _ in facts.sums]
        assert not [one for one in told if len(one) > 2 and any(one in h for h in hidden)], text
