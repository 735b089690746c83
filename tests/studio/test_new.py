"""`bot new`: all or nothing; incomplete at first, right once its comments are followed."""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path

import pytest

from bot.content.checks import check, errors
from bot.content.checks.questions import ENOUGH, ENOUGH_HELD_OUT
from bot.content.load import FAQ, HELD_OUT, ROOT
from bot.studio import new
from tests.studio.test_commands import bot

C, Q = f"{FAQ}/scam/scam_rent.yml", f"{HELD_OUT}/scam/scam_rent.yml"


def files(root: Path) -> dict[str, str]:
    return {
        p.relative_to(root).as_posix(): p.read_text("utf-8") for p in root.rglob("*") if p.is_file()
    }


def example(lines: list[str], at: int) -> str:
    """What the comment above a line gives as an example."""
    above = [line[4:] for line in lines[:at] if line.startswith("# 例：")]
    return above[-1]


def filled_in(text: str) -> str:
    """The skeleton, every item filled with the example that its comment gives."""
    lines = [*text.splitlines(), ""]
    for at, line in enumerate(lines):
        if line == "answer: |":
            lines[at + 1] = f"  {example(lines, at)}"
        elif re.fullmatch(r"[a-z_]+:", line) and not lines[at + 1].startswith("  -"):
            lines[at] = f"{line} {example(lines, at)}"
        elif line == "  -":
            several = ENOUGH if lines[at - 1] == "questions:" else 1
            said = example(lines, at)
            lines[at] = "\n".join(
                f"  - {said}" + (f"，第{n}回问" if n else "") for n in range(several)
            )
    return "\n".join(lines)


def held_out_filled_in(text: str) -> str:
    said, urgent = re.findall(r"^# 例：(.+)$", text, re.M)
    head, _ = text.split("  - text:")
    return head + "".join(
        f"  - text: {said}，{n}\n    urgent: {urgent}\n" for n in range(ENOUGH_HELD_OUT)
    )


def test_fresh_skeleton_is_incomplete(project: Path) -> None:
    assert new.run("scam_rent", "scam", "", [], project) == 0
    found = errors(check(project)[1])
    assert {p.path for p in found} == {C, Q}
    fields = {p.field.split("[")[0] for p in found if p.path == C}
    required = {"title", "audience", "urgent", "questions", "answer", "hotlines", "sources"}
    assert fields >= required | {"reviewed"}
    for problem in found:
        assert "没有内容" in problem.message or "true 或 false" in problem.message, str(problem)


def test_filled_in_as_the_comments_say_it_passes(project: Path) -> None:
    assert new.run("scam_rent", "scam", "", [], project) == 0
    for name, fill in ((C, filled_in), (Q, held_out_filled_in)):
        path = project / name
        path.write_text(fill(path.read_text("utf-8")), "utf-8")
    content, problems = check(project)
    assert [str(p) for p in problems if p.path in (C, Q)] == []
    topic = content.topics["scam_rent"]
    assert len(topic.questions) == ENOUGH
    assert topic.urgent_questions
    assert topic.signs
    assert topic.points
    assert topic.steps
    assert topic.reviewed <= datetime.date.today()


def test_what_is_not_needed_may_be_deleted_as_the_comments_say(project: Path) -> None:
    assert new.run("scam_rent", "scam", "", [], project) == 0
    text = (project / C).read_text("utf-8")
    deletable = re.compile(r"(# [^\n]*把下面两行删掉。\n(?:#[^\n]*\n)*)[a-z_]+:\n  -\n")
    text, count = deletable.subn(r"\1", text)
    assert count == 4
    (project / C).write_text(filled_in(text), "utf-8")
    (project / Q).write_text(held_out_filled_in((project / Q).read_text("utf-8")), "utf-8")
    assert [str(p) for p in check(project)[1] if p.path in (C, Q)] == []


@pytest.mark.parametrize(
    "said",
    [
        "是真的吗",
        "'引号' 和 \"双引号\"",
        "{110} 开头",
        "- 横线: # 井号",
        "110",
        "true",
        "*星",
        "a: b",
    ],
)
def test_title_and_questions_arrive_as_they_were_typed(project: Path, said: str) -> None:
    assert new.run("scam_rent", "scam", said, [said, f" 另一句 \n {said}"], project) == 0
    content, problems = check(project)
    source = content.sources[C]
    assert source.data["title"] == said
    assert source.data["questions"] == [said, f"另一句 {said}", None]
    assert any(p.field == "questions[3]" for p in problems)


REFUSED = {
    "no topic": ("", "scam", "没有写主题名"),
    "capital letters": ("Scam_rent", "scam", "小写英文"),
    "Chinese": ("租房", "scam", "小写英文"),
    "full-width letters": ("\uff53\uff43\uff41\uff4d", "scam", "小写英文"),
    "path": ("../../evil", "scam", "小写英文"),
    "absolute path": ("/tmp/evil", "scam", "小写英文"),
    "Windows path": ("..\\evil", "scam", "小写英文"),
    "file name": ("scam_rent.yml", "scam", "小写英文"),
    "line break": ("scam_rent\n", "scam", "小写英文"),
    "no end": ("a" * 300, "scam", "小写英文"),
    "unknown group": ("scam_rent", "scams", "没有叫“scams”的分组"),
    "no group": ("scam_rent", "", "没有写分组"),
    "group as a path": ("scam_rent", "../faq/scam", "分组"),
    "existing topic": ("scam_brushing", "scam", f"{FAQ}/scam/scam_brushing.yml 已经有了"),
    "in another group": ("scam_brushing", "law", f"{FAQ}/scam/scam_brushing.yml 已经有了"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_one_line(project: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    topic, group, said = REFUSED[name]
    before = files(project)
    assert new.run(topic, group, "", [], project) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 1
    assert said in err
    assert "→" in err
    assert files(project) == before


@pytest.mark.parametrize(
    ("title", "question", "said"),
    [
        ("长" * 31, "", "31 个字"),
        (" ", "", "0 个字"),
        ("铃\x07", "", "控制字符"),
        ("", "问" * 201, "201"),
    ],
)
def test_texts_that_no_file_may_hold(
    project: Path, capsys: pytest.CaptureFixture[str], title: str, question: str, said: str
) -> None:
    before = files(project)
    assert new.run("scam_rent", "scam", title, [question] if question else [], project) == 2
    assert said in capsys.readouterr().err
    assert files(project) == before


def test_held_out_questions_are_not_overwritten(project: Path) -> None:
    (project / FAQ / "scam/scam_brushing.yml").unlink()
    before = files(project)
    assert new.run("scam_brushing", "scam", "", [], project) == 2
    assert files(project) == before


@pytest.mark.parametrize("failing", [1, 2])
def test_both_files_or_none(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failing: int
) -> None:
    before, calls = files(project), []

    def replace(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")
        os.rename(source, target)

    monkeypatch.setattr(new.os, "replace", replace)
    assert new.run("scam_rent", "scam", "", [], project) == 2
    assert files(project) == before
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_everybody_may_read_what_was_made(project: Path) -> None:
    usual = project / "usual"
    usual.touch()
    assert new.run("scam_rent", "scam", "", [], project) == 0
    assert (project / C).stat().st_mode == usual.stat().st_mode


def test_says_in_three_lines_what_to_do_next(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new.run("scam_rent", "scam", "", [], project) == 0
    one, two, three = capsys.readouterr().out.splitlines()
    assert C in one
    assert Q in two
    assert "make check" in three


def test_groups_are_those_that_there_are() -> None:
    assert set(new.GROUPS) == {p.name for p in (ROOT / FAQ).iterdir() if p.is_dir()}


def test_as_it_is_typed() -> None:
    """On the real content: refusals only, so that nothing is written."""
    done = bot("new", "scam_nfc", "--group", "law")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("data/faq/scam/scam_nfc.yml 已经有了")
    shown = bot("new", "--help")
    assert shown.returncode == 0
    assert "举例" in shown.stdout
    assert "--from-question" in shown.stdout
