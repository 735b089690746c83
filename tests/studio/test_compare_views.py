"""What a comparison looks like: on a terminal, as a page, as JSON; made up, without any model."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from bot.store.versions import Version
from bot.studio.columns import width
from bot.studio.compare import words
from bot.studio.compare.changes import Heard, Question, Verdict, changes, shifts
from bot.studio.compare.comparison import Comparison
from bot.studio.compare.page import page
from bot.studio.compare.terminal import lines
from bot.studio.differences import Difference

HOSTILE = "<script>alert(1)</script>{{7*7}}\" onload='x'&amp;</table>\x1b[31m"
TITLES = {"scam_brushing": "刷单返利", "lost_money": "刚被骗、钱已转出", "scam_job": HOSTILE}
VERSION = Version(
    4, "2026-11-27 09:30:12", "王警官", HOSTILE, None, "hash", "a", "f", "m", "name", {}
)


def heard(topic: str, urgent: bool = False, sure: int = 90, outcome: str = "answer") -> Heard:
    return Heard(topic, outcome, urgent, sure)


def compared(texts: int = 1) -> Comparison:
    """Changes of every kind, twelve of them worse; thirty questions whose confidence fell."""
    worse = [Question(f"第{n}个人叫我先垫钱才给返，这是真的吗", "scam_brushing") for n in range(12)]
    better = [Question("刷单一单五块能做吗", "scam_brushing")]
    urgent = [Question("我刚转了三万", "lost_money", urgent=True)]
    asked = [Question(HOSTILE, asked=5), Question("客服要我关会员", asked=2)]
    same = [Question(f"问话{n}", "scam_brushing") for n in range(40)]
    questions = [*worse, *better, *urgent, *asked, *same]
    before = dict.fromkeys((q.text for q in [*worse, *same]), heard("scam_brushing"))
    after = dict.fromkeys((q.text for q in worse), heard("scam_job", sure=55))
    after |= {q.text: heard("scam_brushing", sure=90 - n) for n, q in enumerate(same)}
    before |= {better[0].text: heard("scam_job"), urgent[0].text: heard("lost_money", True)}
    after |= {better[0].text: heard("scam_brushing"), urgent[0].text: heard("lost_money")}
    before |= {HOSTILE: heard("scam_job"), asked[1].text: heard("scam_job")}
    after |= {HOSTILE: heard("scam_brushing"), asked[1].text: heard("scam_job", outcome="offer")}
    edited = [
        Difference("主题", f"scam_brushing 刷单返利{n}", f"是骗局{HOSTILE}。", "是骗局，别做。")
        for n in range(texts)
    ]
    found = changes(questions, before, after), shifts(questions, before, after)
    return Comparison(
        VERSION, 4, 30, (TITLES, TITLES), edited, ["考题掉了 <b>2</b> 个百分点"], questions, *found
    )


@pytest.mark.parametrize("cells", [80, 99, 120])
def test_no_line_is_wider_than_the_terminal(cells: int) -> None:
    told = lines(compared(texts=20), cells)
    assert max(map(width, told)) <= cells
    assert not any("\x1b" in line for line in told)


def test_the_cells_of_a_table_stand_below_their_heads() -> None:
    told = lines(compared(), 80)
    at = next(n for n, line in enumerate(told) if line.startswith("变差"))
    head, rule, first = told[at + 1], told[at + 2], told[at + 3]
    starts = [width(head[: head.index(name)]) for name in ("问话", "原来", "现在")]
    assert starts == [m.start() for m in re.finditer("─+", rule)]
    cut_at = [len(first[:n]) for n in range(len(first)) if width(first[:n]) in starts]
    assert [first[n : n + 2] for n in cut_at if first[n] != " "][1:] == ["刷单", "<s"]


def test_long_lists_are_cut_and_the_rest_is_counted() -> None:
    told = "\n".join(lines(compared(texts=20), 80))
    assert "变差（12 句）" in told
    assert told.count("才给返") == 8
    assert "  还有 4 处" in told
    assert "  还有 12 处" in told, "of twenty texts eight are shown"
    assert "看全部：python -m bot compare --html" in told


def test_urgency_comes_first_whatever_the_verdict() -> None:
    told = lines(compared(), 80)
    groups = [line.partition("（")[0] for line in told if re.search("（[0-9]+ 句）：", line)]
    assert groups == ["原来算紧急，现在不算", "变差", "可能变差", "变好", "只是不同"]


def test_json_has_the_counts_of_the_table() -> None:
    found = compared()
    told = json.loads(json.dumps(found.as_dict(), ensure_ascii=False))
    table = [line.split() for line in lines(found, 80) if re.match("考题  |居民问的（", line)]
    shown = [
        [0 if cell == "-" else int(cell) for cell in row if re.fullmatch("[0-9]+|-", cell)]
        for row in table
    ]
    for name, row in zip(("held_out", "asked"), shown, strict=True):
        assert row == [told["compared"][name], *told["counts"][name].values()]
    assert [*told["counts"]["held_out"]] == [verdict.name.lower() for verdict in Verdict]
    assert sum(map(sum, (row[1:] for row in shown))) == len(told["changes"]) == 16
    assert told["urgent_changed"] == 1
    assert told["publishable"] is False


def test_the_histogram_counts_every_question_with_the_same_answer() -> None:
    found = compared()
    assert [count for _, count in found.histogram()] == [9, 20, 11, 0, 0]
    assert found.moved[0].points == -39
    assert len(found.moved) == 29


class Seen(HTMLParser):
    """The elements, the attributes and the text of a page, as a browser would see them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, "well nested"

    def handle_data(self, data: str) -> None:
        self.text += data


def test_hostile_texts_are_text_on_the_page() -> None:
    seen = Seen(page(compared()))
    assert "script" not in seen.elements
    assert "b" not in seen.elements, "of a reason"
    assert not [name for name, _ in seen.attributes if name.startswith("on")]
    assert seen.open == []
    places = seen.text.count(HOSTILE)
    assert places >= 1 + 12 + 2 + 1, "why, titles, a question, a removed text: all of it, as typed"
    assert "{{7*7}}" in seen.text


def test_the_page_asks_for_nothing_and_is_accessible() -> None:
    markup = page(compared())
    seen = Seen(markup)
    assert not re.search(r"(src|href)=|url\(|@import", markup)
    assert ("lang", "zh-CN") in seen.attributes
    assert seen.elements.count("h1") == 1
    assert seen.elements.count("table") == seen.elements.count("caption")
    assert seen.elements.count("thead") == seen.elements.count("table")
    assert ("scope", "col") in seen.attributes
    assert {"del", "ins"} <= set(seen.elements), "not by colour alone"


def test_the_page_lists_everything() -> None:
    seen = Seen(page(compared(texts=20)))
    assert seen.text.count("才给返") == 12
    assert seen.text.count("的回答（scam_brushing）") == 20


def test_what_is_right_is_said() -> None:
    found = compared()
    by_text = {change.question.text: change for change in found.changes}
    assert words.origin(by_text["刷单一单五块能做吗"], TITLES) == "考题，现在的主题对"
    assert words.origin(by_text["我刚转了三万"], TITLES) == "变差。紧急的考题，主题对"
    assert words.origin(by_text["客服要我关会员"], TITLES) == "居民问过 2 次"


def test_nothing_new() -> None:
    same = Comparison(VERSION, 4, 30, (TITLES, TITLES), [], [], same_model=True, nothing_new=True)
    told = "\n".join(lines(same, 80))
    assert "文件和第 4 版一样，没有要发布的。" in told
    assert "看全部" not in told
    assert same.as_dict()["publishable"] is False
    Seen(page(same))
