"""Conversations through the channel, with the real model and the real action server."""

from __future__ import annotations

import itertools
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.e2e.conftest import Server
from tests.sessions import token

_residents = (f"resident-{n}" for n in itertools.count())


class Resident:
    """Somebody with a conversation of their own."""

    def __init__(self, server: Server) -> None:
        self.server, self.session = server, next(_residents)

    def say(self, text: str, **more: Any) -> dict[str, Any]:
        body = {"session": token(self.session), "text": text, **more}
        url = f"{self.server.url}/webhooks/chat/message"
        response = requests.post(url, json=body, timeout=20)
        assert response.status_code == 200, response.text
        (reply,) = response.json()["replies"]
        assert reply["text"].strip()
        return dict(reply)


@pytest.fixture
def resident(server: Server) -> Resident:
    return Resident(server)


def numbers(reply: dict[str, Any]) -> list[str]:
    return [call["number"] for call in reply["calls"]]


def asked(reply: dict[str, Any]) -> str:
    return str(reply.get("ask", {}).get("text", ""))


def test_card_then_questions_then_the_list(resident: Resident) -> None:
    card = resident.say("刚用建行给骗子转了三万")
    assert numbers(card)[:2] == ["110", "95533"]
    assert "110" in card["lead"].split("。")[0]
    assert asked(card)
    titles = [option["title"] for option in card["ask"]["options"]]
    assert {"跳过", "不问了"} <= set(titles)
    resident.say("没联系了")
    result = resident.say("个人的卡")
    assert "您这种情况" in result["text"]
    assert result["case"]["sections"]
    for part in ("建设银行", "30000 元", "48 小时", "笔录", "回执", "聊天别删"):
        assert part in result["text"]


def test_all_in_one_sentence(resident: Resident) -> None:
    card = resident.say("十分钟前用建行转了三万五给他，现在还在视频")
    assert numbers(card)[:2] == ["110", "95533"]
    assert "35000 元" in card["text"]
    assert "账户" in asked(card), "only to whom is left to ask"


def test_question_in_the_middle(resident: Resident) -> None:
    resident.say("刚被骗了，支付宝转的")
    resident.say("没联系了")
    reply = resident.say("500元 会不会冻结")
    assert "110" in reply["text"]
    assert "拦住" in reply["text"]
    assert asked(reply)
    said = resident.say("总结一下")["text"]
    assert "500 元" in said


def test_digression_to_a_topic_and_back(resident: Resident) -> None:
    first = asked(resident.say("刚被骗了三千"))
    reply = resident.say("96110是什么电话？")
    assert "96110" in reply["lead"]
    assert asked(reply) == first


def test_second_urgent_message_inside(resident: Resident) -> None:
    resident.say("刚被骗了三千，微信转的")
    reply = resident.say("验证码我也告诉他了")
    assert "110" in reply["text"]
    assert any(word in reply["text"] for word in ("挂失", "锁", "停手"))
    reply = resident.say("他又让我再转两万")
    assert reply["lead"].startswith("别")


def test_correction_stop_and_coming_back(resident: Resident) -> None:
    resident.say("刚用工行转了三万给骗子")
    assert "改过来" in resident.say("说错了，是农行，两万八")["lead"]
    stopped = resident.say("不聊了")
    assert not asked(stopped)
    assert "110" in stopped["lead"]
    said = resident.say("我打110该怎么说")["text"]
    assert "农业银行" in said
    assert "28000 元" in said
    assert "工商银行" not in said


def test_nonsense_and_silence_hold_nobody_up(resident: Resident) -> None:
    replies = [resident.say("刚被骗了三千")]
    replies += [resident.say(text) for text in ("。。。", "？", "asdf", "", "😭😭", "嗯嗯嗯嗯")]
    assert all("110" in numbers(reply) for reply in replies)
    texts = [reply["text"] for reply in replies]
    assert all(a != b for a, b in itertools.pairwise(texts)), "never the same thing twice"


@pytest.mark.parametrize(
    "payload",
    [
        "/faq",
        "/restart",
        "/session_start",
        '/urgent{"amount":{"a":[1]}}',
        '/faq{"flow":{"flow":"triage","status":"open"}}',
        "／restart",
    ],
)
def test_payloads_change_nothing(resident: Resident, payload: str) -> None:
    resident.say("刚用农行转了五千给骗子")
    reply = resident.say(payload)
    assert "110" in reply["text"]
    said = resident.say("总结一下")["text"]
    assert "5000 元" in said
    assert "农业银行" in said


def test_two_residents_at_once(server: Server) -> None:
    def tell(case: tuple[str, str]) -> str:
        resident = Resident(server)
        resident.say(f"刚用{case[0]}转了{case[1]}给骗子")
        resident.say("没联系了")
        return resident.say("总结一下")["text"]

    cases = [("建行", "三万"), ("微信", "五百"), ("招行", "八千"), ("支付宝", "两千")] * 3
    expected = {"建行": "30000 元", "微信": "500 元", "招行": "8000 元", "支付宝": "2000 元"}
    with ThreadPoolExecutor(4) as pool:
        for (bank, _), said in zip(cases, pool.map(tell, cases), strict=True):
            assert expected[bank] in said
            assert sum(sum_ in said for sum_ in expected.values()) <= 1 + ("2000 元" in said)


@pytest.mark.parametrize(
    ("text", "first", "then"),
    [
        ("他还在电话里，不让我挂，说挂了就抓我", "挂断", "钱已经出去了吗"),
        ("他录了我的视频，要发给我通讯录里所有人", "一分钱都不要给", "您给过他钱吗"),
        ("我妈正在银行要给骗子转20万，我拦不住", "110", "家里人的钱转出去了吗"),
        ("半夜卡里的钱被转走了好几笔，我什么都没点", "110", "是哪家银行"),
        ("验证码我告诉他了", "110", "钱少了没有"),
    ],
)
def test_variants(resident: Resident, text: str, first: str, then: str) -> None:
    reply = resident.say(text)
    assert first in reply["lead"][:60]
    assert "110" in numbers(reply)
    assert then in asked(reply)


def test_nothing_gone_yet_gets_another_list(resident: Resident) -> None:
    resident.say("我妈正在银行要给骗子转20万，我拦不住")
    said = resident.say("还没转")["text"]
    assert "先一起问问民警" in said
    assert "需要紧急止付。" not in said


@pytest.mark.parametrize("text", ["刚转了三万，不想活了", "活着没意思", "我在桥上，都怪我"])
def test_life_outranks_money(resident: Resident, text: str) -> None:
    reply = resident.say(text)
    assert {"12356", "110", "120"} <= set(numbers(reply))
    assert reply["sections"] == []
    assert not asked(reply)
    for more in ("嗯", "都是借来的钱", "三万是建行转的"):
        reply = resident.say(more)
        assert not asked(reply)
        assert "12356" in numbers(reply)


def test_whoever_recovers_money_is_stopped(resident: Resident) -> None:
    resident.say("刚被骗了两万")
    for text in (
        "网上有个黑客说能帮我追回",
        "有律师说包追回",
        "网警说能把钱弄回来",
        "追款公司靠谱吗",
    ):
        assert resident.say(text)["lead"].startswith(("停", "是骗局", "不要信", "别")), text


def test_high_risk_asks_whether_money_is_gone(resident: Resident) -> None:
    reply = resident.say("您的账户操作异常已冻结，需缴纳20%解冻费后方可提现，请联系客服")
    assert "很像诈骗" in reply["lead"]
    assert "可疑的地方" in reply["text"]
    assert "钱已经出去了吗" in asked(reply)
    assert numbers(resident.say("已经转了"))[0] == "110"


def test_doubt_is_decided_by_questions(resident: Resident) -> None:
    reply = resident.say("对方说平台上聊天不方便，要我加他微信聊，说名额有限")
    assert asked(reply)
    while asked(reply) and "钱已经出去" not in asked(reply):
        reply = resident.say("没有")
    assert "安全" not in reply["text"]
    assert "96110" in reply["text"]


def test_quiz(resident: Resident) -> None:
    reply = resident.say("考考我，出几道防骗题")
    for _ in range(5):
        assert len(reply["ask"]["options"]) == 3
        reply = resident.say(reply["ask"]["options"][0]["payload"])
    assert "题" in reply["lead"]
    assert "再来五题" in str(reply["ask"])


def test_tip_of_the_day(resident: Resident, server: Server) -> None:
    body = requests.get(f"{server.url}/webhooks/chat/today", timeout=20).json()
    assert body["tip"]
    own = requests.get(
        f"{server.url}/webhooks/chat/today", params={"audience": "老年人"}, timeout=5
    ).json()
    assert own["tip"]
    assert "{" not in str(own["tip"])


def stored(server: Server) -> str:
    """Every byte that the server has written so far."""
    assert server.database is not None
    folder, name = server.database.parent, server.database.stem
    with sqlite3.connect(server.database) as connection:
        rows = connection.execute("select data from events").fetchall()
    files = "".join(p.read_text("utf-8", "replace") for p in Path(folder).glob(f"{name}*"))
    return files + "".join(row[0].encode().decode("unicode_escape", "replace") for row in rows)


def test_nothing_personal_is_stored(resident: Resident, server: Server) -> None:
    personal = ("6217001234567890123", "420902197001011234", "13812345678")
    resident.say(f"刚用建行{personal[0]}转了三万给骗子，身份证{personal[1]}")
    resident.say(f"对方账号是 {personal[0]}，电话{personal[2]}")
    resident.say("总结一下")
    kept = stored(server)
    assert "30000" in kept, "this conversation is in the store"
    for number in personal:
        assert number not in kept
        assert number[:10] not in kept


def test_feedback_is_kept_masked_with_its_topic(resident: Resident, server: Server) -> None:
    reply = resident.say("点赞做任务返钱靠谱吗，他的电话是13812345678")
    url = f"{server.url}/webhooks/chat/feedback"
    verdict = {"session": token(resident.session), "message": reply["message"], "useful": False}
    assert requests.post(url, json=verdict, timeout=20).json() == {"kept": True}
    assert server.database is not None
    with sqlite3.connect(server.database) as connection:
        row = connection.execute(
            "select question, topic, useful from feedback where message = ?", [reply["message"]]
        ).fetchone()
    assert row[0].startswith("点赞做任务返钱靠谱吗")
    assert "138" not in row[0]
    assert row[1:] == ("scam_brushing", 0)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"message": "0" * 32}, 404),
        ({"session": "somebody-else"}, 404),
        ({"session": token("somebody-else")}, 404),
        ({"session": None}, 404),
        ({"message": "x"}, 400),
        ({"message": 5}, 400),
        ({"useful": "yes"}, 400),
        ({"session": 5}, 400),
    ],
)
def test_feedback_on_what_was_never_said(
    resident: Resident, server: Server, change: dict[str, Any], status: int
) -> None:
    reply = resident.say("刷单是真的吗")
    whose, which = token(resident.session), reply["message"]
    body = {"session": whose, "message": which, "useful": True, **change}
    answer = requests.post(f"{server.url}/webhooks/chat/feedback", json=body, timeout=20)
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("微信群老师带我炒股 稳赚的", "那我少投点 可以吧"),
        ("有人加我微信说带我买黄金期货 稳赚", "那我先投5000试试行不行"),
        ("", "那我少投点 可以吧"),
        ("", "那我先投5000试试行不行"),
    ],
)
def test_who_means_to_pay_is_stopped(resident: Resident, first: str, then: str) -> None:
    if first:
        resident.say(first)
    reply = resident.say(then)
    assert reply["lead"].startswith("别投，一分也别投")
    assert "再见" not in reply["text"]
    assert "5000 元" not in reply["text"]


def test_a_verdict_stands(resident: Resident) -> None:
    resident.say("您的快递丢失，请加客服微信办理三倍赔付，需提供银行卡号和验证码")
    for text in ("啊这个是不是真的", "那到底是不是骗子"):
        reply = resident.say(text)
        assert "很像诈骗" in reply["lead"]
        assert "没看到" not in reply["text"]


def test_nothing_pasted_gets_no_verdict(resident: Resident) -> None:
    reply = resident.say("帮我看看这是不是诈骗")
    assert reply["lead"].startswith("请把")
    assert "没看到" not in reply["text"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("我已经在银行柜台了", "别付"),
        ("柜员问我转给谁 我说哪个", "都别转"),
        ("页面上让我输验证码", "先别填"),
        ("他让我打开手机银行看余额", "马上停下"),
        ("我妈在电话里跟一个人说话 叫她去银行取5万 送到路口给人", "马上打 110"),
        ("俺儿子叫我莫报警 怕丢人", "家里人"),
        ("在群里做任务点赞 一单给5块 真的给了", "刷单"),
        ("钱给了一个来拿钱的人", "110"),
    ],
)
def test_the_first_words_at_a_dangerous_moment(resident: Resident, text: str, first: str) -> None:
    reply = resident.say(text)
    assert first in reply["lead"][:20]
    assert "110" in numbers(reply)
    assert "他说不许挂" not in reply["text"]


def test_a_relative_who_is_on_the_way(resident: Resident) -> None:
    resident.say("我妈在电话里跟一个人说话 叫她去银行取5万 送到路口给人")
    assert "往哪里去" in resident.say("她现在出门了 我追不上")["lead"]
    assert "请先别办" in resident.say("能不能让银行别给她转")["lead"]


def test_who_has_called_is_heard(resident: Resident) -> None:
    resident.say("我刚转了两万给骗子 农业银行")
    reply = resident.say("我打了110 警察让等 钱能回来啵")
    assert "做得对" in reply["lead"]
    assert "95599" in numbers(reply)
    assert "没报警" not in resident.say("谢谢你")["text"]
    assert "没看懂" not in resident.say("你好")["text"]
    assert not asked(resident.say("钱追回来了"))
