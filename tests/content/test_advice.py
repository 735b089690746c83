"""Advice: each kind where it belongs, none where all is well, and the flood kept in bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.checks.advice import advise, worst
from bot.content.checks.advice_jargon import KNOWN_SHARE, PLAIN
from bot.content.checks.advice_kinds import KINDS, Advice
from bot.content.checks.advice_prose import length, sentences
from bot.content.checks.advice_vectors import LOUDNESS
from bot.content.checks.advice_words import crossed
from bot.content.load import ROOT, Content, load
from bot.content.problems import Severity
from bot.content.text import normalise
from bot.studio.advise import JiebaReader
from tests.conftest import TODAY

T, U = "data/faq/scam/scam_brushing.yml", "data/faq/emergency/lost_money.yml"
Edit = Callable[[str, str, str], None]


@pytest.fixture(scope="module")
def reader() -> JiebaReader:
    return JiebaReader(["刷单", "盗刷", "杀猪盘"])


@pytest.fixture
def advised(project: Path, reader: JiebaReader) -> Callable[[], list[Advice]]:
    """The advice on the small project as it now stands."""

    def look() -> list[Advice]:
        content, problems = load(project)
        assert problems == []
        return advise(content, TODAY, reader)

    return look


def of(kind: str, found: list[Advice]) -> list[Advice]:
    return [one for one in found if one.kind == kind]


def with_questions(edit: Edit, path: str, first: str, more: list[str]) -> None:
    edit(path, f"  - {first}\n", "".join(f"  - {text}\n" for text in [first, *more]))


def test_all_advice_is_advice_with_a_place(advised: Callable[[], list[Advice]]) -> None:
    for one in advised():
        assert one.problem.severity is Severity.ADVICE
        assert one.kind in KINDS
        assert one.problem.line > 0
        assert one.problem.fix


def test_too_few_questions_and_held_out_ones(advised: Callable[[], list[Advice]]) -> None:
    found = advised()
    assert {one.topic for one in of("few", found)} == {"scam_brushing", "lost_money"}
    assert {one.topic for one in of("untested", found)} == {"scam_brushing", "lost_money"}


def test_ten_questions_are_enough_if_they_differ(
    edit: Edit, advised: Callable[[], list[Advice]]
) -> None:
    more = [
        "转出去三万要得回来吗",
        "刚打款给假客服",
        "银行还能拦住不",
        "我妈汇了养老金",
        "对方拉黑我了",
        "扫码付了五千块",
        "给陌生人打了学费",
        "被骗走彩礼钱",
        "网购付款后店没了",
    ]
    with_questions(edit, U, "钱转过去了怎么办", more)
    assert "lost_money" not in {one.topic for one in of("few", advised())}
    edit(U, "刚打款给假客服", "转出去三万要得回来不")
    (few,) = [one for one in of("few", advised()) if one.topic == "lost_money"]
    assert "9 个不雷同" in few.problem.message


def test_twins_name_both_lines(edit: Edit, advised: Callable[[], list[Advice]]) -> None:
    with_questions(edit, T, "刷单要先垫钱能做吗", ["刷单要先垫钱能做么"])
    (twin,) = of("twin", advised())
    assert (twin.problem.path, twin.problem.line) == (T, 7)
    assert "第 6 行" in twin.problem.message
    assert twin.detail["like"] == "刷单要先垫钱能做吗"


def test_a_question_is_not_its_own_neighbour(advised: Callable[[], list[Advice]]) -> None:
    assert of("twin", advised()) == []


def test_question_astray_names_both_neighbours(
    edit: Edit, advised: Callable[[], list[Advice]]
) -> None:
    with_questions(edit, T, "刷单要先垫钱能做吗", ["钱已经转过去了怎么办呀"])
    (astray,) = [one for one in of("astray", advised()) if one.topic == "scam_brushing"]
    assert astray.problem.line == 7
    assert astray.detail["other"]["topic"] == "lost_money"
    assert astray.detail["other"]["question"] == "钱转过去了怎么办"
    assert astray.detail["own"]["likeness"] < astray.detail["other"]["likeness"] < 1
    assert U in astray.problem.message


def test_topic_that_no_held_out_question_reaches(
    edit: Edit, advised: Callable[[], list[Advice]]
) -> None:
    assert of("unreached", advised()) == []
    edit("tests/questions/scam/scam_brushing.yml", "抖音点赞一单五毛能信吗", "钱已转过去了咋办")
    (unreached,) = of("unreached", advised())
    assert unreached.topic == "scam_brushing"


def test_long_sentence_is_found_where_it_begins(
    edit: Edit, advised: Callable[[], list[Advice]]
) -> None:
    edit(T, "马上停手，一分钱也不再转。", "马上停手。" + "先不转再问问，" * 6 + "好。")
    (long,) = of("long", advised())
    assert (long.problem.line, long.problem.column) == (12, 10)
    assert "43 个字" in long.problem.message


@pytest.mark.parametrize(
    ("sentence", "count"), [("打 {96110}", 2), ("工行 {95588}，农行 {95599}", 7), ("一 二", 2)]
)
def test_number_is_read_as_one(sentence: str, count: int) -> None:
    assert length(sentence) == count


def test_sentences_end_at_full_stops() -> None:
    assert sentences("是骗局，别做。打 {110}！真的？") == ["是骗局，别做", "打 {110}", "真的"]


def test_jargon_brackets_and_steps(edit: Edit, advised: Callable[[], list[Advice]]) -> None:
    assert [one for one in advised() if one.kind in ("jargon", "brackets", "steps")] == []
    edit(T, "先返一点小钱，再让您垫钱", "先甄别一下（比如看看（真的）证件）")
    edit(T, "  - 马上停手", "".join(f"  - 第 {n} 件事先做好\n" for n in range(6)) + "  - 马上停手")
    found = advised()
    (jargon,) = of("jargon", found)
    assert (jargon.problem.line, jargon.problem.column) == (10, 6)
    assert jargon.detail["plain"] == "分清真假"
    assert len(of("brackets", found)) == 1
    assert "7 步" in of("steps", found)[0].problem.message


def test_review_of_a_year_ago(edit: Edit, advised: Callable[[], list[Advice]]) -> None:
    assert of("old", advised()) == []
    edit(T, "reviewed: 2026-11-22", "reviewed: 2025-11-21")
    (old,) = of("old", advised())
    assert "366 天" in old.problem.message


def test_words_that_are_cut_apart(
    edit: Edit, advised: Callable[[], list[Advice]], reader: JiebaReader
) -> None:
    assert reader.words("卡被盗刷了") == ["卡", "被盗", "刷", "了"]
    edit("data/lexicon.txt", "刷单\n", "刷单\n盗刷\n")
    edit(T, "title: 刷单返利", "title: 高考生被盗刷")
    with_questions(edit, T, "刷单要先垫钱能做吗", ["卡被盗刷了", "卡又被盗刷了吗", "说我被盗刷"])
    (lexicon,) = [one for one in of("cut", advised()) if one.problem.path == "data/lexicon.txt"]
    assert (lexicon.problem.line, lexicon.detail["as"]) == (2, "被盗/刷")
    (title,) = [one for one in of("cut", advised()) if one.problem.path == T]
    assert title.detail["as"] == "高/考生"


@pytest.mark.parametrize("name", ["移动客服", "联通的电话", "移动卡", "虚假贷款", "被绑架"])
def test_names_cut_where_they_should_be(name: str, reader: JiebaReader) -> None:
    assert crossed(reader.words(name), reader) == ""


def test_flood_is_kept_in_bounds(edit: Edit, advised: Callable[[], list[Advice]]) -> None:
    first = "有人拉我进群说给主播点赞就能返钱先垫三百块"
    with_questions(edit, T, "刷单要先垫钱能做吗", [first, *(f"{first}{t}" for t in "吗么嘛呢呀")])
    found = advised()
    shown, left_out = worst(found)
    assert len(of("twin", found)) == 5
    assert [one.weight for one in of("twin", shown)] == sorted(
        (one.weight for one in of("twin", found)), reverse=True
    )[:3]
    assert left_out[T, "twin"] == 2


def test_jargon_is_what_residents_do_not_say(content: Content) -> None:
    said = [q for topic in content.topics.values() for _, q in topic.all_questions()]
    said += [question.text for asked in content.held_out.values() for question in asked]
    text = "\n".join(map(normalise, said))
    common = [word for word in PLAIN if text.count(word) > KNOWN_SHARE * len(said)]
    assert common == []


def test_reader_cuts_as_the_model_does(content: Content) -> None:
    from bot.understanding.words import cut, overlay, words_of

    ours, theirs = JiebaReader(content.lexicon), overlay(words_of(content.lexicon))
    for topic in content.topics.values():
        for question in topic.questions[::40]:
            assert ours.words(normalise(question)) == cut(theirs, normalise(question))


def test_vectors_weigh_as_the_classifier_does() -> None:
    from bot.understanding import fit

    assert LOUDNESS == fit.LOUDNESS


def bot(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )


def test_command_for_one_topic_as_json() -> None:
    done = bot("check", "--topic", "刷单返利", "--json")
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert {one["topic"] for one in found} == {"scam_brushing"}
    assert all(one["severity"] == "建议" and one["kind"] in KINDS for one in found)


def test_unknown_topic_is_one_clear_line() -> None:
    done = bot("check", "--topic", "scam_brush")
    assert done.returncode == 2
    assert "scam_brushing" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_imports_neither_rasa_nor_what_advice_needs() -> None:
    heavy = "('rasa', 'tensorflow', 'scipy', 'jieba')"
    code = f"import sys; from bot.__main__ import main; main(['check']);print([m for m in {heavy} if m in sys.modules])"  # noqa: E501
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_advice_imports_no_rasa() -> None:
    code = "import sys, bot.studio.advise; print([m for m in ('rasa', 'tensorflow') if m in sys.modules])"  # noqa: E501
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
