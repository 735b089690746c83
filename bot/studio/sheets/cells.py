"""Texts on their way into a cell and back, whatever the spreadsheet did to them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

# A cell of a CSV file that begins with one of these is calculated when it is opened.
_CALCULATED = "=+-@\t\r＝＋－＠"
_SPACES = re.compile("[\u00a0\u2007\u202f]")
_UNSEEN = re.compile("[\u200b\u2060\ufeff]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_NUMBER = re.compile(r"([¥￥$]?)([-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?)(%?)")
_DATE = re.compile(r"(?:(\d{4})[-/年.])?(\d{1,2})[-/月](?:(\d{1,2})日?)?(?: 0?0:00(?::00)?)?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_LINE = "⏎"  # stands for a line break within one item of a list


class Formula(str):
    """What stands in a cell that is calculated."""


class Repeated(str):
    """What a merged cell says at its corner, in one of its other places."""


def clean(text: str) -> str:
    """The text without what spreadsheets add: \\r, hard spaces, spaces at the ends of lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _UNSEEN.sub("", _SPACES.sub(" ", text))
    return "\n".join(line.strip() for line in text.split("\n")).strip("\n")


def lines_of(text: str) -> list[str]:
    """The items of a list, one a line."""
    return [line.replace(_LINE, "\n") for line in clean(text).split("\n") if line]


def as_lines(items: Iterable[str]) -> str:
    """A list as the text of one cell."""
    return "\n".join(clean(item).replace("\n", _LINE) for item in items)


def guarded(text: str) -> str:
    """For CSV: with an apostrophe before what would be calculated."""
    return "'" + text if text and text[0] in _CALCULATED + "'" else text


def unguarded(text: str) -> str:
    """Without the apostrophe of `guarded`."""
    return text[1:] if text[:1] == "'" and text[1:2] in [*_CALCULATED, "'"] else text


def dangerous(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return text[:1] in [*_CALCULATED]


def escaped(text: str) -> str:
    """For Excel: what cannot stand in its XML, written as Excel itself writes it."""
    text = _ESCAPE.sub(r"_x005F_x\1_", text)
    return _NOT_IN_XML.sub(lambda found: f"_x{ord(found.group()):04X}_", text)


def unescaped(text: str) -> str:
    """What `escaped` or Excel wrote, as it was."""
    return _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text)


def readings(value: Any) -> set[tuple]:
    """What a spreadsheet makes of a text (or made already): numbers, dates, times, truth values."""
    if isinstance(value, bool):
        return {("bool", value)}
    if isinstance(value, int | float):
        return {("number", f"{value:.13e}")}
    if isinstance(value, datetime.time):
        return {("time", value.hour, value.minute)}
    if isinstance(value, datetime.date):  # a datetime is one, too
        day = {("date", value.year, value.month, value.day), ("day", value.month, value.day)}
        return day | ({("month", value.year, value.month)} if value.day == 1 else set())
    return _readings_of_text(str(value))


def _readings_of_text(text: str) -> set[tuple]:
    text = text.strip()
    if text.lower() in ("true", "false"):
        return {("bool", text.lower() == "true")}
    if found := _NUMBER.fullmatch(text):
        number = float(found[2].replace(",", "")) / (100 if found[3] else 1)
        return {("number", f"{number:.13e}")}  # spreadsheets keep fifteen digits
    if found := _TIME.fullmatch(text):
        return {("time", int(found[1]), int(found[2]))}
    if found := _DATE.fullmatch(text):
        first, second = int(found[2]), int(found[3] or 0)
        if found[1]:
            return {
                ("date", int(found[1]), first, second)
                if second
                else ("month", int(found[1]), first)
            }
        return {("day", first, second)} if second else set()
    return set()


def restored(value: Any, originals: Iterable[str]) -> str | None:
    """The original text that the spreadsheet turned into `value`, if there is one."""
    seen = readings(value)
    return next((text for text in originals if seen & readings(text)), None) if seen else None


def date_of(value: Any) -> str | None:
    """A date as 2026-11-22, from whatever a spreadsheet makes of one; None if it is none."""
    if isinstance(value, datetime.date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, int | float) and 20000 < value < 80000:  # days since 1899-12-30
        return f"{datetime.date(1899, 12, 30) + datetime.timedelta(int(value)):%Y-%m-%d}"
    text = str(value).strip()
    if text.isdigit() and len(text) == 5:
        return date_of(int(text))
    found = _DATE.fullmatch(text)
    return (
        f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}"
        if found and found[1] and found[3]
        else None
    )
