"""A conversation without Rasa: several turns, tips, buttons, and nothing kept."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.content.load import Content
from bot.content.render import fill
from bot.store.database import engine
from bot.studio.talk import Memory, Turn, say
from bot.studio.why import why
from bot.understanding.understanding import Understanding


class Trainer:
    """Somebody who tries the assistant."""

    def __init__(self, content: Content, understanding: Understanding) -> None:
        self.content, self.understanding, self.memory = content, understanding, Memory()

    def say(self, text: str, named: str | None = None) -> Turn:
        turn = say(self.content, self.understanding, self.memory, text, named)
        self.memory = turn.memory
        assert all(reply["text"].strip() for reply in turn.replies)
        return turn


@pytest.fixture
def trainer(content: Content, understanding: Understanding) -> Trainer:
    return Trainer(content, understanding)


def test_a_topic_an_offer_and_out_of_scope(trainer: Trainer, content: Content) -> None:
    (reply,) = trainer.say("刷单返利是真的吗").replies
    assert reply["custom"]["topic"] == "scam_brushing"
    (reply,) = trainer.say("明天武汉下雨吗").replies
    assert reply["text"].startswith(fill(content, content.topics["oos"].answer).split("\n")[0][:6])
    (reply,) = trainer.say("？！").replies
    assert fill(content, content.messages["empty"]) in reply["text"]
    (reply,) = trainer.say("长" * 1001).replies
    assert fill(content, content.messages["too_long"]) in reply["text"]


def test_the_first_thirty_minutes_take_several_turns(trainer: Trainer) -> None:
    card = trainer.say("刚用建行给骗子转了三万").replies[0]
    assert [call["number"] for call in card["custom"]["calls"]][:2] == ["110", "95533"]
    assert card["custom"]["ask"]["options"]
    trainer.say("没联系了")
    assert "您这种情况" in trainer.say("个人的卡").replies[0]["text"]


def test_what_follows_a_verdict_belongs_to_it(trainer: Trainer) -> None:
    trainer.say("京东客服说我大学开过校园贷，不注销要影响征信，叫我把额度借出来转到清算账户")
    said = trainer.say("门踹开了").replies[0]["text"]
    assert "我只懂防诈骗" not in said
    assert "110" in said


def test_law_is_no_fraud_that_is_being_tried(trainer: Trainer) -> None:
    said = trainer.say("我老弟被抓了 说是帮信罪 他只拿了2000块 会判几年").replies[0]
    assert said["custom"]["topic"] == "law_helping"
    assert "很像诈骗" not in said["text"]


def test_tips_are_not_told_twice(trainer: Trainer) -> None:
    first = trainer.say("防骗小提示", "daily_tip").replies
    second = trainer.say("防骗小提示", "daily_tip").replies
    assert len(first) == len(second) == 2
    told = [s["items"] for r in (first[1], second[1]) for s in r["custom"]["sections"]]
    assert len({str(items) for items in told}) > 1
    assert len(trainer.memory.tips) == len(set(trainer.memory.tips)) > 3


def test_a_pressed_button_is_its_topic(trainer: Trainer) -> None:
    assert trainer.say("随便什么", "scam_loan").assessment["topic"] == "scam_loan"


def test_numbers_are_masked_and_nothing_is_kept(
    trainer: Trainer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = f"sqlite:///{tmp_path / 'none.db'}"
    monkeypatch.setenv("DATABASE_URL", at)
    assert "13871234567" not in trainer.say("我叫王小明，13871234567，刷单能做吗").masked
    assert not (tmp_path / "none.db").exists()
    assert sa.inspect(engine(sa.engine.make_url(at))).get_table_names() == []


def test_why(content: Content, understanding: Understanding) -> None:
    found = why(understanding, content, "刷单返利是真的吗")
    assert found.label == "faq/scam_brushing"
    assert found.rival != found.label
    assert found.supports[0].said > 0
    assert all(one.said < 0 for one in found.against)
    assert found.nearest[0][1] == "scam_brushing"
