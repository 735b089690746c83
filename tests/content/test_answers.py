"""What residents read: all of the real content, rendered."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from bot.content.checks import check
from bot.content.hotlines import hotlines_reply, named
from bot.content.load import ROOT, Content
from bot.content.render import topic_reply
from bot.content.tips import AT_ONCE, choose, tips_reply
from tests.conftest import TODAY

GROUPS = {
    "emergency": 17,  # the sixteen agreed ones, and danger to life and limb
    "hotline": 11,
    "scam": 32,
    "law": 7,
    "prevention": 9,  # the seven agreed ones, the quiz and the tip of the day
    "measures": 11,
    "smalltalk": 7,  # the six of small talk, and what is out of scope
}


def test_check_is_clean() -> None:
    assert check(ROOT, TODAY)[1] == []


def test_all_topics_are_there(content: Content) -> None:
    counts = {g: sum(t.group == g for t in content.topics.values()) for g in GROUPS}
    assert counts == GROUPS


def test_enough_questions_everywhere(content: Content) -> None:
    for topic in content.topics.values():
        assert len(topic.questions) >= (30 if topic.urgent else 20), topic.id
        assert len(content.held_out[topic.id]) >= 6, topic.id


def test_every_answer_is_whole(content: Content) -> None:
    for topic in content.topics.values():
        said = topic_reply(content, topic)
        whole = json.dumps(said, ensure_ascii=False)
        assert not re.search(r"\{[\w.]+\}", said["text"]), topic.id
        assert said["custom"]["calls"], topic.id
        for hotline in content.hotlines.values():
            if not hotline.showable and len(hotline.key) > 3:
                assert hotline.key not in whole, (topic.id, hotline.key)


def test_urgent_answers_begin_with_110(content: Content) -> None:
    for topic in content.topics.values():
        if topic.urgent:
            said = topic_reply(content, topic)
            assert "110" in said["text"].split("。")[0], topic.id
            assert said["custom"]["calls"][0]["number"] == "110"
            assert said["custom"]["sections"][0]["ordered"], "the steps come first"


def test_danger_to_life_is_answered_with_help_alone(content: Content) -> None:
    said = topic_reply(content, content.topics["distress"])
    assert {c["number"] for c in said["custom"]["calls"]} >= {"110", "120", "12356"}


# Facts, section 0: what may never be said. Each pattern is looked for in every sentence.
NEVER = {
    "promise that money comes back": r"(一定|肯定|保证|百分之百|100%)(能|可以|会)?(追回|要回|退回)",
    "lock the swindler's card": r"(可以|能|快|赶紧|先)[^，。]{0,6}(输错|锁(住|定)?(骗子|对方))",
    "blame": r"谁叫你|怪你自己|太贪|活该|这么傻",
    "asking for secrets": r"(请|把)您?的?(身份证|卡号|密码|验证码)[^，。]{0,4}(发|告诉|填)给?我",
}


@pytest.mark.parametrize("rule", NEVER)
def test_hard_limits(rule: str, content: Content) -> None:
    texts = [(t.id, text) for t in content.topics.values() for _, text in t.texts()]
    texts += [(tip.id, tip.text) for tip in content.tips]
    texts += list(content.messages.items())
    negated = r"(不|没有|没人|别信|谁也不|不能|不敢)[^。，]{0,6}$"
    for where, text in texts:
        for found in re.finditer(NEVER[rule], text):
            refuted = re.search("过时|靠不住|不推荐|是真的吗", text)
            assert refuted or re.search(negated, text[: found.start()]), (where, text)


def test_one_edit_of_the_registry_changes_every_answer(content: Content) -> None:
    raw = (ROOT / "data/faq/emergency/lost_money.yml").read_text("utf-8")
    answer = yaml.safe_load(raw)["answer"]
    assert "{110}" in answer
    assert "110" not in answer.replace("{110}", "")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("工行的电话", ["95588"]),
        ("工商银行客服", ["95588"]),
        ("武汉农商行和农商行", ["95367", "96568"]),
        ("信用社卡丢了", ["96568"]),
        ("支付寶怎麼聯繫", ["95188"]),
        ("icbc hotline", ["95588"]),
        ("fetch something", []),
        ("电信诈骗打什么电话", []),
        ("96110是多少", ["96110"]),
        ("微信支付客服", ["95017"]),
        ("", []),
    ],
)
def test_named_institutions(content: Content, text: str, keys: list[str]) -> None:
    assert [h.key for h in named(content, text)] == keys


def test_unverified_bank_is_not_shown_but_the_card_is_named(content: Content) -> None:
    said = hotlines_reply(content, "湖北银行的客服电话", "bank_hotline")
    assert "96599" not in said["text"]
    assert "银行卡背面" in said["text"]


def test_somebody_in_trouble_gets_110_before_the_bank(content: Content) -> None:
    for text in ("刚被骗了，工行电话多少", "刚被骗了，银行电话多少"):
        said = hotlines_reply(content, text, "bank_hotline", urgent=True)
        assert said["custom"]["calls"][0]["number"] == "110"
        assert "110" in said["text"].split("。")[0]
        assert said["custom"]["urgent"]


def test_no_number_passes_for_a_local_landline(content: Content) -> None:
    said = hotlines_reply(content, "孝感反诈中心座机多少", "hotline_list")
    assert said["text"] == topic_reply(content, content.topics["hotline_list"])["text"]


def test_all_banks_when_none_is_named(content: Content) -> None:
    said = hotlines_reply(content, "银行客服电话", "bank_hotline")
    numbers = [c["number"] for c in said["custom"]["calls"]]
    assert numbers[:2] == ["110", "96110"]
    assert {"95588", "95580", "95188", "95017"} <= set(numbers)


def test_tips_do_not_repeat_and_run_out(content: Content) -> None:
    told: list[str] = []
    for _ in range(200):
        chosen = choose(content, "老人怎么防骗", "prevent_elderly", told)
        if not chosen:
            break
        assert len(chosen) <= AT_ONCE
        assert not {t.id for t in chosen} & set(told)
        told += [t.id for t in chosen]
    assert len(told) >= 2 * AT_ONCE
    assert "96110" in tips_reply(content, [])["text"]


def test_tips_fit_the_topic_first_then_the_audience(content: Content) -> None:
    first = choose(content, "我妈老接到电话", "prevent_elderly", [])
    assert all("prevent_elderly" in t.topics or "老年人" in t.audience for t in first)
