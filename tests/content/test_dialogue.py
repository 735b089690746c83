"""Conversations of several turns, as plain functions: no Rasa, no model."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest

from bot.content.answer import answer as answered
from bot.content.case.asides import aside
from bot.content.case.facts import Facts, read
from bot.content.case.plans import is_planned
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
        self.spoke = False

    def say(
        self,
        text: str,
        topic: str | None = None,
        confidence: float = 0.95,
        urgent: bool = False,
        fraud: float = 0.0,
    ) -> Reply | None:
        assessment = {
            "outcome": "answer" if topic else "oos",
            "topic": topic or "oos",
            "confidence": confidence,
            "nearest": [{"topic": topic, "confidence": confidence}] if topic else [],
            "urgent": urgent or is_urgent(text),
        }
        if fraud:
            learned = {"fraud": fraud, "ordinary": 1 - fraud, "passage": text}
            assessment = {**assessment, "learned": learned}
        heard = Heard(text, self.now, assessment, self.spoke)
        state = next_state(self.content, self.state, heard)
        self.spoke = state is not None
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


def test_a_threat_to_show_pictures_of_ones_child_is_blackmail(talk: Talk) -> None:
    said = text_of(talk.say("我闺女网上借钱，人家说不给就爆她照片"))
    assert "一分钱都不要给" in said[:12]
    assert "110" in said
    assert talk.asked() == "gone"


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


# What a stranger tried: money that is only planned.
LURES = ("微信群老师带我炒股 稳赚的", "有人加我微信说带我买黄金期货 稳赚")
PLANS = (
    "那我少投点 可以吧",
    "那我先投5000试试行不行",
    "我就投一点点试试水",
    "先充个500看看能不能提现，能行吗",
    "要不我少买点 两千块试一下",
    "我想跟投一万 应该没事吧",
    "投三千总可以吧",
    "我打算明天投两万，行不行",
    "可不可以先垫一单试试",
    "那我投小一点 亏了也不心疼",
    "我少少地入金一点点 得不得行",
)


def sums_of(talk: Talk) -> Any:
    return (talk.state or {}).get("facts", {}).get("sums")


@pytest.mark.parametrize("lure", LURES)
@pytest.mark.parametrize("text", PLANS)
def test_who_only_plans_to_pay_is_stopped(talk: Talk, lure: str, text: str) -> None:
    talk.say(lure, "scam_investment")
    said = text_of(talk.say(text, "goodbye", 0.89))
    assert said.startswith("别投，一分也别投")
    assert "钱就取不出来" in said, "and why"
    assert "再见" not in said
    assert not sums_of(talk)
    assert not (talk.state or {})["facts"].get("gone")


@pytest.mark.parametrize("text", PLANS)
def test_who_only_plans_to_pay_is_stopped_in_the_first_message(talk: Talk, text: str) -> None:
    said = text_of(talk.say(text, "goodbye", 0.89))
    assert said.startswith("别投，一分也别投")
    assert not sums_of(talk)


@pytest.mark.parametrize(
    "text",
    [
        "那我先转两百块钱试一哈 要得啵",
        "我先付一点点试试",
        "要不我先交500看看",
        "先交一半可以吗",
        "那我打款一千试试行不行",
        "我想先汇两百看他回不回",
    ],
)
def test_a_small_fee_is_no_test_either(talk: Talk, text: str) -> None:
    said = text_of(talk.say(text, "goodbye", 0.58))
    assert said.startswith("先别付，一分也别付")
    assert not sums_of(talk)
    talk.say("刚给骗子转了三千")
    assert "换不回前面的钱" in text_of(talk.say(text))


def test_paid_after_all_is_a_loss(talk: Talk) -> None:
    talk.say(LURES[0], "scam_investment")
    talk.say(PLANS[1], "goodbye")
    assert numbers(talk.say("我已经投了5000"))[0] == "110"
    assert sums_of(talk) == ((5000.0, False),)


@pytest.mark.parametrize(
    "text",
    [
        "我先走了，拜拜",
        "我想把钱追回来 可以吗",
        "我给我儿子转点生活费可以吗",
        "我想交电费怎么交",
        "能不能先打110试试",
        "少给我发点消息可以吗",
        "我想投诉，可以吗",
    ],
)
def test_not_every_wish_is_a_plan_to_pay(text: str) -> None:
    assert not is_planned(text)


# A verdict stands until something new is told.
FOLLOW_UPS = (
    "啊这个是不是真的",
    "那到底是不是骗子",
    "真的假的啊",
    "确定是骗人的吗",
    "会不会是真的咧",
    "你肯定吗",
    "那这个靠不靠谱",
    "是骗局不",
    "这条短信能信吗",
)
PASTED = "您的账户操作异常已冻结，需缴纳20%解冻费后方可提现，请联系客服"


@pytest.mark.parametrize("text", FOLLOW_UPS)
def test_a_short_question_flips_no_verdict(talk: Talk, text: str) -> None:
    assert "很像诈骗" in text_of(talk.say(PASTED, "scam_phishing_sms"))
    for _ in range(2):
        said = text_of(talk.say(text, "check_scam"))
        assert "很像诈骗" in said
        assert "没看到" not in said


@pytest.mark.parametrize("text", ["孝感真有这个部队吗，帮我查一下", "这个会不会是真的"])
def test_nothing_typical_is_not_said_to_who_has_paid(talk: Talk, text: str) -> None:
    talk.say("刚用建行给骗子转了三万")
    said = text_of(talk.say(text, "check_scam"))
    assert "没看到" not in said
    assert "很像诈骗" in said


def test_what_is_not_understood_after_a_verdict_stays_with_it(talk: Talk) -> None:
    talk.say(PASTED, "scam_phishing_sms")
    said = text_of(talk.say("门锁着，喊她也不应", confidence=0.9))
    assert "110" in said
    assert talk.asked(), "and it is asked on"
    said = text_of(talk.say("交了是不是就能拿出来", confidence=0.3))
    assert "很像诈骗" in said


def test_what_is_surely_about_something_else_is_left_to_the_rules(talk: Talk) -> None:
    talk.say(PASTED, "scam_phishing_sms")
    assert talk.say("明天武汉下不下雨", confidence=0.98) is None
    assert talk.say("门锁着，喊她也不应", confidence=0.9) is None, "the verdict was a turn ago"


@pytest.mark.parametrize(
    ("text", "fraud"),
    [
        ("他叫我把余额归集到一张卡里，说是验证流水", 0.9),
        ("他说交2000保证金就退", 0.0),
        ("网上有个人讲交五千能解冻", 0.0),
    ],
)
def test_what_is_demanded_next_is_forbidden_not_noted(talk: Talk, text: str, fraud: float) -> None:
    talk.say("刚用建行给骗子转了三万")
    said = text_of(talk.say(text, fraud=fraud))
    assert re.search("别付|别交|别给|别转", said)
    assert "知道了" not in said


def test_a_fee_in_foreign_money_is_forbidden_as_well(talk: Talk) -> None:
    talk.say("刚用建行给骗子转了三万")
    said = text_of(talk.say("又说查到超额，罚3500美元，用人民币折也可以", fraud=0.9))
    assert said.index("别付") < said.index("外币")


@pytest.mark.parametrize("text", ["有人敲门", "门铃响了"])
def test_somebody_at_the_door(talk: Talk, text: str) -> None:
    talk.say("刚用建行给骗子转了三万")
    assert "别开门" in text_of(talk.say(text))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("他又要第三个码", "验证码也别给"),
        ("他发了个屏幕共享，我点了同意，挂还是不挂", "现在就挂"),
        ("他叫我把本子准备好，莫跟伢们说", "不用替他保密"),
        ("这个月他要我把房子抵押了，明天签字", "字别签"),
        ("关机键按了没用", "拔手机卡"),
        ("司机说堵在路上还没到", "扣下别交"),
    ],
)
def test_what_comes_next_is_stopped(talk: Talk, text: str, says: str) -> None:
    talk.say("刚用建行给骗子转了三万")
    assert says in text_of(talk.say(text))


def test_a_threat_with_pictures_is_no_loss_yet(talk: Talk) -> None:
    reply = talk.say("骗子说不给钱就把我的果照发到单位群", "lost_money", urgent=True)
    said = text_of(reply)
    assert said.startswith("一分钱都不要给")
    assert "gone" not in (talk.state or {})["facts"]


def test_a_threat_with_the_credit_record_is_no_debt(talk: Talk) -> None:
    talk.say("刚给骗子转了一万五解冻费")
    said = text_of(talk.say("他发个红头文件，说我骗贷，上征信，起诉，通知单位"))
    assert "别交" in said
    assert "还在自己名下" not in said


def test_not_asked_a_third_time_who_is_only_perhaps_in_trouble(talk: Talk) -> None:
    talk.say(PASTED, "scam_phishing_sms")
    for text in ("门锁着，喊她也不应", "她爹在外头打牌", "喊了隔壁的来"):
        reply = talk.say(text, confidence=0.8)
    assert "您这种情况" not in text_of(reply)


def test_just_now_is_the_time_of_what_was_paid(talk: Talk) -> None:
    talk.say("裸聊被录了，他要八千，我转了三千", "sextortion")
    said = text_of(talk.say("他刚刚发给我表哥了"))
    assert "记下了" not in said
    assert "since" not in (talk.state or {})["facts"]
    talk.say("刚刚转的")
    assert "since" in (talk.state or {})["facts"]


@pytest.mark.parametrize("text", FOLLOW_UPS)
def test_a_short_question_settles_no_doubt(talk: Talk, text: str) -> None:
    talk.say(DOUBTFUL, "scam_shopping", 0.8)
    said = text_of(talk.say(text, "check_scam"))
    assert "先当骗局防着" in said
    assert "没看到" not in said
    assert "很像诈骗" in text_of(talk.say("有")), "the question is still open"


@pytest.mark.parametrize(
    "text",
    [
        "帮我看看这是不是诈骗",
        "这是不是骗局",
        "麻烦帮我判断一下真假",
        "这个链接安全吗",
        "看下这条短信是不是骗人的",
        "这个电话靠谱不",
        "请问这是真的还是假的",
    ],
)
def test_nothing_pasted_gets_no_verdict(content: Content, text: str) -> None:
    said = answered(content, "check_scam", text, {"topic": "check_scam", "confidence": 1.0})["text"]
    assert said.startswith("请把")
    assert "没看到" not in said


def test_what_was_pasted_is_judged(content: Content) -> None:
    text = "帮我看看这是不是诈骗：您尾号的积分可以在营业厅换一把雨伞"
    said = answered(content, "check_scam", text, {"topic": "check_scam", "confidence": 1.0})["text"]
    assert "不等于没有风险" in said


# Dangerous moments: never «好，知道了» alone.
MOMENTS = {
    "at the counter": (
        "别付",
        "柜员",
        (
            "我已经在银行柜台了",
            "我人在银行 马上到我了",
            "我现在在柜台排队",
            "到银行了 柜员在给我办",
            "我在取款机跟前 卡插进去了",
            "已经到柜台了 怎么跟他们说",
            "我站在银行窗口了",
        ),
    ),
    "handed over": (
        "110",
        "往哪",
        (
            "钱给了一个来拿钱的人",
            "我把钱交给上门的那个人了",
            "现金被一个男的拿走了",
            "他派人来取的 我给他了",
            "来了个人把钱拿走了",
            "钱给了一个骑电动车来拿的",
            "当面把五万交给他们的人了",
        ),
    ),
    "advance": (
        "别",
        "再给",
        (
            "现在叫我垫付300说返360 前面几单都返了",
            "这单要我垫800 说做完返一千",
            "前头几单都返给我了 现在要垫五百",
            "导师叫我垫2000 返2400",
            "他说垫一千返一千二 前几单是真返了",
            "要我先垫付300再返佣",
            "叫我做大单 垫三千 完了一起返",
        ),
    ),
    "secrets": (
        "锁",
        "110",
        (
            "他已经知道我银行卡密码了 刚才念了验证码",
            "验证码我念给他听了",
            "我把卡号密码都跟他说了",
            "刚才报了验证码给客服",
            "密码他晓得了",
            "短信里那串数字我发给他了",
            "取款密码也告诉她了",
        ),
    ),
    "the clerk asks": (
        "都别转",
        "110",
        (
            "柜员问我转给谁 我说哪个",
            "银行的人问我钱转给哪个 怎么回",
            "柜台问我认不认识收款人 我怎么说",
            "银行问我转钱做么事 我怎么答",
            "柜员问对方是我什么人 怎么讲",
            "工作人员问我为什么取这么多 我说什么",
        ),
    ),
    "enter the code": (
        "先别填",
        "110",
        (
            "页面上让我输验证码",
            "他要我输验证码 可以输吗",
            "网页叫我填银行卡密码",
            "弹出来要输支付密码 输不输",
            "软件里让我输短信验证码",
            "要我填卡号和密码 能填吗",
            "他让我把验证码输进去",
        ),
    ),
    "a fee to get it back": (
        "别",
        "也别",
        (
            "他又打电话来说可以退钱 要先交2000块手续费",
            "客服说退款要先交保证金",
            "说能退给我 但要先付500手续费",
            "他讲先交税才退钱",
            "退款要先转认证金过去",
            "平台说解冻先交三千",
            "说退得了 叫我先打一千块手续费",
        ),
    ),
    "somebody else's case": (
        "110",
        "分开",
        (
            "我同事也被骗了 是另外一个事 他转了8000",
            "我朋友前年也被骗过 两万",
            "我邻居也被骗了八千 跟我这不是一回事",
            "我姐也遭骗了五千 是别的事",
            "我室友上次也被骗了三千块",
            "我同学也转了6000给骗子 不是同一个人",
        ),
    ),
    "the family against it": (
        "110",
        "家里人",
        (
            "俺儿子叫我莫报警 怕丢人",
            "我老公说算了别报警",
            "女儿劝我不要报案 说没用",
            "家里人不让我报警",
            "我妈说报警丢人 莫报",
            "老伴喊我别打110",
            "屋里人都说莫去派出所",
        ),
    ),
    "nobody is told": (
        "不会",
        "信得过",
        (
            "俺屋里头儿子不晓得 莫告诉他 么办",
            "别告诉我老婆",
            "你莫跟我儿子说",
            "不要通知我家里人",
            "千万别让我妈知道",
            "这个事莫告诉我女儿",
        ),
    ),
    "called already": (
        "做得对",
        "没人能",
        (
            "我打了110 警察让等 钱能回来啵",
            "已经报警了 钱追得回来吗",
            "110我打过了 钱还能不能回来",
            "报过警了 民警叫我等 能追回来不",
            "我报了案 钱几时能退",
            "派出所去过了 钱有希望吗",
        ),
    ),
    "it is back": (
        "太好了",
        "110",
        (
            "钱追回来了",
            "钱都拿回来了",
            "民警帮我把钱追回来了",
            "钱要回来了 谢谢",
            "派出所通知我钱退回来了",
            "钱全部找回来了",
        ),
    ),
}


@pytest.mark.parametrize(
    ("text", "first", "also"),
    [(text, first, also) for first, also, texts in MOMENTS.values() for text in texts],
)
def test_a_dangerous_moment_is_answered(talk: Talk, text: str, first: str, also: str) -> None:
    talk.say("我刚被骗了三千")
    said = text_of(talk.say(text))
    lead = said.split("可以打的电话")[0]
    assert first in lead, said
    assert also in lead, said
    assert "好，知道了" not in lead
    assert "没看懂" not in lead
    assert sums_of(talk)[:1] == ((3000.0, False),)


@pytest.mark.parametrize(
    "text", [text for name in ("at the counter", "enter the code") for text in MOMENTS[name][2]]
)
def test_a_dangerous_moment_is_answered_at_once(talk: Talk, text: str) -> None:
    said = text_of(talk.say(text, urgent=True))
    assert "别" in said[:8], said
    assert "110" in said


@pytest.mark.parametrize("text", MOMENTS["enter the code"][2][:3])
def test_every_page_asks_for_a_code(talk: Talk, text: str) -> None:
    assert talk.say(text) is None, "out of scope, and nobody hurries"


@pytest.mark.parametrize("text", MOMENTS["at the counter"][2])
def test_who_is_about_to_pay_after_a_verdict(talk: Talk, text: str) -> None:
    talk.say(PASTED, "scam_phishing_sms")
    assert "别付" in text_of(talk.say(text, "still_on_call"))[:20]


@pytest.mark.parametrize("text", MOMENTS["handed over"][2])
def test_cash_is_not_asked_for_its_bank(talk: Talk, text: str) -> None:
    talk.say("我刚被骗了三千")
    talk.say(text)
    assert "cash" in (talk.state or {})["facts"]["paid"]
    for _ in range(4):
        talk.say("跳过")
        assert talk.asked() not in ("paid", "bank")


@pytest.mark.parametrize("text", MOMENTS["somebody else's case"][2])
def test_another_case_is_not_mixed_in(talk: Talk, text: str) -> None:
    talk.say("我刚被骗了三千")
    talk.say(text)
    assert sums_of(talk) == ((3000.0, False),)


@pytest.mark.parametrize(
    "text", ["我已经给了", "给了", "已经转给他了", "我刚转过去了", "钱交了", "我付了", "转了呀"]
)
@pytest.mark.parametrize("before", ["有个网警加我微信说帮我追回，要先交保证金", PASTED])
def test_paid_after_the_verdict_gets_the_card(talk: Talk, before: str, text: str) -> None:
    talk.say(before, "scam_police")
    reply = talk.say(text)
    assert "110" in text_of(reply)[:30]
    assert "好，知道了" not in text_of(reply)
    assert numbers(reply)[0] == "110"
    assert "现在怎么做" in text_of(reply)


def test_may_i_enter_it(talk: Talk) -> None:
    talk.say("我刚被骗了三千")
    talk.say("页面上让我输验证码")
    for text in ("可以输吗", "输不输", "能填吗", "那我输了啊"):
        assert "先别填" in text_of(talk.say(text)), text


# Small rewards are bait, no loss.
BAIT = (
    "在群里做任务点赞 一单给5块 真的给了",
    "点赞一个给两块 已经到账三十了",
    "做了三单都返给我了 赚了60",
    "关注公众号 每个给3块 都收到了",
    "刷单前几单真的返了 挣了一百二",
    "群里派任务 一单返8块 真到账了",
    "给主播点关注 头天收到20块",
)


@pytest.mark.parametrize("text", BAIT)
def test_small_rewards_are_bait(talk: Talk, text: str) -> None:
    said = text_of(talk.say(text, "scam_brushing", urgent=True))
    assert "刷单" in said[:20]
    assert "垫" in said[:60]
    assert not sums_of(talk)
    assert not (talk.state or {})["facts"].get("gone")
    assert "紧急止付" not in said.split("。")[0]


# Reading back, and putting right by telling it anew.
@pytest.mark.parametrize(
    ("text", "own", "since"),
    [
        ("昨天下午转的 建设银行", "95533", "11月17日（昨天）下午"),
        ("是昨天上午用工行转的", "95588", "11月17日（昨天）上午"),
        ("前天转的 农行", "95599", "11月16日"),
        ("昨天晚上八点从邮储转的", "95580", "11月17日（昨天）20:00"),
        ("昨天中午转的，招商银行", "95555", "11月17日（昨天）中午"),
        ("今天上午十点转的 中国银行", "95566", "11月18日（今天）10:00"),
    ],
)
def test_a_plain_statement_puts_right(talk: Talk, text: str, own: str, since: str) -> None:
    talk.say("我刚被骗了三千 农商行")
    said = text_of(talk.say(text))
    assert "改过来" in said
    assert since in said
    assert (talk.state or {})["facts"]["own"] == (own,)


def test_another_payment_is_no_correction(talk: Talk) -> None:
    talk.say("我刚被骗了三千 农商行")
    talk.say("还有一笔是建行转的")
    assert set((talk.state or {})["facts"]["own"]) == {"96568", "95533"}


@pytest.mark.parametrize(
    "text",
    [
        "昨天 12 点到 18 点之间",
        "昨天12点到18点",
        "昨天下午",
        "昨天中午12点到下午6点",
        "昨天下午那阵子",
        "昨天12:00到18:00之间",
    ],
)
def test_a_part_of_the_day_is_told_as_such(talk: Talk, text: str) -> None:
    talk.say("我被骗了三千，钱转走了")
    while talk.asked() != "when":
        talk.say("跳过")
    said = text_of(talk.say(text))
    assert "11月17日（昨天）下午" in said


@pytest.mark.parametrize(
    "text",
    [
        "老师说今天最后一天",
        "他催我今天之内交齐",
        "客服说昨天就截止了",
        "群里通知明天下午开盘",
        "导师讲今天下午三点收盘",
        "对方说今晚八点就关通道",
    ],
)
def test_what_the_cheat_says_of_time_is_no_payment(talk: Talk, text: str) -> None:
    talk.say("我被骗了三千")
    talk.say(text)
    assert "since" not in (talk.state or {})["facts"]


@pytest.mark.parametrize(
    "text",
    [
        "我已經轉咗八千蚊港紙",
        "我转了8000港币给骗子",
        "刚给他转了五千美金",
        "被骗了三万日元",
        "转了2000欧元过去",
        "被骗港币八千",
        "刚转了HK$8000",
        "给骗子转了5000usdt",
    ],
)
def test_other_money_is_not_called_yuan(talk: Talk, text: str) -> None:
    said = text_of(talk.say(text, urgent=True))
    assert "000 元" not in said
    assert not sums_of(talk)
    for _ in range(6):
        assert talk.asked() != "amount"
        talk.say("跳过")


# A relative far away, still to be stopped.
KIN_MOMENTS = (
    "她现在出门了 我追不上",
    "我妈已经出门去银行了",
    "他刚走 拦不住",
    "我打她电话她不听 已经在路上了",
    "奶奶拿着存折出去了",
    "我在外地 她一个人去取钱了",
    "她往路口去了",
)


def test_a_relative_is_not_told_to_hang_up(talk: Talk) -> None:
    text = "我妈在电话里跟一个人说话 叫她去银行取5万 送到路口给人"
    said = text_of(talk.say(text, "still_on_call", urgent=True))
    assert not said.startswith("马上挂断电话")
    assert "他说不许挂" not in said
    assert "110" in said[:20]
    for word in ("在哪", "叫家里人先别给", "银行"):
        assert word in said, word


@pytest.mark.parametrize("text", KIN_MOMENTS)
@pytest.mark.parametrize("topic", ["still_on_call", None])
def test_a_relative_on_the_way(talk: Talk, text: str, topic: str | None) -> None:
    talk.say("我妈在电话里跟一个人说话 叫她去银行取5万 送到路口给人", "still_on_call", 0.91, True)
    said = text_of(talk.say(text, topic, 0.72, urgent=topic is not None))
    assert "110" in said[:30]
    for word in ("哪里", "电话", "银行"):
        assert word in said.split("可以打的电话")[0], word
    assert "很多骗局里都有这样的话" not in said
    assert (talk.state or {})["situation"] == "relative"


@pytest.mark.parametrize(
    "text",
    [
        "能不能让银行别给她转",
        "银行可不可以不给他办",
        "叫柜员拦住她行不行",
        "能不能打电话给银行不让她取",
        "怎么让银行停她的卡",
        "我能不能叫银行先别给我妈转钱",
    ],
)
def test_can_the_bank_stop_her(talk: Talk, text: str) -> None:
    talk.say("我妈正要给骗子转20万，拦不住", "persuade_family")
    said = text_of(talk.say(text))
    assert "请先别办" in said
    assert "110" in said


def test_nobody_far_away_is_told_to_stand_by(talk: Talk) -> None:
    talk.say("我在深圳 我妈在孝感正要给骗子转20万，拦不住", "persuade_family")
    said = text_of(talk.say("还没转"))
    assert "守在他身边，" not in said
    assert "隔得远" in said


@pytest.mark.parametrize(
    "text",
    [
        "他让我打开手机银行看余额",
        "他叫我把卡里的钱归到一张卡上",
        "对方让我去找个安静的地方",
        "他要我打开支付宝",
        "客服让我下载一个会议软件",
        "那边叫我先别出门",
    ],
)
def test_nothing_is_claimed_that_was_not_told(talk: Talk, text: str) -> None:
    heard = Heard(
        text,
        NOW,
        {"outcome": "answer", "topic": "still_on_call", "confidence": 0.91, "urgent": True},
    )
    state = next_state(talk.content, None, heard)
    assert state is not None
    said = flow_reply(talk.content, state, heard)["text"]
    assert "他说不许挂" not in said
    assert "110" in said[:60]


@pytest.mark.parametrize(
    "text",
    [
        "共享开着呢怎么关",
        "手机自己在动啊",
        "客服正在腾讯会议里看我手机",
        "我手机正给他投着屏",
        "我在跟一个警官视频",
        "他还在电话里",
    ],
)
def test_whoever_is_on_the_line_hangs_up(talk: Talk, text: str) -> None:
    said = text_of(talk.say(text, "still_on_call", urgent=True))
    assert "马上挂断电话、关掉屏幕共享，打 110" in said[:30]
    assert "强制关机" in said
    assert "他说不许挂" not in said


# Whoever has called is heard.
@pytest.mark.parametrize(
    "text",
    [
        "我打了110",
        "已经报警了",
        "报过警了",
        "警我报了",
        "110打通了 警察让我等",
        "派出所我去过了",
        "民警已经登记了",
    ],
)
def test_who_has_called_is_not_sent_to_call(talk: Talk, text: str) -> None:
    talk.say("我刚被骗了三千")
    said = text_of(talk.say(text)).split("可以打的电话")[0]
    assert "没报警就" not in said
    assert "做得对" in said
    said = text_of(talk.say("心里乱得很不晓得说么事好")).split("可以打的电话")[0]
    assert "没报警就" not in said
    said = text_of(talk.say("直接看清单"))
    assert "报：现在就打 110" not in said
    assert "您已经报了警" in said


@pytest.mark.parametrize(
    "text", ["还没报警", "没打110", "要不要报警", "他说他帮我报警了", "网警让我等", "报警有用吗"]
)
def test_who_has_not_called_is_not_taken_for_it(talk: Talk, text: str) -> None:
    talk.say("我刚被骗了三千")
    talk.say(text)
    assert not (talk.state or {})["facts"].get("reported")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("问12345是什么", "12345"),
        ("12345是干什么的", "12345"),
        ("96110又是么事电话", "96110"),
        ("12378是做啥的", "12378"),
        ("12348是哪里", "12348"),
        ("你说的12356是什么", "12356"),
    ],
)
def test_what_a_number_is(talk: Talk, text: str, number: str) -> None:
    talk.say("我刚被骗了三千")
    asked = talk.asked()
    said = text_of(talk.say(text))
    assert number in said.split("可以打的电话")[0]
    assert "这个我说不准" not in said
    assert talk.asked() == asked


@pytest.mark.parametrize(
    "text",
    [
        "谢谢你",
        "谢谢",
        "多谢了",
        "感谢感谢",
        "你好",
        "您好啊",
        "在吗",
        "哈喽",
        "辛苦了",
        "谢谢您郎",
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_courtesy_is_understood(talk: Talk, text: str, known: bool) -> None:
    talk.say("我刚被骗了三千")
    asked = talk.asked()
    topic = ("greet" if "好" in text or "哈" in text else "thanks") if known else None
    said = text_of(talk.say(text, topic, 1.0))
    assert "没看懂" not in said
    assert talk.asked() == asked, "the question is still there"
    assert "没看懂" not in text_of(talk.say("不问了"))
    assert "没看懂" not in text_of(talk.say(text, topic, 1.0))


def test_the_end_is_calm(talk: Talk) -> None:
    talk.say("我刚被骗了三千")
    talk.say("钱追回来了")
    assert talk.asked() is None
    assert "没看懂" not in text_of(talk.say("谢谢"))


# A second round: what ten more frightened people wrote.
@pytest.mark.parametrize(
    ("first", "text", "there", "not_there"),
    [
        ("我刚被骗了三千", "警察电话打了 在等", "做得对", "没报警就"),
        ("我刚被骗了三千", "报警电话已经打过了", "做得对", "没报警就"),
        ("我刚被骗了三千", "发了", "先停下", "这句不问了"),
        ("我刚被骗了三千", "我点了", "先停下", "没看懂"),
        ("我刚被骗了三千", "真的吗", "很像诈骗", "说不准"),
        ("我刚被骗了三千", "领导让我先别报案", "先报警", "要是钱正在转"),
        ("我刚被骗了三千", "我哥去年也被这样骗了三万", "分开", "30000"),
        ("我刚被骗了三千", "柜员不给我转 说我可能被骗", "听柜员的", "知道了"),
        ("我刚被骗了三千", "那我不转了", "做得对", "这句不问了"),
        ("我刚被骗了三千", "好吧 不取了", "做得对", "没看懂"),
        ("我刚被骗了三千", "我在去银行路上", "先别付", "知道了"),
        ("我刚被骗了三千", "我到了 排队", "先别付", "知道了"),
        ("我刚被骗了三千", "五万都取出来了", "别交给人", "知道了"),
        ("我妈正要给骗子转20万，拦不住", "她挂我电话", "110", "没看懂"),
        ("我妈正要给骗子转20万，拦不住", "她已经到银行门口了", "110", "没报警就"),
        ("我妈正要给骗子转20万，拦不住", "取出来了", "110", "没看懂"),
        (PASTED, "钱没少", "自己卡里", "知道了"),
    ],
)
def test_second_round(talk: Talk, first: str, text: str, there: str, not_there: str) -> None:
    talk.say(first, "persuade_family" if "妈" in first else None)
    lead = text_of(talk.say(text)).split("可以打的电话")[0]
    assert there in lead
    assert not_there not in lead


@pytest.mark.parametrize(
    "text", ["那我不转了", "不投了", "我不取了", "那就不给了", "好，不交了", "不付了"]
)
def test_who_desists_has_paid_nothing(talk: Talk, text: str) -> None:
    talk.say(PASTED, "scam_phishing_sms")
    talk.say(text)
    assert not (talk.state or {})["facts"].get("gone")


def test_a_life_outranks_the_conversation(talk: Talk) -> None:
    talk.say("我刚被骗了三千")
    assert "110" in text_of(talk.say("他拿刀顶着我", "danger"))


def test_entered_after_all(talk: Talk) -> None:
    talk.say("我刚被骗了三千")
    talk.say("页面上让我输验证码")
    assert "锁卡" in text_of(talk.say("已经输了"))


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("老板微信上叫我转12万 我已经转了", ((120000.0, False),)),
        ("客服让我先付3000，我付了", ((3000.0, False),)),
        ("导师要我充八千 我充了", ((8000.0, False),)),
        ("他叫我再转两万 前面的我转了", None),
        ("他叫我现在去取钱 两万", None),
        ("对方要我准备现金 五万", None),
        ("让我打钱 三千 我没打", None),
    ],
)
def test_what_was_demanded_and_what_was_paid(
    talk: Talk, text: str, sums: tuple[tuple[float, bool], ...] | None
) -> None:
    facts = read(talk.content, Facts(), text, NOW)
    assert (facts.sums or None) == sums


def test_what_was_demanded_is_paid_later(talk: Talk) -> None:
    talk.say(PASTED, "scam_phishing_sms")
    talk.say("那我充8000行不行", "goodbye")
    talk.say("我充了")
    assert sums_of(talk) == ((8000.0, False),)


def test_more_is_planned_though_money_is_gone(talk: Talk) -> None:
    said = text_of(talk.say("我被骗了3000 那我再投两万行不行", "scam_investment"))
    assert said.startswith("别付")
    assert sums_of(talk) == ((3000.0, False),)


def test_another_subject_is_not_taken_for_a_loss(talk: Talk) -> None:
    opened = talk.say("快递丢了，对方要加我企业微信赔双倍，让我先转两千保证金", "scam_logistics")
    assert opened is not None
    assert talk.asked()
    liquor = "群里说有海关罚没的茅台 一箱才一千二 微信付款 三天到 亲戚都想跟到买"
    assert talk.say(liquor, "scam_shopping", 0.99) is None, "its topic's own answer"


def test_the_same_subject_goes_on(talk: Talk) -> None:
    talk.say("快递丢了，对方要加我企业微信赔双倍，让我先转两千保证金", "scam_logistics")
    assert "110" in text_of(talk.say("我已经用微信给他转了两千块钱了", "scam_logistics", 0.99))


def test_a_sure_question_about_the_police_is_answered_in_between(talk: Talk) -> None:
    talk.say("刚用建行给骗子转了三万")
    reply = talk.say("孝感有没有专门的反诈队伍", "measure_investigation", 0.99)
    assert text_of(reply).startswith(talk.content.topics["measure_investigation"].answer[:8])
    assert talk.asked(), "and the case goes on"


def test_after_the_list_a_sure_new_subject_is_answered(talk: Talk) -> None:
    talk.say("刚用建行给骗子转了三万")
    talk.say("不知道")
    talk.say("总结一下")
    assert talk.say("班主任群里发收款码让交资料费", "scam_teacher", 0.99) is None
    assert "110" in text_of(talk.say("班主任群里的收款码我也刚转了五百", "lost_money", urgent=True))


@pytest.mark.parametrize(
    "text", ["96110能报案不", "柬埔寨打工靠谱不", "反诈法哪年实施的", "多久能查到", "有冇得用"]
)
def test_how_people_here_ask(text: str) -> None:
    assert Heard(text, NOW).asks_plainly


@pytest.mark.parametrize("text", ["不", "我不", "他叫我转我说不", "还没", "没有"])
def test_a_no_is_no_question(text: str) -> None:
    assert not Heard(text, NOW).asks_plainly


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我给不给他", "不给，门也别开"),
        ("人已经到楼下了", "别开门"),
        ("怎么查他的银行卡", "只有公安能查"),
        ("报警会不会抓我", "不犯法"),
        ("对方说不转就坐牢", "吓您的话"),
        ("怎么认得出是不是骗子", "就是骗子"),
        ("那我交的那6800呢", "前面付的"),
        ("我不敢跟我老头子说", "110"),
        ("打完了", "报了警，做得对"),
        ("没给", "一分也别转"),
        ("怎么办", "现在这样做"),
        ("要怎么办呢", "现在这样做"),
    ],
)
def test_what_strangers_said_in_between(talk: Talk, text: str, said: str) -> None:
    talk.say("刚用建行给骗子转了三万")
    assert said in text_of(talk.say(text))


def test_what_to_do_where_nothing_was_paid(talk: Talk) -> None:
    talk.say("微信群老师带我炒股稳赚，叫我先充一万", "scam_investment")
    reply = text_of(talk.say("怎么办"))
    assert "先停手" in reply
    assert "怕是转走了" not in reply


@pytest.mark.parametrize("text", ["我给她打了", "我给他打过去了", "我借给她了"])
def test_paid_in_other_words(content: Content, text: str) -> None:
    assert read(content, Facts(), text, NOW).gone


@pytest.mark.parametrize(
    "text", ["我给他打了电话", "110我打了", "电话打过去了", "他说不退每个月扣800", "屋里有两万现金"]
)
def test_not_paid_in_other_words(content: Content, text: str) -> None:
    assert not read(content, Facts(), text, NOW).gone


def test_a_callers_sum_is_no_loss(content: Content) -> None:
    facts = read(content, Facts(), "社保局的打电话说我的卡在武汉刷了8000多", NOW)
    assert not facts.gone
    assert facts.sums == ()


def test_somebody_else_on_the_roof(talk: Talk) -> None:
    talk.say("我伢被骗子骗了三万，刚转的")
    reply = text_of(talk.say("他在楼顶上", "distress", urgent=True))
    assert "守着" in reply
    assert "往回走" not in reply


def test_whether_life_goes_on(talk: Talk) -> None:
    talk.say("投资被骗了十二万")
    assert "12356" in text_of(talk.say("我还能活不"))


def test_a_hackers_fee_is_no_loss(content: Content) -> None:
    lost = read(content, Facts(), "被骗了两万六", NOW)
    assert read(content, lost, "收1500技术费", NOW).sums == lost.sums


def test_who_looks_for_a_wife_in_a_hotel(talk: Talk) -> None:
    talk.say("我老婆被假公安骗到宾馆去了 转了六万", "lost_money", urgent=True)
    assert "请民警帮着找" in text_of(talk.say("我不晓得她在哪个宾馆", "still_on_call"))
