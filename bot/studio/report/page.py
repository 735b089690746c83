"""The page: one HTML file with everything in it, put together from sections.

Whatever goes into it passes `Markup.format` or `Markup.join`, which escape what is not markup
already: residents' texts are hostile.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from bot.studio.report import advice
from bot.studio.report.advice import Advice
from bot.studio.report.look import PACKAGE
from bot.studio.report.numbers import Report
from bot.studio.report.pictures import Picture
from bot.studio.report.sections import SECTIONS, Section
from bot.studio.report.tables import Cell, Table

_HERE = Path(__file__).parent
_MOST_FIRST, _SHORT = 3, 10  # things to do; characters
_EMPTY = Markup(
    '<section class="card"><h2>还没有可看的</h2><p>还没有居民问过，也没有发布过。'
    "先用 <code>make run</code> 启动，请同事问几句，再来生成报告。</p></section>"
)
_NO_FONT = Markup(
    "<p>旁边的 PNG 图片里没有汉字，因为这台机器没有中文字体：装上 <code>{}</code>，再生成一次。</p>"
)


def page(report: Report, pictures: Mapping[str, Picture], has_font: bool = True) -> str:
    """The whole page. `has_font`: the PNG files beside it have Chinese labels."""
    whole = Markup((_HERE / "page.html").read_text("utf-8")).format(
        until=report.until,
        period=_period(report),
        style=Markup((_HERE / "page.css").read_text("utf-8")),
        body=_EMPTY if report.is_empty else _body(report, pictures),
        made=report.made,
        notes="" if has_font else _NO_FONT.format(PACKAGE),
    )
    return str(whole)


def _period(report: Report) -> str:
    if report.since == report.until:
        return f"{report.until} 这一天"
    return f"{report.since} 至 {report.until}，共 {len(report.days)} 天"


def _body(report: Report, pictures: Mapping[str, Picture]) -> Markup:
    shown = [one for one in SECTIONS if one.is_shown(report)]
    parts = [tiles(report), first(report)]
    parts += [_section(one, report, pictures.get(one.name)) for one in shown]
    return Markup("\n").join(parts)


def tiles(report: Report) -> Markup:
    """The six numbers that are read first."""
    asked, answered = report.total("asked"), report.total("answer")
    useful, said = (sum(getattr(o, n) for o in report.opinions) for n in ("useful", "said"))
    told = [
        (str(asked), "句", "居民问话"),
        (f"{answered / asked:.0%}" if asked else "—", "", "直接回答了"),
        (str(report.total("urgent")), "句", "急事"),
        (str(len(report.waiting)), "组", "等着处理的问话"),
        (f"{useful / said:.0%}" if said else "—", "", f"说有用（{said} 个评价）"),
        (*_time(report.median), "一半的回答不超过"),
    ]
    tile = Markup("<li><b>{}<small>{}</small></b><span>{}</span></li>")
    return Markup('<ul class="card tiles">{}</ul>').format(
        Markup("").join(tile.format(*one) for one in told)
    )


def _time(milliseconds: int | None) -> tuple[str, str]:
    if milliseconds is None:
        return "—", ""
    number, _, unit = advice.seconds(milliseconds).strip().partition(" ")
    return number, unit


def first(report: Report) -> Markup:
    """What somebody should do, with the way to where it is told."""
    found = advice.first_things(report)[:_MOST_FIRST]
    if not found:
        return Markup("")
    item = Markup('<li><a href="#{}">{}</a></li>')
    return Markup('<section class="card first"><h2>先做这几件</h2><ol>{}</ol></section>').format(
        Markup("").join(item.format(*one) for one in found)
    )


def _section(section: Section, report: Report, picture: Picture | None) -> Markup:
    about, table = section.about(report), section.table(report)
    parts = [Markup("<h2>{}</h2>").format(section.title), _do(about)]
    if picture is not None:
        parts.append(_picture(picture, f"{section.title}。{about.text}"))
    if table.rows:
        parts.append(_table(table) if section.is_open else _folded(table))
    parts += [Markup('<p class="note">{}</p>').format(note) for note in section.notes(report)]
    inside = Markup("\n").join(parts)
    return Markup('<section class="card" id="{}">{}</section>').format(section.name, inside)


def _do(about: Advice) -> Markup:
    style = "do needed" if about.needed else "do"
    return Markup('<p class="{}">{}</p>').format(style, about.text)


def _picture(picture: Picture, words: str) -> Markup:
    """As an image and not as part of the page: nothing in it can run or load anything."""
    data = base64.b64encode(picture.svg.encode("utf-8")).decode("ascii")
    return Markup('<img alt="{}" src="data:image/svg+xml;base64,{}">').format(words, data)


def _folded(table: Table) -> Markup:
    return Markup("<details><summary>看数字</summary>{}</details>").format(_table(table))


def _table(table: Table) -> Markup:
    numbers = [all(isinstance(row[at], int) for row in table.rows) for at in range(len(table.head))]
    style = [Markup(' class="number"') if is_number else Markup("") for is_number in numbers]
    heads = Markup("").join(
        Markup("<th{}>{}</th>").format(s, name) for s, name in zip(style, table.head, strict=True)
    )
    rows = Markup("\n").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup("<td{}>{}</td>").format(s, _cell(cell))
                for s, cell in zip(style, row, strict=True)
            )
        )
        for row in table.rows
    )
    return Markup(
        '<div class="scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>'
    ).format(heads, rows)


def _cell(cell: Cell) -> Markup:
    """Lines below each other; dates, names and the like are not broken."""
    lines = str(cell).split("\n")
    return Markup("<br>").join(
        Markup('<span class="short">{}</span>').format(line) if len(line) <= _SHORT else line
        for line in lines
    )
