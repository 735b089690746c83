"""Conversations of several turns, as plain functions: no Rasa, no model."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from bot.content.case.asides import aside
from bot.content.dialogue.heard import Heard
from bot.content.dialogue.turn import flow_reply, next_state
from bot.content.load import Content
from bot.content.render import Reply
from bot.content.today import seasons_on, tip_of, today
from bot.content.urgency import is_urgent

NOW = datetime.datetime(2026, 11, 18, 15, 30)


class Talk:
    """A conversation; what the classifier would say is given by the test, if it matters."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.state: dict[str, Any] | None = None
        self.now = NOW

    def say(self, text: str, topic: str | None = None, confidence: float = 0.95) -> Reply | None:
        assessment = {
            "outcome": "answer" if topic else "oos",
            "topic": topic or "oos",
            "confidence": confidence,
            "nearest": [{"topic": topic, "confidence": confidence}] if topic else [],
            "urgent": is_urgent(text),
        }
        heard = Heard(text, self.now, assessment)
        state = next_state(self.content, self.state, heard)
        if state is None:
            return None
        self.state = state
        return flow_reply(self.content, state, heard)

    def asked(self) -> str | None:
        return (self.state or {}).get("asked")


@pytest.fixture
def talk(content: Content) -> Talk:
    return Talk(content)


def text_of(reply: Reply | None) -> str:
    assert reply is not None
    return str(reply["text"])


def numbers(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [call["number"] for call in reply["custom"]["calls"]]


def test_the_card_comes_before_any_question(talk: Talk) -> None:
    reply = talk.say("刚用建行给骗子转了三万")
    said = text_of(reply)
    assert reply is not None
    assert said.index("110") < said.index(reply["custom"]["ask"]["text"])
    assert numbers(reply)[:2] == ["110", "95533"]
    assert "挂断" in said
    assert "屏幕共享" in said
    assert "30000 元" in said


def test_facts_that_were_told_are_not_asked_for(talk: Talk) -> None:
    talk.say("十分钟前用建行转了三万五给他，现在还在视频")
    assert talk.asked() == "receiver"
    said = text_of(talk.say("个人的卡"))
    for fact in ("15:20", "35000 元", "建设银行", "48 小时", "笔录", "回执"):
        assert fact in said
    assert "______" in said, "names and numbers stay blanks"


def test_one_question_after_the_other_to_the_end(talk: Talk) -> None:
    talk.say("我被骗了，钱转走了")
    asked = []
    for answer in ("没联系了", "银行卡", "农行", "刚刚", "五千", "个人的卡"):
        asked.append(talk.asked())
        reply = talk.say(answer)
    assert asked == ["contact", "paid", "bank", "when", "amount", "receiver"]
    assert reply is not None
    assert "您这种情况" in reply["text"]
    assert "打通 110" in reply["text"]
    assert numbers(reply)[:2] == ["110", "95599"]


@pytest.mark.parametrize(
    ("first", "answers", "there", "not_there"),
    [
        ("刚用微信转了五百给骗子", ("没联系了", "刚刚", "扫码付的"), "95017", "次日到账"),
        ("刚把12万现金给了上门的人", ("没联系了", "刚刚", "司机"), "车牌", "次日到账"),
        (
            "三天前被骗了一万",
            ("没联系了", "银行卡", "工行", "个人的卡"),
            "隔了几天",
            "刚被骗，需要",
        ),
        ("我寄了金条出去，被骗了", ("没联系了", "刚刚", "十万", "快递"), "快递客服", "账单里投诉"),
        ("刚买了u转给平台，被骗了十万", ("没联系了", "刚刚", "平台充值"), "钱包地址", "次日到账"),
    ],
)
def test_the_list_is_for_this_case(
    talk: Talk, first: str, answers: tuple[str, ...], there: str, not_there: str
) -> None:
    talk.say(first)
    for answer in answers:
        reply = talk.say(answer)
    assert talk.state is not None
    assert talk.state["status"] == "done", talk.state
    assert there in text_of(reply)
    assert not_there not in text_of(reply)


def test_a_question_in_the_middle_is_answered_and_its_fact_kept(talk: Talk) -> None:
    talk.say("刚被骗了，微信转的")
    talk.say("没联系了")
    assert talk.asked() == "amount"
    reply = talk.say("500元 会不会冻结")
    assert talk.state is not None
    assert talk.state["facts"]["sums"] == ((500.0, False),)
    assert talk.asked() == "receiver", "brought back to the next question"
    assert "再少" in text_of(reply) or "冻" in text_of(reply)


def test_correction(talk: Talk) -> None:
    talk.say("刚用工行转了三万给骗子")
    reply = talk.say("说错了，是农行，两万八")
    assert "改过来" in text_of(reply)
    said = text_of(talk.say("110怎么说，念给我听"))
    assert "农业银行" in said
    assert "28000 元" in said
    assert "工商银行" not in said
    assert "30000" not in said


def test_asking_for_the_banks_number_forgets_no_bank(talk: Talk) -> None:
    talk.say("刚用招行给骗子转了五千")
    talk.say("没联系了")
    assert talk.asked() == "receiver"
    assert "95555" in numbers(talk.say("招商银行客服多少"))
    assert talk.state is not None
    assert tuple(talk.state["facts"]["own"]) == ("95555",)
    assert "验证码也别给" in text_of(talk.say("刚来的验证码要不要填"))


def test_who_writes_an_account_number_is_told_that_it_is_not_kept(talk: Talk) -> None:
    talk.say("刚用招行给骗子转了五千")
    assert "不保存" in text_of(talk.say("对方卡号6217001234567890123"))


def test_what_is_told_twice_is_understood(talk: Talk) -> None:
    talk.say("刚给骗子转了五千")
    assert "没看懂" not in text_of(talk.say("刚刚"))
    assert "没看懂" not in text_of(talk.say("五千"))


def test_stop_and_come_back(talk: Talk) -> None:
    talk.say("刚被骗了三千")
    reply = talk.say("算了，不聊了")
    assert "ask" not in (reply or {})["custom"]
    assert "110" in text_of(reply)
    assert talk.say("今天天气怎么样") is None, "an ordinary message is for the rules"
    talk.say("我又来了，是支付宝转的")
    assert talk.asked() == "contact"
    assert talk.state is not None
    assert talk.state["facts"]["sums"] == [(3000.0, False)] or talk.state["facts"]["sums"] == (
        (3000.0, False),
    )


def test_everything_can_be_skipped(talk: Talk) -> None:
    talk.say("我被骗了，钱转走了")
    for _ in range(7):
        reply = talk.say("跳过")
        if talk.asked() is None:
            break
    assert talk.state is not None
    assert talk.state["status"] == "done"
    assert text_of(reply).count("______") >= 4


def test_nonsense_is_asked_once_more_simply_then_left(talk: Talk) -> None:
    first = text_of(talk.say("我被骗了，钱转走了"))
    second = text_of(talk.say("asdf"))
    assert talk.asked() == "contact"
    third = text_of(talk.say("。。。"))
    assert talk.asked() != "contact"
    assert len({first, second, third}) == 3


def test_a_number_without_a_unit_is_no_sum(talk: Talk) -> None:
    talk.say("刚被骗了，微信转的")
    talk.say("没联系了")
    assert talk.asked() == "amount"
    assert "几千" in text_of(talk.say("5"))
    assert talk.state is not None
    assert "sums" not in talk.state["facts"]
    talk.say("5千")
    assert talk.state["facts"]["sums"] == ((5000.0, False),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("他又叫我再转两万才能退", "别再给"),
        ("网上有个黑客说能帮我追回来", "停"),
        ("有个律师说包追回，先收三千", "停"),
        ("网警加我微信说能把钱追回来", "停"),
        ("他又打电话来了", "别接"),
    ],
)
def test_what_must_be_said_at_once(talk: Talk, text: str, said: str) -> None:
    talk.say("刚被骗了三千")
    assert said in text_of(talk.say(text))[:12]


def test_recovery_is_stopped_in_the_first_message(talk: Talk) -> None:
    said = text_of(talk.say("刚被骗了两万，网上有个黑客说能帮我追回"))
    assert said.startswith("停，别付钱")
    assert "110" in said


def test_hang_up_comes_first_on_the_line(talk: Talk) -> None:
    reply = talk.say("他还在电话里，不让我挂，说挂了就抓我", "still_on_call")
    assert "挂断" in text_of(reply)[:12]
    assert talk.asked() == "gone"
    talk.say("还没转")
    assert talk.state is not None
    assert talk.state["status"] == "done"
    assert "96110" in text_of(reply)


def test_relative_nothing_paid_yet(talk: Talk) -> None:
    talk.say("我妈正在银行要给骗子转20万，拦不住", "persuade_family")
    assert talk.asked() == "gone"
    said = text_of(talk.say("还没转"))
    for help_ in ("110", "96110", "先一起问问民警"):
        assert help_ in said
    assert "紧急止付。" not in said


def test_blackmail(talk: Talk) -> None:
    talk.say("他录了我的视频，要发给我通讯录里所有人", "sextortion")
    assert talk.asked() == "gone"
    said = text_of(talk.say("没给过"))
    assert "一分钱都别给" in said
    assert "110" in said


def test_a_family_members_loss_is_told_as_such(talk: Talk) -> None:
    said = text_of(talk.say("我婆婆刚把八万现金交给一个穿制服的人了"))
    assert "我家里人被骗了" in said
    assert "我被骗了" not in said


def test_a_card_used_by_others_is_no_cheat(talk: Talk) -> None:
    reply = talk.say("邮储的客服电话，我的卡好像被人刷了", "bank_hotline")
    assert "盗刷" in text_of(reply)
    assert {"110", "95580"} <= set(numbers(reply))
    assert "我被骗了" not in text_of(reply)


def test_papers_sent_away_are_no_money_lost(talk: Talk) -> None:
    said = text_of(talk.say("我把身份证正反面照片发给一个贷款的了，咋办", "id_leaked"))
    assert "需要紧急止付" not in said.split("。")[0]
    assert "钱转出去" not in said


def test_misused_card(talk: Talk) -> None:
    talk.say("半夜卡里的钱被转走了，我什么都没点", "card_stolen")
    assert talk.asked() == "bank"
    for answer in ("招行", "昨晚", "一万"):
        reply = talk.say(answer)
    assert talk.state is not None
    assert talk.state["status"] == "done"
    assert "95555" in numbers(reply)


def test_life_outranks_money(talk: Talk) -> None:
    reply = talk.say("刚转了三万，不想活了", "distress", 1.0)
    assert "12356" in text_of(reply)
    assert {"110", "120"} <= set(numbers(reply))
    assert reply is not None
    assert reply["custom"]["sections"] == [], "no list"
    for text in ("嗯", "都是借来的钱", "我在河边上坐着"):
        reply = talk.say(text)
        assert reply is not None
        assert "ask" not in reply["custom"], "no questions"
        assert "110" in text_of(reply)
    assert "离开" in text_of(reply)


def test_life_outranks_money_in_the_middle(talk: Talk) -> None:
    talk.say("贷款没贷到，刚倒贴了2万6，被骗了")
    reply = talk.say("活着没意思")
    assert "12356" in text_of(reply)
    assert reply is not None
    assert "ask" not in reply["custom"]
    assert "有家人来" in text_of(talk.say("我姐过来了"))


def test_whoever_is_calm_about_a_loss_is_asked_once(talk: Talk) -> None:
    assert talk.say("我去年被骗了两万块") is not None
    assert talk.asked() is not None
    assert talk.say("孝感有哪些宣传活动", "measure_publicity") is None


def test_two_residents_do_not_mix(content: Content) -> None:
    one, two = Talk(content), Talk(content)
    one.say("刚用建行转了三万给骗子")
    two.say("刚用微信转了五百给骗子")
    assert "30000" in text_of(one.say("总结一下"))
    said = text_of(two.say("总结一下"))
    assert "500 元" in said
    assert "建设" not in said


def test_time_goes_on(talk: Talk) -> None:
    talk.say("刚刚用建行转了三万给骗子")
    assert "刚被骗" in text_of(talk.say("总结一下"))
    talk.now += datetime.timedelta(days=2)
    assert "隔了几天" in text_of(talk.say("总结一下"))


# A message that is only doubtful.
DOUBTFUL = "对方说平台上聊天不方便，要我加他微信，晚了就没有名额了"


def test_two_questions_decide(talk: Talk) -> None:
    reply = talk.say(DOUBTFUL, "scam_shopping", 0.8)
    assert reply is not None
    assert talk.state is not None
    assert talk.state["flow"] == "doubt"
    assert len(talk.state["left"]) == 2
    assert "很像诈骗" in text_of(talk.say("有"))


def test_two_times_no_is_low_but_never_safe(talk: Talk) -> None:
    talk.say(DOUBTFUL, "scam_shopping", 0.8)
    talk.say("没有")
    said = text_of(talk.say("没有"))
    assert "不等于没有风险" in said
    assert "96110" in said


def test_not_knowing_is_not_safe_either(talk: Talk) -> None:
    talk.say(DOUBTFUL, "scam_shopping", 0.8)
    talk.say("不清楚")
    assert "先当骗局防着" in text_of(talk.say("没有"))


def test_trouble_outranks_doubt(talk: Talk) -> None:
    talk.say(DOUBTFUL, "scam_shopping", 0.8)
    reply = talk.say("我刚给他转了五千")
    assert numbers(reply)[0] == "110"
    assert talk.state is not None
    assert talk.state["flow"] == "triage"


# The quiz.
def answer_right(talk: Talk) -> Reply:
    assert talk.state is not None
    asked = next(q for q in talk.content.quiz if q.id == talk.state["ids"][talk.state["at"]])
    reply = talk.say(str(asked.answer))
    assert reply is not None
    return reply


def test_quiz_of_five_is_explained_and_graded(talk: Talk) -> None:
    reply = talk.say("防骗小测验", "quiz", 1.0)
    assert reply is not None
    assert len(reply["custom"]["ask"]["options"]) == 3
    for _ in range(5):
        reply = answer_right(talk)
    assert "5 题全对" in reply["text"]
    assert talk.say("3") is None, "the round is over"


def test_quiz_wrong_answer_is_explained_without_blame(talk: Talk) -> None:
    talk.say("防骗小测验", "quiz", 1.0)
    assert talk.state is not None
    asked = next(q for q in talk.content.quiz if q.id == talk.state["ids"][0])
    wrong = asked.answer % 3 + 1
    said = text_of(talk.say(f"选{wrong}"))
    assert "应该选" in said
    assert talk.state["right"] == 0


def test_quiz_never_asks_twice(talk: Talk) -> None:
    talk.say("防骗小测验", "quiz", 1.0)
    rounds = 0
    while talk.state is not None and not talk.state["say"].get("none"):
        for _ in range(len(talk.state["ids"])):
            answer_right(talk)
        rounds += 1
        talk.say("再来五题")
    seen = talk.state["seen"] if talk.state else []
    assert len(seen) == len(set(seen)) == len(talk.content.quiz)
    assert rounds == -(-len(seen) // 5)


def test_quiz_digression_and_stop(talk: Talk) -> None:
    talk.say("防骗小测验", "quiz", 1.0)
    said = text_of(talk.say("96110是什么电话？", "hotline_96110"))
    assert "第 1 题" in said
    assert "96110" in said
    assert "先做到这里" in text_of(talk.say("不做了"))


def test_an_option_is_an_answer_even_if_it_sounds_urgent(talk: Talk) -> None:
    talk.say("防骗小测验", "quiz", 1.0)
    for _ in range(5):
        assert talk.state is not None
        asked = next(q for q in talk.content.quiz if q.id == talk.state["ids"][talk.state["at"]])
        talk.say(f"1. {asked.options[0].replace('{', '').replace('}', '')}", "lost_money")
        assert talk.state["flow"] == "quiz"


def test_trouble_outranks_the_quiz(talk: Talk) -> None:
    talk.say("防骗小测验", "quiz", 1.0)
    assert numbers(talk.say("我刚给骗子转了三万"))[0] == "110"


def test_quiz_data(content: Content) -> None:
    assert len(content.quiz) >= 60
    assert len({q.topic for q in content.quiz}) >= 40
    rights = [q.answer for q in content.quiz]
    assert all(rights.count(n) >= len(rights) // 4 for n in (1, 2, 3))
    for question in content.quiz:
        assert question.topic in content.topics
        assert len(set(question.options)) == 3


# What is said by day.
def test_the_tip_changes_with_the_day(content: Content) -> None:
    days = [datetime.date(2026, 11, 1) + datetime.timedelta(days=n) for n in range(10)]
    tips = {tip.id for day in days if (tip := tip_of(content, day))}
    assert len(tips) == 10
    own = tip_of(content, days[0], "老年人")
    assert own is not None
    assert "老年人" in own.audience


@pytest.mark.parametrize(
    ("day", "name", "holds"),
    [
        ("2027-06-20", "高考之后", True),
        ("2027-05-20", "高考之后", False),
        ("2027-02-01", "春节返乡", True),
        ("2027-04-01", "春节返乡", False),
        ("2027-01-15", "年底借钱周转", True),
        ("2026-12-15", "年底借钱周转", True),
    ],
)
def test_seasons_come_and_go(content: Content, day: str, name: str, holds: bool) -> None:
    names = [season.name for season in seasons_on(content, datetime.date.fromisoformat(day))]
    assert (name in names) is holds


def test_today_has_numbers_filled_in(content: Content) -> None:
    for month in range(1, 13):
        told = today(content, datetime.date(2027, month, 15))
        assert "{" not in str([told["tip"], *(r["text"] for r in told["reminders"])])


# What people say in between.
@pytest.mark.parametrize(
    "text",
    [
        "建行",
        "昨天下午三点",
        "半小时前",
        "三万五",
        "微信",
        "现金",
        "还在联系",
        "已经转了",
        "还没转",
        "钱没少",
        "个人的卡",
        "跳过",
        "不知道",
        "我转了五千",
        "刚才转的",
        "他把我拉黑了",
        "是的",
        "没有",
    ],
)
def test_mere_answers_are_no_asides(content: Content, text: str) -> None:
    assert aside(content, text) is None
