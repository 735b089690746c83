"""Comparing as a pure function: what each model made of questions in, changes out; no model."""

from __future__ import annotations

import pytest

from bot.content.load import Content
from bot.content.model import OUT_OF_SCOPE, HeldOutQuestion
from bot.studio.compare import brief
from bot.studio.compare.changes import Change, Heard, Kind, Question, Verdict, changes, shifts
from bot.studio.compare.kept import held_out, shortened, unpacked
from bot.studio.compare.texts import Edit, edits

CALM = Question("刷单是骗局吗", topic="scam_brushing")
URGENT = Question("刚给他转了钱", topic="lost_money", urgent=True)
ASKED = Question("客服让我关会员", asked=3)


def heard(
    topic: str = "scam_brushing", outcome: str = "answer", urgent: bool = False, sure: int = 90
) -> Heard:
    return Heard(topic, outcome, urgent, sure)


def one(question: Question, before: Heard, after: Heard) -> Change:
    (found,) = changes([question], {question.text: before}, {question.text: after})
    return found


OTHER, OFFERED = heard("scam_job"), heard(outcome="offer")
REFUSED = heard(OUT_OF_SCOPE, OUT_OF_SCOPE)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (OTHER, heard(), Verdict.BETTER),
        (heard(), OTHER, Verdict.WORSE),
        (OTHER, heard("scam_loan"), Verdict.DIFFERENT),
        (OTHER, REFUSED, Verdict.DIFFERENT),
        (heard(), OFFERED, Verdict.WORSE),
        (OFFERED, heard(), Verdict.BETTER),
        (heard(), REFUSED, Verdict.WORSE),
    ],
)
def test_held_out_questions_are_judged_by_the_truth(
    before: Heard, after: Heard, verdict: Verdict
) -> None:
    found = one(CALM, before, after)
    assert (found.kind, found.verdict) == (Kind.ANSWER, verdict)


def test_out_of_scope_is_right_when_it_is_turned_away() -> None:
    beside = Question("明天下雨吗", topic=OUT_OF_SCOPE)
    assert one(beside, heard(), REFUSED).verdict is Verdict.BETTER
    assert one(beside, REFUSED, OFFERED).verdict is Verdict.WORSE


@pytest.mark.parametrize(
    ("question", "now_urgent", "kind", "verdict"),
    [
        (URGENT, False, Kind.URGENT_LOST, Verdict.WORSE),
        (URGENT, True, Kind.URGENT_GAINED, Verdict.BETTER),
        (CALM, False, Kind.URGENT_LOST, Verdict.BETTER),
        (CALM, True, Kind.URGENT_GAINED, Verdict.WORSE),
        (ASKED, False, Kind.URGENT_LOST, Verdict.PERHAPS_WORSE),
        (ASKED, True, Kind.URGENT_GAINED, Verdict.DIFFERENT),
    ],
)
def test_urgency_that_changed(
    question: Question, now_urgent: bool, kind: Kind, verdict: Verdict
) -> None:
    topic = question.topic or "lost_money"
    found = one(question, heard(topic, urgent=not now_urgent), heard(topic, urgent=now_urgent))
    assert (found.kind, found.verdict) == (kind, verdict)


def test_what_got_worse_outweighs_what_got_better() -> None:
    """Urgency was found, the topic was lost."""
    found = one(URGENT, heard("lost_money"), heard("scam_job", urgent=True))
    assert (found.kind, found.verdict) == (Kind.URGENT_GAINED, Verdict.WORSE)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (heard(), OTHER, Verdict.DIFFERENT),
        (heard(), OFFERED, Verdict.PERHAPS_WORSE),
        (heard(), REFUSED, Verdict.PERHAPS_WORSE),
        (OFFERED, REFUSED, Verdict.PERHAPS_WORSE),
        (REFUSED, heard(), Verdict.PERHAPS_BETTER),
        (OFFERED, OTHER, Verdict.PERHAPS_BETTER),
        (OFFERED, heard("scam_job", "offer"), Verdict.DIFFERENT),
    ],
)
def test_of_what_was_asked_nobody_knows_the_truth(
    before: Heard, after: Heard, verdict: Verdict
) -> None:
    assert one(ASKED, before, after).verdict is verdict


def test_the_most_pressing_comes_first() -> None:
    questions = [
        Question("甲", "scam_brushing"),
        Question("乙", "scam_brushing"),
        Question("丙", "lost_money", urgent=True),
        Question("丁", "lost_money", urgent=True),
        Question("戊", asked=2),
        Question("己", asked=7),
    ]
    before = {"甲": OTHER, "乙": heard(), "丙": heard("lost_money", urgent=True)}
    before |= {"丁": heard("lost_money", urgent=True), "戊": heard(), "己": heard()}
    after = {"甲": heard(), "乙": OTHER, "丙": heard("scam_job", urgent=True)}
    after |= {"丁": heard("lost_money"), "戊": OFFERED, "己": OFFERED}
    assert [c.question.text for c in changes(questions, before, after)] == [*"丁丙乙己戊甲"]


def test_only_the_confidence_changed() -> None:
    """No change, but a shift; what gets another answer is a change and no shift."""
    before = {CALM.text: heard(sure=90), URGENT.text: heard(sure=80), ASKED.text: heard(sure=50)}
    after = {CALM.text: heard(sure=79), URGENT.text: OTHER, ASKED.text: heard(sure=75)}
    questions = [CALM, URGENT, ASKED]
    assert [c.question for c in changes(questions, before, after)] == [URGENT]
    moved = shifts(questions, before, after)
    assert [(s.question, s.points) for s in moved] == [(ASKED, 25), (CALM, -11)]


def test_what_only_one_model_heard_is_not_compared() -> None:
    assert changes([CALM], {}, {CALM.text: OTHER}) == []
    assert shifts([CALM], {CALM.text: OTHER}, {}) == []


def test_heard_is_what_the_classifier_says() -> None:
    found = {"topic": "scam_job", "outcome": "offer", "urgent": 1, "confidence": 0.6449, "more": 0}
    assert Heard.of(found) == Heard("scam_job", "offer", True, 64)


def test_what_is_kept_with_a_version_comes_back() -> None:
    both = {CALM.text: heard(sure=7), URGENT.text: heard("lost_money", "offer", True, 100)}
    kept = shortened(both)
    assert unpacked([CALM, URGENT, ASKED], kept) == both
    assert not any(CALM.text in key for key in kept), "small: no texts"


@pytest.fixture
def examined() -> Content:
    names = ["一", "二", "三"]
    return Content(
        held_out={"scam_brushing": [HeldOutQuestion(text=n, urgent=False) for n in names]}
    )


def test_the_short_form_names_the_urgent_and_the_worse_ones(examined: Content) -> None:
    then = {"一": heard(), "二": OTHER, "三": heard()}
    now = {"一": OTHER, "二": heard(), "三": heard(urgent=True)}
    figures = {"answers": shortened(then)}, {"answers": shortened(now)}
    said = brief.lines(examined, *figures)
    assert said[0] == "3 句考题里，变差 2 句，变好 1 句。"
    assert ["“三”" in said[1], "“一”" in said[2]] == [True, True]
    assert said[3:] == ["  还有 1 句，用 python -m bot compare 看全部。"]
    assert brief.lines(examined, figures[0], figures[0]) == ["3 句考题，答得都和原来一样。"]


def test_the_short_form_names_at_most_eight() -> None:
    names = [f"第{n}句" for n in range(12)]
    many = Content(
        held_out={"scam_brushing": [HeldOutQuestion(text=n, urgent=False) for n in names]}
    )
    texts = [q.text for q in held_out(many)]
    then, now = dict.fromkeys(texts, heard()), dict.fromkeys(texts, OTHER)
    said = brief.lines(many, {"answers": shortened(then)}, {"answers": shortened(now)})
    assert len(said) == 1 + 8 + 1
    assert "还有 4 句" in said[-1]


def test_a_version_from_before_answers_were_kept(examined: Content) -> None:
    assert brief.lines(examined, {}, {"answers": shortened({"一": heard()})}) == []


def told(edit: Edit) -> tuple[str, str]:
    """Before and after, what changed in brackets."""
    before, after = (
        "".join(f"[{p.text}]" if p.changed else p.text for p in pieces)
        for pieces in (edit.before, edit.after)
    )
    return before, after


def test_an_edited_sentence_shows_its_characters() -> None:
    (found,) = edits("是骗局。凡是要您先垫钱的，都是诈骗。", "是骗局。凡是叫您先垫钱的，都是诈骗。")
    assert told(found) == ("凡是[要]您先垫钱的，都是诈骗。", "凡是[叫]您先垫钱的，都是诈骗。")


def test_sentences_removed_and_added() -> None:
    found = edits("马上停手。\n别退群。", "马上停手。\n先截图，再报警。")
    assert [told(edit) for edit in found] == [("[别退群。]", ""), ("", "[先截图，再报警。]")]


def test_one_step_more_is_one_difference() -> None:
    """All that follow get another number; nobody reads that as news."""
    found = edits("1. 停手\n2. 打 110\n3. 截图", "1. 停手\n2. 别退群\n3. 打 110\n4. 截图")
    assert [told(edit) for edit in found] == [("", "[别退群]")]


def test_another_number_to_call_is_marked_as_a_whole() -> None:
    (found,) = edits("拿不准打 96110。", "拿不准打 96116。")
    assert told(found) == ("拿不准打 [96110]。", "拿不准打 [96116]。")


def test_texts_that_are_new_gone_or_only_laid_out_anew() -> None:
    assert [told(edit) for edit in edits(None, "甲。乙。")] == [("", "[甲。]"), ("", "[乙。]")]
    assert [told(edit) for edit in edits("甲。", None)] == [("[甲。]", "")]
    assert edits("甲。\n\n乙。", "甲。乙。") == []
