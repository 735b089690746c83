"""How the pictures look: font, colours, and a sheet on which things are placed in inches.

Everything is drawn with matplotlib's objects; no global figure, no window.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font

# Simplified before Japanese: the same characters, drawn as they are drawn in China.
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Sans CJK JP",  # what matplotlib calls Debian's fonts-noto-cjk
)
PACKAGE = "fonts-noto-cjk"
WITHOUT_CHINESE = "DejaVu Sans"  # comes with matplotlib

# Okabe and Ito's colours, told apart by the colour-blind too; grey for what is not ours.
BLUE, ORANGE, RED, GREY, PALE = "#0072B2", "#E69F00", "#D55E00", "#9AA5B1", "#C9D1DA"
INK, SOFT, LINE = "#1c2430", "#5a6675", "#dfe4ea"

WIDTH = 7.5  # inches
TEXT, SMALL, TITLE = 11.0, 10.0, 14.0  # points
MARGIN = 0.1
_TITLE_HEIGHT, _NOTE_HEIGHT, _FOOT = 0.62, 0.3, 0.1
_POINTS = 72  # an inch
_WIDE_BLANK = "\u3000"


@lru_cache(maxsize=4)
def chinese_font(families: tuple[str, ...] = CHINESE_FONTS) -> str | None:
    """The first of these families that this machine has; None if it has none of them."""
    for family in families:
        try:
            findfont(FontProperties(family=[family]), fallback_to_default=False)
        except ValueError:
            continue
        return family
    return None


@dataclass(frozen=True)
class Look:
    """`family` is the font. Without `chinese`, labels are ids and English words. `titled` is for a
    picture that stands alone: the page has its own headings."""

    family: str
    chinese: bool = True
    titled: bool = False

    def say(self, chinese: str, plain: str) -> str:
        return self.clean(chinese) if self.chinese else plain

    def clean(self, text: str) -> str:
        """Without line breaks, control characters, and what the font would draw as a box."""
        known = _characters(self.family) if self.family != WITHOUT_CHINESE else None
        kept = (c if c.isprintable() or c == _WIDE_BLANK else " " for c in text)
        return "".join(c for c in kept if known is None or ord(c) in known)


@lru_cache(maxsize=2)
def _characters(family: str) -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=[family]))).get_charmap())


def width_of(text: str, size: float = TEXT) -> float:
    """How wide a text is at most, in inches, in whatever font; no font needed."""
    return sum(map(_ems, text)) * size / _POINTS


def _ems(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WFA" or letter in "MWmw%@":
        return 1.0
    return 0.78 if letter.isupper() else 0.62


def shortened(text: str, inches: float, size: float = TEXT) -> str:
    """The text, or its beginning and … if it is wider."""
    if width_of(text, size) <= inches:
        return text
    while text and width_of(f"{text}…", size) > inches:
        text = text[:-1]
    return f"{text}…"


class Sheet:
    """A figure that is filled from the top; all places are inches from its upper left corner."""

    def __init__(self, look: Look, height: float, title: str, period: str) -> None:
        self.look = look
        self._down = _TITLE_HEIGHT if look.titled else 0.0
        note = 0.0 if look.chinese else _NOTE_HEIGHT
        foot = _FOOT if look.titled else 0.0
        self.height = height + self._down + note + foot
        self.figure = Figure(figsize=(WIDTH, self.height), facecolor="white")
        if look.titled:
            self.write(MARGIN, 0.28 - self._down, title, size=TITLE, weight="bold")
            self.write(WIDTH - MARGIN, 0.28 - self._down, period, color=SOFT, ha="right")
        if not look.chinese:
            told = f"No Chinese font on this machine: apt install {PACKAGE}, then report again."
            self.write(MARGIN, height + note / 2, told, color=SOFT)

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Bare axes: no frame, no ticks."""
        low = self.height - self._down - top - height
        box = (left / WIDTH, low / self.height, width / WIDTH, height / self.height)
        axes = self.figure.add_axes(box, facecolor="none")
        axes.tick_params(length=0, labelsize=SMALL, labelcolor=SOFT)
        axes.set(xticks=[], yticks=[])
        for side in axes.spines.values():
            side.set_visible(False)
        return axes

    def write(self, x: float, y: float, text: str, **more: Any) -> None:
        """One line of text, its middle at `y`."""
        at = x / WIDTH, 1 - (y + self._down) / self.height
        style = {"size": TEXT, "color": INK, "va": "center_baseline", **more}
        self.figure.text(*at, text, parse_math=False, **style)

    def key(self, entries: Iterable[tuple[str, str]], top: float = 0.14) -> None:
        """What the colours mean, in a row: (colour, words)."""
        x = MARGIN
        for colour, words in entries:
            self.write(x, top, "■", color=colour)
            self.write(x + 0.2, top, words, size=SMALL)
            x += 0.2 + width_of(words, SMALL) + 0.28


def label(axes: Axes, x: float, y: float, text: str, shift: Sequence[float], **more: Any) -> None:
    """A text beside a point of the data, moved by so many points; `$` means nothing special."""
    style = {"size": SMALL, "color": INK, "va": "center_baseline", **more}
    axes.annotate(
        text,
        (x, y),
        xytext=tuple(shift),
        textcoords="offset points",
        annotation_clip=False,
        parse_math=False,
        **style,
    )
