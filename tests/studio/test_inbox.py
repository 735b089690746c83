"""The inbox: what is in it, how it is grouped, and what adding a question changes."""

from __future__ import annotations

import difflib
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.content.load import ROOT, Content, load
from bot.store.asked import Asked, AskedStore
from bot.store.feedback import FeedbackStore, Verdict
from bot.studio.desk import Desk
from bot.studio.groups import grouped, words_of
from bot.studio.inbox import add
from bot.studio.inbox.acts import (
    add_question,
    take_out,
)
from bot.studio.inbox.waiting import group_named, waiting
from bot.studio.refused import Refused


def asked(message: str, text: str, **more: object) -> Asked:
    told = {"topic": "scam_loan", "nearest": "scam_loan", "outcome": "answer", "confidence": 0.99}
    rest = {"urgent": False, "version": None, "milliseconds": 9}
    return Asked(message, "2026-11-28", text, **{**told, **rest, **more})  # type: ignore[arg-type]


@pytest.fixture
def stores(tmp_path: Path) -> tuple[AskedStore, FeedbackStore]:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'inbox.db'}")
    return AskedStore(engine), FeedbackStore(engine)


def test_why_a_question_is_here(stores: tuple[AskedStore, FeedbackStore]) -> None:
    questions, verdicts = stores
    for one in (
        asked("1", "答得好的问题"),
        asked("2", "没认出的问题甲", outcome="offer", confidence=0.4),
        asked("3", "不归我们管的乙", outcome="oos", topic="oos"),
        asked("4", "把握不大的丙丙", confidence=0.78),
        asked("5", "居民不喜欢的丁"),
        asked("6", "换了说法的戊戊"),
    ):
        questions.keep(one)
    verdicts.keep(Verdict("5", "2026-11-28", "居民不喜欢的丁", "scam_loan", False))
    verdicts.keep(Verdict("1", "2026-11-28", "答得好的问题", "scam_loan", True))
    questions.mark_rephrased("6")
    found = {one.group.texts[0]: dict(one.reasons) for one in waiting(questions, verdicts)}
    assert found == {
        "没认出的问题甲": {"offer": 1},
        "不归我们管的乙": {"oos": 1},
        "把握不大的丙丙": {"unsure": 1},
        "居民不喜欢的丁": {"disliked": 1},
        "换了说法的戊戊": {"rephrased": 1},
    }


def test_alike_questions_are_one_group_with_counts_and_the_likely_topic(
    stores: tuple[AskedStore, FeedbackStore],
) -> None:
    questions, verdicts = stores
    texts = [
        "贷款要先交保险费吗",
        "貸款要先交保險費嗎？",
        "贷款先交保险费能信吗",
        "公众号领鸡蛋能领吗",
    ]
    for number, text in enumerate([*texts, texts[0]]):
        questions.keep(asked(str(number), text, outcome="offer", confidence=0.3))
    first, second = waiting(questions, verdicts)
    assert (first.group.asked, first.topic) == (4, "scam_loan")
    assert first.group.texts[0] == texts[0], "the commonest first"
    assert second.group.texts == [texts[3]]


def test_what_was_dealt_with_does_not_come_back(stores: tuple[AskedStore, FeedbackStore]) -> None:
    questions, verdicts = stores
    questions.keep(asked("1", "明天下雨吗", outcome="oos"))
    questions.handle([words_of("明天下雨吗")])
    questions.handle([words_of("明天下雨吗")])
    questions.keep(asked("2", "明天下雨吗？", outcome="oos"))
    assert waiting(questions, verdicts) == []


def test_grouping_keeps_every_text() -> None:
    texts = [
        f"{word}{number}的事情怎么办" for word in ("贷款", "刷单", "转账") for number in range(9)
    ]
    groups = grouped(texts)
    assert sorted(text for group in groups for text in group.texts) == sorted(texts)
    assert len({group.id for group in groups}) == len(groups)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name in ("data", "tests/questions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("topic", ["scam_loan", "lost_money", "oos", "report_scam"])
@pytest.mark.parametrize(
    "text",
    ["公众号领鸡蛋要填银行卡，能填吗", "他说：「先交钱」# 我该信吗", "no", "- 这个", "'引号"],
)
def test_adding_changes_only_the_line_that_it_adds(clone: Path, topic: str, text: str) -> None:
    content, _ = load(clone)
    path = clone / f"data/faq/{content.topics[topic].group}/{topic}.yml"
    before = path.read_text("utf-8").splitlines()
    assert add(clone, topic, text) == 0
    after = path.read_text("utf-8").splitlines()
    changes = [line for line in difflib.ndiff(before, after) if line[:2] in ("+ ", "- ")]
    assert len(changes) == 1
    assert changes[0].startswith("+ ")
    assert load(clone)[0].topics[topic].questions[-1] == text


def test_a_question_of_the_exam_or_of_another_topic_is_not_added(
    clone: Path, content: Content, capsys: pytest.CaptureFixture[str]
) -> None:
    path = clone / "data/faq/scam/scam_loan.yml"
    before = path.read_bytes()
    loaded, _ = load(clone)
    for text in (loaded.held_out["scam_loan"][0].text, content.topics["lost_money"].questions[0]):
        assert add(clone, "scam_loan", text) == 2
        assert path.read_bytes() == before
    assert add(clone, "../scam_loan", "新的一句话怎么办") == 2
    assert "没有加，文件照旧" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("topic", "urgent"), [("scam_loan", False), ("lost_money", False), ("law_penalty", True)]
)
def test_an_addition_is_taken_out_again_to_the_byte(clone: Path, topic: str, urgent: bool) -> None:
    path = next((clone / "data/faq").glob(f"*/{topic}.yml"))
    before = path.read_bytes()
    added = add_question(clone, Desk(clone).look(), topic, "楼下大姐叫我垫钱去领米，能信吗", urgent)
    assert path.read_bytes() != before
    gone = take_out(clone, added.file, "楼下大姐叫我垫钱去领米，能信吗", urgent)
    assert path.read_bytes() == before
    assert (gone.before, gone.after) == (added.after, added.before)


def test_undoing_an_addition_keeps_what_was_edited_since(clone: Path) -> None:
    path = clone / "data/faq/scam/scam_loan.yml"
    added = add_question(clone, Desk(clone).look(), "scam_loan", "先交保险费才放款对不对")
    edited = path.read_text("utf-8").replace("title: ", "title: 新 ", 1)
    path.write_text(edited, "utf-8")
    take_out(clone, added.file, "先交保险费才放款对不对")
    assert path.read_text("utf-8") == edited.replace("  - 先交保险费才放款对不对\n", "")
    with pytest.raises(Refused, match="已经没有"):
        take_out(clone, added.file, "先交保险费才放款对不对")


def test_what_was_dealt_with_comes_back_when_undone(
    stores: tuple[AskedStore, FeedbackStore],
) -> None:
    questions, verdicts = stores
    for number, text in enumerate(["明天会下雨吗", "明天会下雨吗？", "后天下雨吗明天会"]):
        questions.keep(asked(str(number), text, outcome="oos"))
    before = waiting(questions, verdicts)
    for one in before:
        questions.handle(one.keys)
    assert waiting(questions, verdicts) == []
    assert group_named(before[0].group.id, questions, verdicts) is None
    for one in before:
        questions.unhandle(one.keys)
    assert waiting(questions, verdicts) == before
