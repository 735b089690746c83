"""Is this a scam? Phrases, links, numbers, and what follows from them."""

from __future__ import annotations

import pytest

from bot.content.checks.phrases import red_flags
from bot.content.load import Content
from bot.content.phrases import PhraseError, compiled, plain
from bot.content.risk import links, phones
from bot.content.risk.flags import first, found
from bot.content.risk.judge import judge
from bot.content.risk.reply import noticed, opening, risk_reply

from ..conftest import TODAY

REGISTERED = frozenset({"95588", "96110", "110", "12381"})


@pytest.mark.parametrize(
    ("phrase", "text", "passage"),
    [
        ("[交/充]…[提现/取出来]", "得先交两千块才能提现", "交两千块才能提现"),
        ("[交/充]…提现", "得先繳２千塊才能 提 現，充五百也能提现", "充五百也能提现"),
        ("验证码(发/告诉)我", "把验证码告诉我", "验证码告诉我"),
        ("验证码(发/告诉)我", "验证码我没收到", "验证码我"),
        ("加QQ", "请加 qq 12", "加 qq"),
        ("交…提现", "交了。提现", None),
        ("交…提现", "交" + "很" * 13 + "提现", None),
    ],
)
def test_phrase(phrase: str, text: str, passage: str | None) -> None:
    message = plain(text)
    match = compiled(phrase).search(message.text)
    assert (match and message.passage(*match.span())) == passage


@pytest.mark.parametrize("phrase", ["[甲/乙", "甲]", "(甲", "…", "(甲)", "  "])
def test_phrase_that_cannot_be_read(phrase: str) -> None:
    with pytest.raises(PhraseError):
        compiled(phrase)


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("http://www.icbc.com.cn.abc-x.top/login", "link_lookalike"),
        ("ta0bao.com", "link_lookalike"),
        ("https://10086-jf.vip/", "link_lookalike"),
        ("gov.cn.tuifei.xyz", "link_lookalike"),
        ("http://103.22.1.9/a", "link_ip"),
        ("t.cn/A6abc", "link_short"),
        ("jf8888.cc", "link_ending"),
        ("www.icbc.com.cn/x", None),
        ("https://www.12306.cn/index", None),
        ("mp.weixin.qq.com/s/abc", None),
        ("xiaogan.gov.cn", None),
        ("baidu.com", None),
    ],
)
def test_link(link: str, reason: str | None) -> None:
    strange = links.strange(link)
    assert (strange and strange[1]) == reason


def test_link_is_found_in_a_message(content: Content) -> None:
    text = "【ETC】请于今日登录www.icbc.com.cn.abc-x.top/a认证，3.5万元，12.5元"
    assert [e.passage for e in links.found(content, text)] == ["www.icbc.com.cn.abc-x.top/a"]


@pytest.mark.parametrize(
    ("number", "id_"),
    [
        ("0096110", "phone_prefixed"),
        ("+95588", "phone_prefixed"),
        ("00447911123456", "phone_abroad"),
        ("+85212345678", "phone_abroad"),
        ("4001234567", "phone_400"),
        ("95999", "phone_unregistered"),
        ("96110", None),
        ("13800138000", None),
        ("+8613800138000", None),
        ("07122333333", None),
    ],
)
def test_number(number: str, id_: str | None) -> None:
    told = phones.kind(number, REGISTERED)
    assert (told and told[1]) == id_


@pytest.mark.parametrize(
    "text",
    ["http://1.2.3.4[", "http://1.2.3.4]x", "a.com:99999999", "http://1.2.3.4::", "+", "...."],
)
def test_odd_links_and_numbers_break_nothing(content: Content, text: str) -> None:
    assert judge(content, text).level in ("low", "medium", "high")


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("刚才0096110打来", ["phone_prefixed"]),
        ("+85212345678加我微信", ["phone_abroad"]),
        ("客服热线4001234567，转了35000元，共120000块", ["phone_400"]),
        ("打96110和110都占线，13800138000是我的", []),
    ],
)
def test_numbers_are_found_in_a_message(content: Content, text: str, ids: list[str]) -> None:
    assert [e.id for e in phones.found(content, text)] == ids


def test_numbers_are_judged_before_they_are_masked(content: Content) -> None:
    masked, said = "〔号码已隐去〕打来说我涉案", "0096110打来说我涉案"
    assert judge(content, masked).level == "low"
    judgement = judge(content, masked, unmasked=said)
    assert judgement.level == "high"
    assert judgement.evidence[0].id == "phone_prefixed"


def test_flags_come_out_as_their_examples_say(content: Content) -> None:
    assert len(content.red_flags) >= 40
    assert red_flags(content, TODAY) == []
    for flag in content.red_flags:
        assert all(first(flag, plain(example)) for example in flag.examples), flag.id
        assert not any(first(flag, plain(example)) for example in flag.counter_examples), flag.id


def test_a_warning_raises_no_flag(content: Content) -> None:
    for flag in content.red_flags:
        warning = f"反诈提醒：{flag.examples[0].replace('。', '，')}"
        assert first(flag, plain(warning)) is None, flag.id


def test_passage_is_quoted_with_its_reason(content: Content) -> None:
    text = "客服说先交20%保证金才能提现，我不放心"
    evidence = found(content, text)
    assert evidence
    assert all(e.passage in text for e in evidence)
    judgement = judge(content, text, "scam_brushing", 0.99)
    assert judgement.level == "high"
    (section,) = noticed(content, judgement)
    assert f"“{evidence[0].passage}”" in "".join(section["items"])
    assert evidence[0].reason in "".join(section["items"])
    assert "{" not in "".join(section["items"])


def test_model_alone_makes_it_doubtful_not_high(content: Content) -> None:
    text = "他说有个项目让我看看"
    assert judge(content, text).level == "low"
    assert judge(content, text, "scam_investment", 1.0).level == "medium"
    assert judge(content, text, "measure_visits", 1.0).level == "low"


def test_low_is_never_called_safe(content: Content) -> None:
    texts = [content.messages[f"risk_{level}"] for level in ("low", "medium", "high")]
    for text in [*texts, *(t for f in content.red_flags for t in (f.reason, f.advice))]:
        assert "是安全的" not in text
        assert "放心转" not in text
    assert opening(content, judge(content, "今天天气不错")) == ""


def test_reply_without_a_clear_topic(content: Content) -> None:
    text = "请登录www.icbc.com.cn.abc-x.top/a认证，我的电话13800138000"
    said = risk_reply(content, judge(content, text))
    assert content.messages["risk_high"] in said["text"]
    assert "icbc.com.cn.abc-x.top" in said["text"]
    assert "13800138000" not in said["text"]
    assert [c["number"] for c in said["custom"]["calls"]] == ["96110", "110"]
    urgent = risk_reply(content, judge(content, text), urgent=True)
    assert urgent["custom"]["calls"][0]["number"] == "110"
