"""操作记录: everything that was done, narrowed down, paged, taken along without danger."""

from __future__ import annotations

import csv
import io

import pytest

from bot.store.trail import Entry, TrailStore
from bot.studio.console.pages.audit import PER_PAGE, harmless
from tests.studio.console.conftest import Console


def wrote(who: str, action: str, what: str, **detail: str) -> None:
    TrailStore().note(Entry("2026-11-22 09:00:00", who, action, what, detail))


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_narrowed_down(console: Console) -> None:
    wrote("李编辑", "保存主题", "data/faq/scam/scam_loan.yml")
    wrote("王警官", "发布", "第 7 版", 原因="国庆")
    page = console.editor.get("/audit").text
    assert "scam_loan" in page
    assert "原因：国庆" in page
    assert "scam_loan" not in console.editor.get("/audit", params={"who": "王警官"}).text
    assert "第 7 版" in console.editor.get("/audit", params={"action": "发布"}).text
    assert "第 7 版" not in console.editor.get("/audit", params={"what": "loan"}).text
    for nothing in ("%", "a_e", "\0没有"):
        assert "没有符合的记录" in console.editor.get("/audit", params={"what": nothing}).text


def test_paged(console: Console) -> None:
    for n in range(PER_PAGE + 5):
        wrote("李编辑", "保存主题", f"文件{n:03}.yml")
    first = console.editor.get("/audit", params={"action": "保存主题"}).text
    assert first.count("保存主题</td>") == PER_PAGE
    assert "文件054.yml" in first
    assert "文件004.yml" not in first
    before = first.rpartition("before=")[2].partition('"')[0]
    second = console.editor.get("/audit", params={"action": "保存主题", "before": before}).text
    assert second.count("保存主题</td>") == 5
    assert "文件004.yml" in second
    assert "看更早的" not in second
    for nonsense in ("x", "-1", "9" * 40, "²"):
        assert console.editor.get("/audit", params={"before": nonsense}).status_code == 200


def test_hostile_texts_are_shown_as_texts(console: Console) -> None:
    wrote("<b>人</b>", "<i>做</i>", "<script>alert(1)</script>", 原因='"><img src=x onerror=1>')
    page = console.editor.get("/audit", params={"what": "<script>alert(1)</script>"}).text
    for tag in ("<b>", "<i>", "<script>alert", "<img"):
        assert tag not in page
    assert "&lt;script&gt;alert(1)" in page


def test_export(console: Console) -> None:
    for n in range(600):
        wrote("李编辑", "保存主题", f"文件{n:03}.yml")
    answer = console.editor.get("/audit.csv", params={"action": "保存主题"})
    assert answer.text.startswith("\ufeff")
    assert "attachment" in answer.headers["content-disposition"]
    found = rows(answer.text)
    assert found[0] == ["时间", "谁", "做了什么", "对什么", "详情"]
    assert [row[3] for row in found[1:]] == [f"文件{n:03}.yml" for n in reversed(range(600))]
    assert console.noted("导出操作记录")[0].who == "李编辑"


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n=1"]


@pytest.mark.parametrize("cell", DANGEROUS, ids=range(len(DANGEROUS)))
def test_no_spreadsheet_takes_a_cell_for_a_formula(console: Console, cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    wrote(cell, cell, cell)
    row = rows(console.editor.get("/audit.csv", params={"who": cell}).text)[1]
    assert row[1:4] == [f"'{cell}"] * 3
    assert harmless("2026-11-22 09:00:00") == "2026-11-22 09:00:00"
