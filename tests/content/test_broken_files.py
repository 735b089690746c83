"""Thirty ways to break a file: each is reported at its line and column, and nothing else is."""

# ruff: noqa: E501  (the table reads better with one slip a line)

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.checks import check, errors
from bot.studio.check import run
from tests.conftest import TODAY

T = "data/faq/scam/scam_brushing.yml"
U = "data/faq/emergency/lost_money.yml"
H = "data/hotlines.yml"
TIPS = "data/tips.yml"
FLAGS = "data/red_flags.yml"
SEASONS, DECIDING, QUIZ = "data/seasons.yml", "data/deciding_questions.yml", "data/quiz.yml"
CASE_Q, CASE_A = "data/case/questions.yml", "data/case/advice.yml"
ASIDES = "data/case/asides.yml"
MSG = "data/messages.yml"
LEX = "data/lexicon.txt"
Q = "tests/questions/scam/scam_brushing.yml"

# name: (file, old, new, line, column, field, what the message must say)
# fmt: off
SLIPS: dict[str, tuple[str, str, str, int, int, str, str]] = {
    "missing field": (T, "title: 刷单返利\n", "", 1, 1, "title", "缺少这个字段"),
    "unknown field": (T, "urgent:", "urgnet: true\nurgent:", 3, 1, "urgnet", "不认识这个字段"),
    "reserved field": (T, "title:", "id: x\ntitle:", 1, 1, "id", "不认识这个字段"),
    "text where a list belongs": (T, "audience: [学生]", "audience: 学生", 2, 11, "audience", "一列条目"),
    "list where a text belongs": (T, "title: 刷单返利", "title: [刷单]", 1, 8, "title", "一句文字"),
    "yes instead of true": (T, "urgent: false", "urgent: 是", 3, 9, "urgent", "true 或 false"),
    "not a date": (T, "reviewed: 2026-11-22", "reviewed: 昨天", 16, 11, "reviewed", "不是日期"),
    "a date without hyphens": (T, "reviewed: 2026-11-22", "reviewed: 20261122", 16, 11, "reviewed", "不是日期"),
    "tab": (T, "  - 点赞", "\t- 点赞", 5, 1, "", "Tab"),
    "tab after spaces": (T, "  - 点赞", "  \t- 点赞", 5, 3, "", "Tab"),
    "duplicate key": (T, "urgent: false", "urgent: false\ntitle: 又一个", 4, 1, "title", "写了两次"),
    "unknown hotline": (T, "hotlines: [96110, 110]", "hotlines: [96110, 10]", 13, 19, "hotlines[2]", "登记册里没有 10"),
    "unknown reference": (T, "{96110}", "{96111}", 8, 16, "answer", "登记册里没有 {96111}"),
    "number in the text": (T, "{96110}", "96110", 8, 16, "answer", "直接写了号码 96110"),
    "unknown number in a step": (T, "马上停手", "打 07121234567", 12, 7, "steps[1]", "直接写了号码"),
    "web address in the text": (T, "马上停手", "看 www.abc.com", 12, 7, "steps[1]", "www.abc.com"),
    "mobile number in a question": (T, "刷单要先垫钱能做吗", "13812345678是骗子吗", 6, 5, "questions[2]", "手机号"),
    "same question twice": (T, "刷单要先垫钱能做吗", "点赞关注,就给钱是真的吗?", 6, 5, "questions[2]", "本文件第 5 行"),
    "same question in two topics": (T, "点赞关注就给钱是真的吗", "錢轉過去了怎麼辦", 5, 5, "questions[1]", "第 5 行重复"),
    "empty list": (T, "hotlines: [96110, 110]", "hotlines: []", 13, 11, "hotlines", "一条也没有"),
    "empty field": (T, "title: 刷单返利", "title:", 1, 7, "title", "没有内容"),
    "full-width colon": (T, "title: 刷单返利", "title\uff1a刷单返利", 1, 6, "title", "中文冒号"),
    "no space after the colon": (T, "urgent: false", "urgent:false", 3, 7, "urgent", "少了空格"),
    "bad indent": (T, "  - 刷单要先", " - 刷单要先", 6, 2, "", "缩进"),
    "no colon": (T, "urgent: false", "urgent false", 4, 1, "", "冒号"),
    "open quote": (T, "title: 刷单返利", "title: '刷单返利", 1, 8, "", "引号"),
    "open bracket": (T, "audience: [学生]", "audience: [学生", 2, 11, "", "括号"),
    "brace at the start": (T, "  - 马上停手，一分钱也不再转。", "  - {110} 马上打", 12, 5, "", "没有加引号"),
    "alias": (T, "  - 刷单要先垫钱能做吗", "  - *刷单", 6, 6, "", "*"),
    "tag": (T, "title: 刷单返利", "title: !!python/name:os.system x", 1, 8, "title", "“!”"),
    "control character": (T, "刷单返利", "刷单\x07返利", 1, 10, "", "控制字符"),
    "answer too long": (T, "是骗局，不要做。", "是骗局。" * 40, 7, 9, "answer", "太长"),
    "related to nothing": (T, "related: [lost_money]", "related: [lost_mony]", 14, 11, "related[1]", "没有叫 lost_mony"),
    "related to itself": (T, "related: [lost_money]", "related: [scam_brushing]", 14, 11, "related[1]", "自己"),
    "source that nobody can look up": (T, "[S01, F2.1]", "[S01, 听说]", 15, 16, "sources[2]", "听说"),
    "urgent without 110 first": (U, "马上打 {110}，说要紧急止付", "先别急。打 {110}", 6, 9, "answer", "第一句没有 110"),
    "needed number gone": (H, "12356:", "12357:", 1, 1, "12356", "随时能给居民看"),
    "needed number unverified": (H, "confidence: 高", "confidence: 低", 2, 3, "110", "随时能给居民看"),
    "wrong confidence": (H, "  confidence: 高", "  confidence: 很高", 9, 15, "110.confidence", "只能写 高、中、低"),
    "expiry before check": (H, "expires: 2027-05-22", "expires: 2026-01-01", 11, 12, "110.expires", "早于核对日期"),
    "tip for no topic": (TIPS, "[scam_brushing]", "[scam_brush]", 3, 12, "[1].topics[1]", "没有叫 scam_brush"),
    "red flag for no topic": (FLAGS, "[scam_brushing]", "[scam_brush]", 3, 12, "[1].topics[1]", "没有叫 scam_brush"),
    "red flag with an open bracket": (FLAGS, "…[提现]", "…[提现", 6, 7, "[1].phrases[1]", "少了"),
    "red flag that fires on everything": (FLAGS, "[交/充]…[提现]", "……", 6, 7, "[1].phrases[1]", "什么话都会命中"),
    "red flag that misses its example": (FLAGS, "要先交两千才能提现", "要先给两千", 10, 7, "[1].examples[1]", "没有命中"),
    "red flag on a counter-example": (FLAGS, "提现收千分之一", "充了才提现收千分之一", 13, 7, "[1].counter_examples[1]", "被命中"),
    "red flag of too much weight": (FLAGS, "weight: 3", "weight: 9", 4, 11, "[1].weight", "只能写 1、2、3"),
    "season without an end": (SEASONS, "  to: 08-31\n", "", 1, 3, "[1].to", "缺少这个字段"),
    "season on no day": (SEASONS, "06-09", "6-9", 3, 9, "[1].from", "格式不对"),
    "season for no topic": (SEASONS, "[scam_brushing]", "[scam]", 6, 12, "[1].topics[1]", "没有叫 scam"),
    "deciding question for no flag": (DECIDING, "[pay_first]", "[pay_last]", 5, 11, "[1].flags[1]", "没有叫 pay_last"),
    "quiz with two options": (QUIZ, "[先垫, 一分不垫, 少垫一点]", "[先垫, 不垫]", 4, 12, "[1].options", "至少写 3 条"),
    "quiz with the fourth right": (QUIZ, "answer: 2", "answer: 4", 5, 11, "[1].answer", "只能写 1、2、3"),
    "quiz for no topic": (QUIZ, "topic: scam_brushing", "topic: scam", 2, 10, "[1].topic", "没有叫 scam"),
    "case question for no fact": (CASE_Q, "fact: when", "fact: where", 2, 9, "[1].fact", "只能写"),
    "case advice for no case": (CASE_A, "[bank]", "[banks]", 3, 30, "if.paid[1]", "只能写"),
    "case advice with a bare number": (CASE_A, "{110}", "110", 4, 13, "[1].text", "直接写了号码 110"),
    "aside that misses its example": (ASIDES, "几百块能立案吗", "能立案吗", 7, 7, "[1].examples[2]", "没有命中"),
    "aside on a counter-example": (ASIDES, "昨天下午", "五百管够", 10, 7, "[1].counter_examples[2]", "被命中"),
    "message missing": (MSG, "empty: 一句话\n", "", 1, 1, "", "缺少 empty"),
    "lexicon with a full-width space": (LEX, "杀猪盘 20 n", "杀猪盘\u300020", 2, 1, "", "看不懂"),
    "held-out question that is trained": (Q, "抖音点赞一单五毛能信吗", "点赞关注就给钱是真的吗？", 2, 11, "questions[1].text", "训练问法"),
    "held-out question without urgency": (Q, "    urgent: false\n", "", 2, 5, "questions[1].urgent", "缺少"),
}
# fmt: on


@pytest.mark.parametrize("name", SLIPS)
def test_slip_is_reported_where_it_is(
    name: str, project: Path, edit: Callable[[str, str, str], None]
) -> None:
    file, old, new, line, column, field, said = SLIPS[name]
    edit(file, old, new)
    _, problems = check(project, TODAY)
    here = [p for p in errors(problems) if p.path == file]
    assert [(p.line, p.column) for p in here[:1]] == [(line, column)], here
    assert field in here[0].field
    assert said in str(here[0])
    assert "→" in str(here[0])


def test_small_project_has_no_errors(project: Path) -> None:
    assert errors(check(project, TODAY)[1]) == []


def test_wrong_encoding_is_placed(project: Path) -> None:
    path = project / T
    path.write_bytes(path.read_text("utf-8").encode("gb18030"))
    (problem,) = [p for p in check(project, TODAY)[1] if p.path == T]
    assert (problem.line, problem.column) == (1, 9)  # the first two bytes look like a letter
    assert "UTF-8" in problem.message


def test_byte_order_mark_and_windows_lines_are_fine(project: Path) -> None:
    path = project / T
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert errors(check(project, TODAY)[1]) == []


@pytest.mark.parametrize("text", ['- key: "110"\n  name: 报警\n', "一段话\n"])
def test_a_registry_of_another_shape_is_one_problem(project: Path, text: str) -> None:
    (project / H).write_text(text, "utf-8")
    (problem,) = errors(check(project)[1])
    assert str(problem).startswith(f"{H}:1:1 ")


@pytest.mark.parametrize("text", ["", "   \n", "# 只有注释\n"])
def test_empty_file(project: Path, text: str) -> None:
    (project / T).write_text(text, "utf-8")
    (problem,) = [p for p in errors(check(project, TODAY)[1]) if p.path == T]
    assert "空的" in problem.message


def test_missing_file(project: Path) -> None:
    (project / H).unlink()
    assert any("文件不见了" in str(p) for p in check(project, TODAY)[1] if p.path == H)


def test_file_in_the_wrong_place(project: Path) -> None:
    (project / T).rename(project / "data/faq/scam_brushing.yml")
    problems = check(project, TODAY)[1]
    assert any("放错了地方" in p.message for p in problems)


def test_alias_bomb_is_refused_quickly(project: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
        f"{n}: &{n} [{', '.join(['*' + m] * 8)}]\n"
        for m, n in zip("abcdefg", "bcdefgh", strict=True)
    )
    (project / T).write_text(bomb, "utf-8")
    problems = check(project, TODAY)[1]
    assert any("引用" in p.message for p in problems)


def test_everything_comes_at_once(
    project: Path, edit: Callable[[str, str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    edit(T, "title: 刷单返利", "title: ''")
    edit(T, "urgent: false", "urgent: 否")
    edit(U, "hotlines: [110]", "hotlines: [119]")
    edit(TIPS, "topics: [scam_brushing]", "topics: scam_brushing")
    assert run(project) == 1
    out = capsys.readouterr().out
    for place in (f"{T}:1:8", f"{T}:3:9", f"{U}:10:12", f"{TIPS}:3:11"):
        assert place in out
    assert "Traceback" not in out
    assert "4 个错误" in out
