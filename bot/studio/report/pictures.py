"""Draws every picture for which there are numbers: as SVG for the page, as PNG to be passed on."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib
from matplotlib.figure import Figure

from bot.studio.report import histogram, over_time, ranked
from bot.studio.report.look import CHINESE_FONTS, TEXT, WITHOUT_CHINESE, Look, chinese_font
from bot.studio.report.numbers import Report

_PNG_DOTS = 200  # an inch
# The reader's browser draws the page's Chinese: their fonts, simplified first.
_BROWSER_FONTS = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
_SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "report", "font.size": TEXT}

Painter = Callable[[Report, Look], Figure]
# Each is drawn if there is something to be drawn.
PAINTERS: dict[str, tuple[Painter, Callable[[Report], object]]] = {
    "daily": (over_time.daily, lambda r: r.total("asked")),
    "most": (ranked.most, lambda r: r.topics),
    "topics": (over_time.topics, lambda r: r.topics),
    "inbox": (ranked.inbox, lambda r: r.waiting),
    "confidence": (histogram.confidence, lambda r: r.total("asked")),
    "opinions": (ranked.opinions, lambda r: r.opinions),
    "confusions": (ranked.confusions, lambda r: r.exam and r.exam.pairs),
    "misses": (ranked.misses, lambda r: r.exam and r.exam.topics),
    "response": (over_time.response, lambda r: r.median is not None),
}


@dataclass(frozen=True)
class Picture:
    """The same picture twice; the PNG has a title, and ids for names if there is no font."""

    svg: str
    png: bytes


def draw(report: Report, families: tuple[str, ...] = CHINESE_FONTS) -> dict[str, Picture]:
    """The pictures by name. `families` are the fonts that may be used."""
    font = chinese_font(families)
    on_page = Look(font or WITHOUT_CHINESE)
    alone = Look(font or WITHOUT_CHINESE, chinese=font is not None, titled=True)
    return {
        name: Picture(_svg(painter, report, on_page), _png(painter, report, alone))
        for name, (painter, has_numbers) in PAINTERS.items()
        if has_numbers(report)
    }


def svgs(report: Report, families: tuple[str, ...] = CHINESE_FONTS) -> dict[str, str]:
    """Only what a page needs, in half the time."""
    look = Look(chinese_font(families) or WITHOUT_CHINESE)
    shown = ((name, painter) for name, (painter, has) in PAINTERS.items() if has(report))
    return {name: _svg(painter, report, look) for name, painter in shown}


def _svg(painter: Painter, report: Report, look: Look) -> str:
    said = _saved(painter, report, look, "svg", metadata={"Date": None}).decode("utf-8")
    return said.replace(repr(look.family), _BROWSER_FONTS)


def _png(painter: Painter, report: Report, look: Look) -> bytes:
    return _saved(painter, report, look, "png", dpi=_PNG_DOTS)


def _saved(painter: Painter, report: Report, look: Look, kind: str, **more: object) -> bytes:
    """A font is chosen when a text is made, so making and saving stand under one setting."""
    with matplotlib.rc_context({**_SETTINGS, "font.family": [look.family]}):
        figure, out = painter(report, look), io.BytesIO()
        with warnings.catch_warnings():  # of characters that only the browser's font has
            warnings.simplefilter("ignore")
            figure.savefig(out, format=kind, **more)
    return out.getvalue()
