"""Every rule, through the channel, with the real action server."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Server


def numbers(reply: dict) -> list[str]:
    return [call["number"] for call in reply["calls"]]


@pytest.mark.parametrize(
    ("question", "topic", "first_number"),
    [
        ("我刚给骗子转了三万怎么办", "lost_money", "110"),
        ("96110打来的电话能接吗", "is_96110_real", "96110"),
        ("点赞做任务返钱靠谱吗", "scam_brushing", "96110"),
        ("孝感抓了多少搞电信诈骗的", "measure_results", "110"),
        ("卖银行卡给别人犯法吗", "law_sell_cards", "96110"),
    ],
)
def test_topic_is_answered_from_its_file(
    server: Server, question: str, topic: str, first_number: str
) -> None:
    reply = server.ask(question)
    assert reply["topic"] == topic
    assert first_number in numbers(reply)
    assert reply["lead"]
    assert reply["related"]


def test_money_gone_puts_110_first(server: Server) -> None:
    reply = server.ask("我刚给骗子转了三万怎么办")
    assert reply["urgent"] is True
    assert numbers(reply)[0] == "110"
    assert "110" in reply["lead"].split("。")[0]


def test_reply_is_in_the_script_of_the_question(server: Server) -> None:
    reply = server.ask("刷單返利可以相信嗎")
    assert reply["topic"] == "scam_brushing"
    assert "騙" in reply["text"]
    assert "骗" not in reply["text"]
    assert all(button["topic"].isascii() for button in reply["related"])


def test_hotlines_of_a_named_bank(server: Server) -> None:
    reply = server.ask("工行的电话")
    assert numbers(reply)[0] == "95588"
    assert "110" in numbers(reply)


def test_hotlines_general_list(server: Server) -> None:
    assert {"110", "96110"} <= set(numbers(server.ask("反诈电话有哪些，该打哪个")))


def test_unverified_number_is_never_shown(server: Server) -> None:
    reply = server.ask("湖北银行客服电话是多少")
    assert "96599" not in str(reply)
    assert "背面" in reply["text"]


def test_tips_follow_and_do_not_repeat(server: Server) -> None:
    server.sender = "tips-1"
    first = server.say("老年人怎么防骗")
    second = server.say("老年人怎么防骗")
    assert first[0]["topic"] == "prevent_elderly"
    tips = [set(replies[1]["sections"][0]["items"]) for replies in (first, second)]
    assert len(tips[0]) == 3
    assert not tips[0] & tips[1]


@pytest.mark.parametrize(
    "text",
    ["你好呀", "拜拜，先下了", "太感谢你了", "你都会些什么", "你是机器人吗", "给我转人工客服"],
)
def test_small_talk_shows_the_numbers(server: Server, text: str) -> None:
    assert {"110", "96110"} <= set(numbers(server.ask(text)))


def test_out_of_scope_is_said_honestly(server: Server) -> None:
    reply = server.ask("今天天气怎么样")
    assert reply["topic"] == "oos"
    assert "答不上来" in reply["text"]
    assert "96110" in numbers(reply)


def test_unsure_offers_the_nearest_topics_and_the_numbers(server: Server) -> None:
    reply = server.ask("那个东西他们说的是不是可以")
    assert set(numbers(reply)) >= {"96110", "110"}
    assert reply["related"]
    pressed = reply["related"][0]
    assert server.say(pressed["title"], topic=pressed["topic"])[0]["topic"] == pressed["topic"]


def test_button_is_an_allow_listed_topic(server: Server) -> None:
    assert server.ask("", topic="scam_nfc")["topic"] == "scam_nfc"
    assert server.ask("刷单返利", topic="no_such_topic")["topic"] == "scam_brushing"


def test_title_typed_by_hand_is_the_button(server: Server) -> None:
    assert server.ask("NFC 贴卡盗刷")["topic"] == "scam_nfc"


def test_two_residents_do_not_mix(server: Server) -> None:
    server.sender = "one"
    server.say("老年人怎么防骗")
    server.sender = "two"
    fresh = server.say("老年人怎么防骗")
    server.sender = "three"
    other = server.say("老年人怎么防骗")
    assert fresh[1]["sections"] == other[1]["sections"]


@pytest.mark.parametrize("text", ["刚转了三万，不想活了", "安眠药已经吃了", "我现在在天台，都怪我"])
def test_danger_to_life_outranks_money(server: Server, text: str) -> None:
    reply = server.ask(text)
    assert reply["topic"] == "distress"
    assert reply["urgent"] is True
    assert numbers(reply)[:3] == ["110", "120", "12356"]
    assert "120" in reply["lead"]
    assert "止付" not in reply["text"], "no checklist about money"


@pytest.mark.parametrize("text", ["我被人捅了一刀", "他们把我锁在屋里，我不敢出声"])
def test_violence_gets_the_police_not_a_checklist(server: Server, text: str) -> None:
    reply = server.ask(text)
    assert reply["topic"] == "danger"
    assert numbers(reply)[:2] == ["110", "120"]
    assert "12110" in reply["text"]


@pytest.mark.parametrize(
    "text",
    [
        "我婆婆正要给那个医药代表转两万买保健品，我拦不住",
        "公司会计正在给群里那个老板打款，我觉得是假的",
    ],
)
def test_urgent_message_in_a_calm_topic_begins_with_110(server: Server, text: str) -> None:
    server.sender = f"{server.sender}-calm"
    reply, *more = server.say(text)
    assert more == [], "nobody in trouble wants prevention tips"
    assert reply["urgent"] is True
    assert numbers(reply)[0] == "110"
    assert "110" in "。".join(reply["lead"].split("。")[:2])
    assert reply["sections"][0]["ordered"], "what to do comes before signs and rules"


@pytest.mark.parametrize(
    ("text", "number"), [("建行", "95533"), ("支付宝", "95188"), ("汉口银行号码", "96558")]
)
def test_bare_name_of_a_bank_gets_its_number(server: Server, text: str, number: str) -> None:
    assert numbers(server.ask(text))[0] == number


def test_pasted_fraud_is_quoted_with_reasons(server: Server) -> None:
    pasted = "【ETC中心】您的设备已过期，请登录www.etc-zx.top填写银行卡号和验证码，逾期停用"
    reply = server.ask(pasted)
    assert "www.etc-zx.top" in reply["text"]
    assert "可疑" in reply["text"]
    assert reply["text"].index("可疑") < reply["text"].index("可以打的电话")
    assert "安全的" not in reply["text"]


def test_false_96110_is_told_though_numbers_are_masked(server: Server) -> None:
    reply = server.ask("刚才0096110打电话给我，说要核实一下")
    assert "真的 96110 前面没有 00" in reply["text"]


def test_ordinary_message_raises_no_alarm(server: Server) -> None:
    reply = server.ask("【邮政】您的录取通知书已到，投递员今日下午派送，请凭身份证签收")
    assert "可疑的地方" not in reply["text"]


def test_urgent_answer_has_the_bank_and_the_text_for_110(server: Server) -> None:
    reply = server.ask("十分钟前用建行转了三万五给他，现在还在视频")
    assert [c["number"] for c in reply["calls"]][:2] == ["110", "95533"]
    if reply["topic"] == "lost_money":
        assert "35000 元" in reply["text"]
    reply = server.ask("钱刚用建行转给骗子了，三万五")
    assert "35000 元" in reply["text"]
    assert reply["calls"][1]["number"] == "95533"
