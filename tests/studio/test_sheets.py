"""Topics as sheets and back: only what was edited changes, or nothing at all."""

from __future__ import annotations

import csv
import datetime
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.content.load import ROOT
from bot.studio.sheets import cells, exporting, importing, journal
from bot.studio.sheets.merge import merged

NASTY = (
    *(
        '"007"',
        "'3-5'",
        "'=1+1'",
        "'+86 开头的能接吗'",
        "'@所有人 是真的吗'",
        "'-5'",
        "'''单引号开头'",
    ),
    *("'12:30'", "'50%'", "'true'", "'1e5'", "'20261122'", '"a\\u00a0b 怎么办"', "_x0041_ 是什么"),
    *(
        '"1234567890123456789"',
        '"两行\\n问法"',
        '"响铃\\x07了"',
        "'＝1'",
        "'2026-3-5'",
        "😀 怎么办",
    ),
)
Edit = Callable[[Any], None]


@pytest.fixture
def root(project: Path) -> Path:
    """The small project, with nasty questions, remarks, and held-out questions."""
    path = project / "data/faq/scam/scam_brushing.yml"
    nasty = "".join(f"  - {one}   # 备注\n" for one in NASTY)
    text = path.read_text("utf-8").replace("answer: |", f"  # 难写的\n{nasty}answer: |  # 直接答")
    path.write_text(text, "utf-8")
    folder = project / "tests/questions/scam"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scam_brushing.yml").write_text(
        "questions:\n  - text: '=点赞'  # 一\n    urgent: false\n"
        "  - text: 她正要转\n    urgent: true\n",
        "utf-8",
    )
    return project


def files(root: Path) -> dict[str, bytes]:
    """All content."""
    found = [*(root / "data").rglob("*"), *(root / "tests").rglob("*")]
    return {str(p.relative_to(root)): p.read_bytes() for p in found if p.is_file()}


def export(root: Path, name: str = "问答.xlsx", as_csv: bool = False) -> Path:
    assert exporting.run(root, root / name, as_csv, force=True) == 0
    return root / name


def edited(root: Path, edit: Edit) -> Path:
    """A workbook that was exported, edited and saved."""
    path = export(root)
    book = load_workbook(path)
    edit(book)
    book.save(path)
    return path


def imported(root: Path, path: Path, dry: bool = False, delete: bool = False) -> int:
    return importing.run(root, path, dry, delete)


def cell(book: Any, sheet: str, text: str) -> Any:
    """The cell of a sheet that says `text`."""
    return next(c for row in book[sheet].iter_rows() for c in row if c.value == text)


def topic(book: Any, name: str, heading: str) -> Any:
    """The cell of a topic below a heading."""
    ids = next(column for column in book["主题"].columns if "编号" in [c.value for c in column])
    row = next(one.row for one in ids if one.value == name)
    return book["主题"].cell(row, cell(book, "主题", heading).column)


@pytest.mark.parametrize("as_csv", [False, True])
def test_real_content_comes_back_byte_for_byte(tmp_path: Path, as_csv: bool) -> None:
    from tests.studio.test_commands import clone

    root = clone.__wrapped__(tmp_path)  # type: ignore[attr-defined]
    before = files(root)
    path = export(root, "表" if as_csv else "表.xlsx", as_csv)
    if not as_csv:
        load_workbook(path).save(path)
    assert imported(root, path) == 0
    assert files(root) == before


def test_nothing_edited_nothing_changed(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(root)
    assert imported(root, export(root)) == 0
    assert imported(root, edited(root, lambda book: None)) == 0
    assert imported(root, export(root, "表", as_csv=True)) == 0
    assert files(root) == before
    assert "没有要改的" in capsys.readouterr().out


def test_no_cell_is_a_formula_or_a_number(root: Path) -> None:
    book = load_workbook(export(root))
    for sheet in ("主题", "问法", "考题"):
        for row in book[sheet].iter_rows(min_row=2):
            for one in row:
                assert one.value is None or (one.data_type, one.number_format) == ("s", "@")
        assert book[sheet].freeze_panes
        assert book[sheet].auto_filter.ref
    assert book["校验"].sheet_state == "veryHidden"
    kinds = [(str(v.sqref), v.formula1) for v in book["问法"].data_validations.dataValidation]
    assert ("C2:C1048576", '"普通,紧急"') in kinds
    assert ("A2:A1048576", "=主题!$A$2:$A$2000") in kinds
    assert cell(book, "问法", "=1+1").quotePrefix


def test_csv_is_safe_to_open_in_a_spreadsheet(root: Path) -> None:
    folder = export(root, "表", as_csv=True)
    assert (folder / "问法.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                assert not any(cells.dangerous(value) for value in row), row
    for text in ("=1", "'=1", "''=1", "'abc", "a'", "-", "'", "＝1", "\t1", ""):
        assert cells.unguarded(cells.guarded(text)) == text


def mangle(book: Any) -> None:
    """All that spreadsheets and their users do without meaning to."""
    sheet = book["问法"]
    turned = {
        "007": 7, "3-5": datetime.datetime(2026, 3, 5), "12:30": datetime.time(12, 30),
        "50%": 0.5, "true": True, "1e5": 100000, "20261122": 20261122.0,
        "1234567890123456789": 1.23456789012346e18, "2026-3-5": datetime.datetime(2026, 3, 5),
        "-5": -5,
        "点赞关注就给钱是真的吗": "点赞关注就给钱是真的吗\u00a0 ",
        "两行\n问法": "两行_x000D_\n问法 ",
    }  # fmt: skip
    for old, new in turned.items():
        cell(book, "问法", old).value = new
    topic(book, "scam_brushing", "拨号按钮").value = "96110\r\n110 "
    topic(book, "lost_money", "拨号按钮").value = 110
    topic(book, "scam_brushing", "审阅日期").value = datetime.datetime(2026, 11, 22)
    topic(book, "lost_money", "审阅日期").value = 46348
    topic(book, "scam_brushing", "紧急").value = False
    sheet.insert_rows(3, 2)
    sheet.insert_cols(2)
    sheet["B1"] = "我的备注"
    sheet["B5"] = "看过了"
    sheet.row_dimensions[4].hidden = True
    sheet.auto_filter.ref = "A1:D9"
    held = book["考题"]
    for row in held.iter_rows(max_col=3):
        row[0].value, row[2].value = row[2].value, row[0].value
    held.merge_cells("C2:C3")
    book["主题"].insert_rows(1)
    book["主题"]["A1"] = "社区自用"
    book.create_sheet("草稿")["A1"] = "随手记"


def test_what_spreadsheets_do_by_themselves_changes_nothing(root: Path) -> None:
    before = files(root)
    assert imported(root, edited(root, mangle)) == 0
    assert files(root) == before


def test_csv_that_a_spreadsheet_saved_again(root: Path) -> None:
    before = files(root)
    folder = export(root, "表", as_csv=True)
    path = folder / "问法.csv"
    text = path.read_text("utf-8-sig").replace(",007,", ",7,").replace("'3-5", "3-5")
    text = text.replace("1234567890123456789", "1.2345678901234567E+18").replace(
        ",3-5,", ",3月5日,"
    )
    path.write_bytes(text.replace("\n", "\r\n").replace(",", ";").encode())
    assert imported(root, folder) == 0
    assert files(root) == before
    path.write_bytes("主题,问法,种类\n".encode("gbk"))
    assert imported(root, folder) == 1


def change(book: Any) -> None:
    topic(book, "scam_brushing", "回答").value = "是骗局: 不要做。\n打 {96110}。"
    topic(book, "scam_brushing", "怎么认出来").value = None
    topic(book, "scam_brushing", "现在怎么做").value += "\n{110} 报警，说刚被骗"
    topic(book, "scam_brushing", "拨号按钮").value = "96110\n110\n120"
    cell(book, "问法", "刷单要先垫钱能做吗").value = "=刷单: 能做吗"
    cell(book, "问法", "=刷单: 能做吗").data_type = "s"
    cell(book, "问法", "50%").value = None
    cell(book, "考题", "她正要转").offset(0, 1).value = "否"
    book["问法"].append(["scam_brushing", "她正要垫第二笔", "紧急"])
    book["考题"].append(["lost_money", "才转了钱咋办", "是"])


def test_edits_change_their_lines_only(root: Path) -> None:
    before = files(root)
    assert imported(root, edited(root, change)) == 0
    after = files(root)
    name = "data/faq/scam/scam_brushing.yml"
    old, new = before.pop(name).decode(), after.pop(name).decode()
    for line, put in {
        "  - 刷单要先垫钱能做吗\n": "  - '=刷单: 能做吗'\n",
        "  - '50%'   # 备注\n": "",
        "answer: |  # 直接答\n  是骗局，不要做。拿不准打 {96110}。\n":
            "urgent_questions:\n  - 她正要垫第二笔\n"
            "answer: |  # 直接答\n  是骗局: 不要做。\n  打 {96110}。\n",
        "signs:\n  - 先返一点小钱，再让您垫钱\n": "",
        "  - 马上停手，一分钱也不再转。\n":
            "  - 马上停手，一分钱也不再转。\n  - '{110} 报警，说刚被骗'\n",
        "hotlines: [96110, 110]": "hotlines: [96110, 110, 120]",
    }.items():  # fmt: skip
        assert line in old, line
        old = old.replace(line, put)
    assert new == old
    name = "tests/questions/scam/scam_brushing.yml"
    assert after.pop(name) == before.pop(name).replace(b"true", b"false")
    name = "tests/questions/emergency/lost_money.yml"
    assert after.pop(name).decode().endswith("  - text: 才转了钱咋办\n    urgent: true\n")
    before.pop(name, None)
    assert after == before


def test_reordered_questions(root: Path) -> None:
    def swap(book: Any) -> None:
        one, two = (
            cell(book, "问法", "点赞关注就给钱是真的吗"),
            cell(book, "问法", "刷单要先垫钱能做吗"),
        )
        one.value, two.value = two.value, one.value

    assert imported(root, edited(root, swap)) == 0
    text = (root / "data/faq/scam/scam_brushing.yml").read_text("utf-8")
    assert "questions:\n  - 刷单要先垫钱能做吗\n  - 点赞关注就给钱是真的吗\n" in text


def new_topic(book: Any) -> None:
    row = [
        "scam_new", "骗术", "{110} 新骗术", "学生\n老年人", "否", "是骗局: 别信。", None,
        "要点一二三四", None, "讲提示", "96110", "lost_money", "S01\nF2.1",
        datetime.date(2026, 11, 22),
    ]  # fmt: skip
    book["主题"].append(row)
    book["问法"].append(["scam_new", "yes", "普通"])
    book["问法"].append(["scam_new", "新骗术是真的吗", "普通"])
    book["考题"].append(["scam_new", "新骗术可信吗", "否"])


def test_new_topic_is_a_new_file(root: Path) -> None:
    before = files(root)
    assert imported(root, edited(root, new_topic)) == 0
    after = files(root)
    assert after.pop("data/faq/scam/scam_new.yml").decode() == (
        "title: '{110} 新骗术'\naudience: [学生, 老年人]\nurgent: false\nquestions:\n  - 'yes'\n"
        "  - 新骗术是真的吗\nanswer: |\n  是骗局: 别信。\npoints:\n  - 要点一二三四\naction: tips\n"
        "hotlines: [96110]\nrelated: [lost_money]\nsources: [S01, F2.1]\nreviewed: 2026-11-22\n"
    )
    assert after.pop("tests/questions/scam/scam_new.yml").decode() == (
        "questions:\n  - text: 新骗术可信吗\n    urgent: false\n"
    )
    assert after == before
    assert imported(root, edited(root, lambda book: None)) == 0


def test_topic_is_removed_only_if_asked(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(root, edited(root, new_topic)) == 0
    before = files(root)
    path = edited(root, lambda book: book["主题"].delete_rows(topic(book, "scam_new", "编号").row))
    assert imported(root, path) == 0
    assert files(root) == before
    assert "--delete" in capsys.readouterr().out
    assert imported(root, path, delete=True) == 0
    gone = {"data/faq/scam/scam_new.yml", "tests/questions/scam/scam_new.yml"}
    assert before.keys() - files(root).keys() == gone


def test_dry_run_writes_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(root)
    assert imported(root, edited(root, change), dry=True) == 0
    assert files(root) == before
    said = capsys.readouterr().out
    assert "改了回答" in said
    assert "试运行" in said


def wrong(book: Any) -> None:
    topic(book, "scam_brushing", "标题").value = None
    topic(book, "scam_brushing", "回答").value = "长" * 121
    topic(book, "scam_brushing", "审阅日期").value = "明天"
    topic(book, "lost_money", "紧急").value = "也许"
    topic(book, "lost_money", "拨号按钮").value = "110\n99999"
    topic(book, "lost_money", "分组").value = "骗术"
    for row in (
        ["scam_none", "没有的主题", "普通"], [None, "没写主题", "普通"],
        ["lost_money", "种类呢", "急"],
        ["lost_money", "=A1&B1", "普通"], ["lost_money", datetime.datetime(2026, 1, 2), "普通"],
        ["lost_money", "字" * 201, "普通"], ["lost_money", "刷单要先垫钱，能做吗？", "普通"],
    ):  # fmt: skip
        book["问法"].append(row)
    book["考题"].append(["lost_money", "紧急没填", None])
    book["主题"].append(["Scam-X", "没有的分组", "标题"])


def test_all_mistakes_are_told_by_cell(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(root)
    path = edited(root, wrong)
    assert imported(root, path) == 1
    assert files(root) == before
    said = capsys.readouterr().err
    last = load_workbook(path)["问法"].max_row
    for part in (
        "主题!C3： 太短 →", "主题!F3： 太长（121 字", "主题!N3： 不是日期 →",
        "主题!E2： “也许”看不懂 →",
        "主题!B2： 已有主题的分组", "主题!A4： 编号“Scam-X”", "主题!B4： 没有叫“没有的分组”",
        f"问法!A{last - 6}： 没有叫 scam_none", f"问法!A{last - 5}： 没有写是哪个主题",
        f"问法!C{last - 4}： 种类“急”看不懂 → 填 普通 或 紧急", f"问法!B{last - 3}： 这是公式",
        f"问法!B{last - 2}： 表格软件把内容改成了", f"问法!B{last - 1}： 太长 → 最多 200 个字",
        "考题!C4： 紧急“”看不懂",
    ):  # fmt: skip
        assert part in said, (part, said)
    assert "什么也没有写" in said


def test_what_the_check_finds_is_rolled_back(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def unknown(book: Any) -> None:
        topic(book, "lost_money", "拨号按钮").value = "110\n99999"
        book["问法"].append(["lost_money", "刷单要先垫钱，能做吗？", "普通"])

    before = files(root)
    path = edited(root, unknown)
    assert imported(root, path) == 1
    assert files(root) == before
    said = capsys.readouterr().err
    last = load_workbook(path)["问法"].max_row
    assert "主题!K2： 第 2 条登记册里没有 99999 →" in said
    assert f"问法!B{last}： " in said or "与" in said
    assert not (root / journal.FOLDER).exists()


def test_errors_that_were_there_before_do_not_stand_in_the_way(root: Path) -> None:
    path = root / "data/tips.yml"
    path.write_text(path.read_text("utf-8").replace("scam_brushing", "nobody"), "utf-8")
    assert imported(root, edited(root, change)) == 0


def test_others_edits_are_kept(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = edited(root, change)
    file = root / "data/faq/scam/scam_brushing.yml"
    text = file.read_text("utf-8")
    other = text.replace("title: 刷单返利", "title: 刷单").replace(
        "  - 点赞", "  - 别人加的\n  - 点赞"
    )
    file.write_text(other, "utf-8")
    assert imported(root, path) == 0
    text = file.read_text("utf-8")
    assert "title: 刷单\n" in text
    assert "  - 别人加的\n  - 点赞" in text
    assert "  - '=刷单: 能做吗'\n" in text
    assert "两边的改动都保留" in capsys.readouterr().out


def test_the_same_place_edited_twice_is_told(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = edited(root, change)
    file = root / "data/faq/scam/scam_brushing.yml"
    text = (
        file.read_text("utf-8")
        .replace("是骗局，不要做", "别人改的")
        .replace("先垫钱能做", "改过的")
    )
    file.write_text(text, "utf-8")
    before = files(root)
    assert imported(root, path) == 1
    assert files(root) == before
    said = capsys.readouterr().err
    assert "主题!F3： 导出以后有人改过" in said
    assert "scam_brushing 的普通问法，和您改的是同一处" in said


def test_merge() -> None:
    def both(base: str, mine: str, theirs: str) -> str | None:
        whole = merged(list(base), [(c, c) for c in mine], [(c, c) for c in theirs])
        return None if whole is None else "".join(whole)

    assert both("abc", "abcx", "abcy") == "abcyx"
    assert both("abc", "abcx", "abcx") == "abcx"
    assert both("abc", "xbc", "aby") == "xby"
    assert both("abc", "xbc", "ybc") is None
    assert both("abc", "bc", "xabc") == "xbc"
    assert both("abc", "bc", "xbc") is None
    assert both("abcd", "acd", "abdc") is not None
    assert both("", "x", "y") == "yx"


KILL = """
import os, pathlib, signal, sys
from bot.studio.sheets import importing, journal
put, done = journal.put, []
def kill(path, new):
    if len(done) == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    done.append(path)
    put(path, new)
journal.put = kill
importing.run(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), False, False)
"""


@pytest.mark.parametrize("after", [0, 1, 2])
def test_killed_in_the_middle_the_next_run_restores(
    root: Path, after: int, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(root)
    path = edited(root, change)
    command = [sys.executable, "-c", KILL, str(root), str(path), str(after)]
    died = subprocess.run(command, cwd=ROOT, env={**os.environ}, check=False, timeout=120)
    assert died.returncode == -signal.SIGKILL
    assert (files(root) == before) == (after == 0)
    assert imported(root, path, dry=True) == 1
    assert "先不加 --dry-run" in capsys.readouterr().err
    journal.recover(root)
    assert files(root) == before
    assert imported(root, path) == 0


def test_recovery_says_what_it_did_and_leaves_later_edits(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = edited(root, change)
    command = [sys.executable, "-c", KILL, str(root), str(path), "2"]
    subprocess.run(command, cwd=ROOT, check=False, timeout=120)
    file = root / "data/faq/scam/scam_brushing.yml"
    file.write_text(file.read_text("utf-8") + "# 后来手改的\n", "utf-8")
    export(root)
    said = capsys.readouterr().err
    assert "上一次导入中途断了" in said
    assert "没有动 data/faq/scam/scam_brushing.yml" in said
    assert file.read_text("utf-8").endswith("# 后来手改的\n")
    assert list((root / "var").glob("import-unfinished-kept-*"))


def test_disk_full_restores(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, path, put = files(root), edited(root, change), journal.put
    written: list[Path] = []

    def full(target: Path, new: bytes | None) -> None:
        written.append(target)
        if len(written) == 2:
            raise OSError(28, "No space left on device", str(target))
        put(target, new)

    monkeypatch.setattr(journal, "put", full)
    assert imported(root, path) == 1
    assert files(root) == before
    assert "和导入之前一样" in capsys.readouterr().err


def test_one_import_at_a_time(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export(root)
    with journal.alone(root):
        assert imported(root, path) == 1
    assert "另一个导入正在进行" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda book: book.remove(book["校验"]), "校验"),
        (lambda book: book.remove(book["考题"]), "少了这个工作表"),
        (lambda book: book["主题"].delete_cols(3), "少了这一列：标题"),
    ],
)
def test_workbooks_that_cannot_be_used(
    root: Path, spoil: Edit, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(root)
    assert imported(root, edited(root, spoil)) == 1
    assert told in capsys.readouterr().err
    assert files(root) == before


def test_files_that_are_no_workbook(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / "x.xlsx").write_bytes(b"no zip")
    assert imported(root, root / "x.xlsx") == 1
    assert imported(root, root / "none.xlsx") == 1
    assert imported(root, root / "data") == 1
    assert "Traceback" not in capsys.readouterr().err


def test_export_overwrites_nothing(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export(root)
    assert exporting.run(root, path, as_csv=False, force=False) == 2
    assert exporting.run(root, root / "a.doc", as_csv=False, force=False) == 2
    assert "--force" in capsys.readouterr().err


def test_broken_files_are_told_before(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = export(root)
    (root / "data/faq/scam/scam_brushing.yml").write_text("title: '", "utf-8")
    assert exporting.run(root, root / "b.xlsx", as_csv=False, force=False) == 1
    assert imported(root, path) == 1
    assert "scam_brushing.yml:1:8" in capsys.readouterr().err


def test_help_is_in_chinese_and_light() -> None:
    code = "import sys; from bot.__main__ import parser; parser(); print('openpyxl' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
    for command in ("export", "import"):
        done = subprocess.run(
            [sys.executable, "-m", "bot", command, "--help"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert "例子" in done.stdout
