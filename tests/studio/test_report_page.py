"""The page and its pictures: complete, self-contained, harmless, and in accord with the numbers."""

from __future__ import annotations

import base64
import dataclasses
import io
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import numpy
import pytest
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import TextPath
from PIL import Image

from bot.content.load import Content
from bot.studio.report import PAGE, write
from bot.studio.report.look import (
    BLUE,
    CHINESE_FONTS,
    GREY,
    ORANGE,
    RED,
    TEXT,
    WITHOUT_CHINESE,
    Look,
    Sheet,
    chinese_font,
    shortened,
)
from bot.studio.report.numbers import Report
from bot.studio.report.page import page
from bot.studio.report.pictures import PAINTERS, draw
from tests.studio.report_data import HOSTILE, Stores, asked, fill, publish, stores

NO_FONT = ("No Such Family",)


class Reader(HTMLParser):
    """Elements with their attributes, and the tables of each section as rows of texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.tables: dict[str, list[list[str]]] = {}
        self.text = ""
        self._section, self._in_cell = "", False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "section":
            self._section = dict(attrs).get("id") or ""
        elif tag == "tr":
            self.tables.setdefault(self._section, []).append([])
        elif tag in ("td", "th"):
            self.tables[self._section][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = self._in_cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_cell:
            self.tables[self._section][-1][-1] += data

    def pictures(self) -> list[str]:
        found = [told["src"] or "" for tag, told in self.elements if tag == "img"]
        return [base64.b64decode(one.partition(",")[2]).decode("utf-8") for one in found]


@pytest.fixture
def full(tmp_path: Path) -> Stores:
    made = stores(tmp_path)
    fill(made)
    return made


@pytest.fixture
def report(full: Stores, content: Content) -> Report:
    return full.report(content)


def read(report: Report) -> Reader:
    return Reader(page(report, draw(report)))


def test_every_picture_is_there_with_words_for_who_cannot_see_it(report: Report) -> None:
    told = [one for tag, one in read(report).elements if tag == "img"]
    assert len(told) == len(PAINTERS)
    assert all(len(one["alt"] or "") > 15 for one in told)


def test_nothing_comes_from_elsewhere(report: Report) -> None:
    reader = read(report)
    for tag, told in reader.elements:
        assert tag not in ("script", "link", "iframe", "object", "embed", "base", "form")
        assert not [name for name in told if name.startswith("on")]
        assert (told.get("src") or "data:").startswith("data:image/svg+xml;base64,") or tag != "img"
        assert (told.get("href") or "#").startswith("#")
    style = page(report, {}).partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    for svg in reader.pictures():
        for element in ElementTree.fromstring(svg).iter():
            links = [value for name, value in element.attrib.items() if name.endswith("href")]
            assert all(link.startswith("#") for link in links), links
            assert not element.tag.endswith(("script", "image", "foreignObject"))


def test_what_residents_wrote_is_only_text(report: Report) -> None:
    text = page(report, draw(report))
    assert "<script" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}} {0.__class__}" in text
    reader = Reader(text)
    assert f"“{HOSTILE}”" in reader.text, "word for word, nothing of it computed"
    assert "49" not in reader.tables["inbox"][1][2]


def test_hostile_names_of_who_published_and_why(tmp_path: Path, content: Content) -> None:
    made = stores(tmp_path)
    publish(made.versions, 1, HOSTILE, {"misses": []})
    made.asked.keep(asked("1", topic="<b>topic</b>"))
    reader = read(made.report(content))
    assert reader.tables["versions"][1][3] == HOSTILE
    assert reader.tables["most"][1][1] == "<b>topic</b>"
    assert "b" not in {tag for tag, told in reader.elements if "topic" in str(told)}


def test_the_page_tells_the_numbers_of_the_json(report: Report) -> None:
    told, tables = report.as_dict(), read(report).tables

    def rows(name: str) -> list[list[str]]:
        return tables[name][1:]  # without the head

    names = ("asked", "answer", "offer", "oos", "other", "urgent")
    days = [[one["day"], *(str(one[name]) for name in names)] for one in told["days"]]
    assert rows("daily") == [*days, ["合计", *(str(told["totals"][name]) for name in names)]]
    assert [[r[1], r[3], r[4]] for r in rows("most")] == [
        [one["topic"], str(one["asked"]), str(one["urgent"])] for one in told["topics"]
    ]
    assert [r[1:] for r in rows("topics")] == [
        [str(count) for count in one["by_day"][:-8:-1]] for one in told["topics"]
    ]
    assert [r[:2] for r in rows("inbox")] == [
        [one["group"], str(one["asked"])] for one in told["waiting"]
    ]
    assert [r[2:4] for r in rows("opinions")] == [
        [str(one["useful"]), str(one["useless"])] for one in told["opinions"]
    ]
    assert [[r[1], r[3], r[4]] for r in rows("confusions")] == [
        [one["topic"], one["taken"], str(one["count"])] for one in told["exam"]["pairs"]
    ]
    assert [r[1] for r in rows("misses")] == [one["text"] for one in told["exam"]["misses"]]
    assert rows("response")[-1] == ["合计", str(told["median"]), str(told["slow"])]
    counts = [sum(int(cell) for cell in r[1:]) for r in rows("confidence")]
    assert sum(counts) == told["totals"]["asked"]


def test_the_first_things_lead_to_their_sections(report: Report) -> None:
    reader = read(report)
    ids = {told["id"] for tag, told in reader.elements if tag == "section" and "id" in told}
    links = [told["href"] for tag, told in reader.elements if tag == "a"]
    assert links == ["#confusions", "#inbox", "#opinions"], "an urgent question missed comes first"
    assert {(link or "")[1:] for link in links} <= ids


def test_where_nothing_was_published_the_command_is_told(tmp_path: Path, content: Content) -> None:
    made = stores(tmp_path)
    made.asked.keep(asked("1"))
    assert "python -m bot publish --why" in read(made.report(content)).text
    publish(made.versions, 1, "旧程序", {"accuracy": 90.0})
    told = read(made.report(content)).text
    assert "第 1 版是旧程序发布的" in told
    assert "python -m bot publish --why" not in told


@pytest.mark.parametrize("days", [1, 2, 30, 366])
@pytest.mark.parametrize("topic", ["scam_loan", "deleted_one", None])
def test_a_single_question(tmp_path: Path, content: Content, days: int, topic: str | None) -> None:
    made = stores(tmp_path)
    made.asked.keep(asked("1", topic=topic))
    report = made.report(content, days)
    found = draw(report)
    expected = {"daily", "confidence", "response"} | ({"most", "topics"} if topic else set())
    assert set(found) == expected
    for one in found.values():
        ElementTree.fromstring(one.svg)
    assert read(report).tables["daily"][-1][:2] == ["合计", "1"]


def test_the_files(report: Report, tmp_path: Path) -> None:
    out = tmp_path / "out"
    written = write(report, out)
    assert {one.name for one in out.iterdir()} == {PAGE, *(one.name for one in written)}
    assert {one.stem for one in written} == set(PAINTERS)
    assert (out / PAGE).stat().st_size < 1_500_000
    for one in written:
        pixels = numpy.asarray(Image.open(one).convert("L"), dtype=float)
        assert pixels.shape[1] == 1500
        assert pixels.std() > 5, f"{one.name} is blank"
        halves = numpy.array_split(pixels, 2)
        assert all(half.std() > 1 for half in halves), f"half of {one.name} is blank"


def pixels_of(png: bytes, colour: str) -> int:
    """How many pixels have exactly this colour."""
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    found = numpy.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    return int((found == wanted).all(axis=2).sum())


def test_bars_are_as_long_as_their_numbers(report: Report) -> None:
    """5 answered, 2 offered, 1 out of scope; the squares that explain the colours are alike."""
    png = draw(report)["daily"].png
    blue, orange, grey = (pixels_of(png, colour) for colour in (BLUE, ORANGE, GREY))
    assert (blue - orange) / (orange - grey) == pytest.approx(3, rel=0.1)
    assert pixels_of(png, RED) > 1000, "the urgent ones"


def test_pictures_of_an_earlier_report_do_not_stay(
    report: Report, tmp_path: Path, content: Content
) -> None:
    write(report, tmp_path / "out")
    (tmp_path / "new").mkdir()
    nothing = stores(tmp_path / "new").report(content)
    assert write(nothing, tmp_path / "out") == []
    assert [one.name for one in (tmp_path / "out").iterdir()] == [PAGE]


def test_a_year_of_questions_is_still_a_small_page(report: Report) -> None:
    day = dataclasses.replace(report.days[-1], asked=99, answer=80, offer=15, oos=4, urgent=9)
    year = [
        dataclasses.replace(day, day=f"2026-{n // 28 + 1:02}-{n % 28 + 1:02}") for n in range(366)
    ]
    topics = [
        dataclasses.replace(one, by_day=[5 + n % 7 for n in range(366)])
        for one in report.topics * 30
    ]
    large = dataclasses.replace(report, days=year, topics=topics)
    assert len(page(large, draw(large))) < 1_500_000


def test_chinese_is_drawn_by_the_readers_browser(report: Report) -> None:
    for name, one in draw(report).items():
        words = "".join(ElementTree.fromstring(one.svg).itertext())
        assert re.search(r"[\u4e00-\u9fff]", words), name
        assert "'PingFang SC'" in one.svg


def test_without_a_chinese_font_pictures_have_ids_and_no_boxes(report: Report) -> None:
    assert chinese_font(NO_FONT) is None
    look = Look(WITHOUT_CHINESE, chinese=False, titled=True)
    known = get_font(findfont(FontProperties(family=[WITHOUT_CHINESE]))).get_charmap()
    for name, (painter, _) in PAINTERS.items():
        figure = painter(report, look)
        texts = [one.get_text() for one in figure.findobj(lambda o: hasattr(o, "get_text"))]
        said = "".join(texts)
        assert "fonts-noto-cjk" in said, name
        assert not [letter for letter in said if ord(letter) not in known], name
    pictures = draw(report, NO_FONT)
    with_font = draw(report)
    note = 60  # pixels for the line that names the package
    heights = [Image.open(io.BytesIO(p["most"].png)).height for p in (pictures, with_font)]
    assert heights[0] == pytest.approx(heights[1] + note, abs=1)
    told = page(report, pictures, has_font=False)
    assert "fonts-noto-cjk" in told
    assert "fonts-noto-cjk" not in page(report, pictures)
    words = "".join(ElementTree.fromstring(pictures["most"].svg).itertext())
    assert "急事" in words, "on the page the reader's browser has the font"


def test_a_text_with_what_no_font_has() -> None:
    look = Look(chinese_font(CHINESE_FONTS) or WITHOUT_CHINESE)
    assert look.clean("a\nb\x07c\ud800d") == "a b c d"
    sheet = Sheet(look, 1.0, "", "")
    sheet.write(0.1, 0.5, "$x_1^{$")  # no formula, and not a broken one either
    sheet.figure.savefig(io.BytesIO(), format="png")


@pytest.mark.parametrize("letter", ["W", "A", "m", "a", "0", "汉", "，", "→", "%"])
@pytest.mark.parametrize("family", [chinese_font() or WITHOUT_CHINESE, WITHOUT_CHINESE])
def test_a_long_name_does_not_reach_the_bars(letter: str, family: str) -> None:
    text = shortened(letter * 400, 2.0)
    drawn = TextPath((0, 0), text, size=TEXT, prop=FontProperties(family=[family]))
    assert 1.0 < drawn.get_extents().width / 72 <= 2.0
