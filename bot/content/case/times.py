"""When it happened, as people write it: 刚才, 半小时前, 昨晚八点, 上周三, 11月3号.

A reading is a span before now: somebody who says «the day before yesterday» means some time of it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.content.case.amounts import value
from bot.content.phrases import plain

_N = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百半几]+)"
_MINUTE, _HOUR, _DAY, _WEEK = 1, 60, 1440, 10080
_LENGTHS = {"分钟": _MINUTE, "分": _MINUTE, "刻钟": 15, "刻": 15, "小时": _HOUR, "钟头": _HOUR}
_DAYS = {"天": _DAY, "日": _DAY, "星期": _WEEK, "周": _WEEK, "礼拜": _WEEK}
_SINCE = "(?:前|以前|之前|了|过去|过了)"
_VAGUE = (
    (re.compile("刚|方才|才将|将才|刚才"), (0, 30)),
    (re.compile("一会儿?(?:前|之前)|没多久|没多长时间|不久前|先头|先前"), (0, 60)),
    (re.compile("大?半天了"), (30, 720)),
)
_AGO = re.compile(
    rf"(?P<n>{_N})(?:个)?(?P<half>半)?(?P<more>多|来)?(?:个)?(?P<unit>分钟|刻钟|小时|钟头)(?P<half2>半)?"
    rf"(?P<more2>多)?(?P<since>{_SINCE})?"
)
_PASSED = re.compile("(?:过了|过去|都|已经|才|就)$")
_DAYS_AGO = re.compile(rf"(?P<n>{_N})(?:个)?(?P<unit>天|星期|周|礼拜)(?:多)?{_SINCE}")
_DAY_WORDS = {
    "今": 0, "昨": 1, "前天": 2, "前日": 2, "前晚": 2, "大前天": 3,
}  # fmt: skip
_DAY_OF = re.compile(
    r"(?P<word>大前天|前天|前日|前晚|昨[天日晚夜儿早]|今[天日晚早朝儿])"
    r"|(?P<week>上上|上|这|本)个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])"
    r"|(?:(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月|(?P<this>本月|这个月))"
    r"(?P<date>\d{1,2}|[一二三四五六七八九十]{1,3})[号日]"
    r"|(?P<feast>国庆)"
)
_MONTH_OF = re.compile(
    r"(?P<year>去年|前年|今年)?(?:的)?(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})月(?!\d|[一二三四五六七八九十]+[号日])"
)
_LONG = re.compile("(?P<last>上个?月)|(?P<year>去年|前年|大前年)")
_PART = {
    "凌晨": (0, 6), "早上": (5, 12), "早晨": (5, 12), "清早": (5, 12), "早": (5, 12),
    "上午": (6, 12), "中午": (11, 14), "下午": (12, 18), "下半天": (12, 24), "傍晚": (17, 20),
    "晚上": (18, 24), "晚": (18, 24), "半夜": (0, 24), "夜里": (0, 24), "夜": (0, 24),
}  # fmt: skip
_CLOCK = re.compile(
    r"(?P<part>凌晨|早上|早晨|清早|上午|中午|下午|傍晚|晚上|半夜|夜里|晚|早|夜)?(?:的)?"
    r"(?:(?P<h>\d{1,2})[:](?P<m>\d{2})(?!\d)"
    r"|(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3})点(?P<kind>钟|半|多|一刻|三刻|过)?"
    r"(?P<minute>\d{1,2}|[一二三四五六七八九十]{1,3})?分?)"
)
# 12点到18点之间: the second hour ends the span.
_UNTIL = re.compile(r"^(?:左右)?(?:到|至|-|~|—)+")
_NO_CLOCK = re.compile("[建意要看不没问希办道经感东心]|[一-鿿]*点(?:建议|意见)")
_PARTS = re.compile("凌晨|早上|早晨|清早|上午|中午|下午|下半天|傍晚|晚上|半夜|夜里")
_AHEAD = re.compile("^(?:之内|以内|内)")


@dataclass(frozen=True)
class When:
    """Minutes before now, at least and at most."""

    least: int
    most: int


def when(text: str, now: datetime.datetime) -> When | None:
    """The first time that a message tells of, or nothing."""
    told = plain(text).text
    readers: tuple[Callable[[str, datetime.datetime], When | None], ...] = (
        _ago,
        _on_a_day,
        _at_a_clock,
        _in_a_part,
        _long_ago,
        _vaguely,
    )
    return next((found for reader in readers if (found := reader(told, now))), None)


def _number(told: str) -> float | None:
    if told == "半":
        return 0.5
    if re.fullmatch(r"\d+(?:\.\d+)?", told):
        return float(told)
    return value(told) if re.fullmatch("[一二两三四五六七八九十百]+", told) else None


def _ago(told: str, now: datetime.datetime) -> When | None:
    for match in _AGO.finditer(told):
        before, after = told[: match.start()], told[match.end() :]
        if not (match["since"] or _PASSED.search(before)) or _AHEAD.match(after):
            continue
        unit = _LENGTHS[match["unit"]]
        several = re.fullmatch("十几", match["n"])
        number = 10.0 if several else _number(match["n"])
        if number is None:
            continue
        least = int((number + (0.5 if match["half"] or match["half2"] else 0)) * unit)
        if several:
            return When(least, 2 * least)
        more = match["more"] or match["more2"]
        return When(least, least + unit if more else least)
    return _days_ago(told, now)


def _days_ago(told: str, now: datetime.datetime) -> When | None:
    match = _DAYS_AGO.search(told)
    if not match:
        return None
    days = _DAYS[match["unit"]] // _DAY
    several = re.fullmatch("([一二两三四五六七八九])([一二三四五六七八九])", match["n"])
    if several:
        first, last = (int(value(c) or 0) * days for c in several.groups())
    else:
        number = _number(match["n"])
        if number is None or number < 1:
            return None
        first = last = int(number * days)
    nearest = _span(now, now.date() - datetime.timedelta(days=first))
    farthest = _span(now, now.date() - datetime.timedelta(days=last))
    return When(nearest.least, farthest.most)


def _on_a_day(told: str, now: datetime.datetime) -> When | None:
    match = _DAY_OF.search(told)
    day = match and _day(match, now.date())
    if not match or day is None:
        return None
    rest = told[match.end() :]
    clock = _CLOCK.search(rest, 0, 16)
    word = match["word"] or ""
    if clock and _is_clock(clock, rest):
        part = clock["part"] or (
            "晚" if word[-1:] in ("晚", "夜") else "早" if word[-1:] == "早" else ""
        )
        return _until(rest[clock.end() :], day, part, now, _clock_on(day, clock, part, now))
    named = _PARTS.match(rest.lstrip("个儿的"))
    part = named.group() if named else word[-1:] if word[-1:] in ("晚", "夜", "早") else ""
    return _span(now, day, *_PART.get(part, (0, 24)))


def _day(match: re.Match[str], today: datetime.date) -> datetime.date | None:
    if match["word"]:
        back = next((n for w, n in _DAY_WORDS.items() if match["word"].startswith(w)), None)
        if match["word"].startswith("大前天"):
            back = 3
        return today - datetime.timedelta(days=back or 0)
    if match["week"]:
        weeks = {"上上": 2, "上": 1, "这": 0, "本": 0}[match["week"]]
        weekday = "一二三四五六日".index(match["weekday"].replace("天", "日"))
        monday = today - datetime.timedelta(days=today.weekday() + 7 * weeks)
        return monday + datetime.timedelta(days=weekday)
    if match["feast"]:
        return _latest(today, 10, 1)
    date = int(_number(match["date"]) or 0)
    month = today.month if match["this"] else int(_number(match["month"]) or 0)
    return _latest(today, month, date)


def _latest(today: datetime.date, month: int, date: int) -> datetime.date | None:
    """The last such day that is not ahead."""
    for year in (today.year, today.year - 1):
        try:
            day = datetime.date(year, month, date)
        except ValueError:
            return None
        if day <= today:
            return day
    return None


def _is_clock(match: re.Match[str], told: str) -> bool:
    """三点建议 is advice, 一点害怕 a feeling: an hour alone needs a part of the day or more."""
    if match["h"] or match["part"] or match["kind"] or match["minute"]:
        return True
    return not _NO_CLOCK.match(told[match.end() :]) and match["hour"] not in ("一", "两", "有")


def _hour(match: re.Match[str], part: str) -> tuple[int, int, int] | None:
    """(hour, minute, minutes of doubt)."""
    if match["h"]:
        hour, minute, doubt = int(match["h"]), int(match["m"]), 0
    else:
        hour = int(_number(match["hour"]) or 0)
        kinds = {"半": 30, "一刻": 15, "三刻": 45}
        minute = kinds.get(match["kind"] or "", 0)
        minute = int(_number(match["minute"]) or 0) if match["minute"] else minute
        doubt = 60 if match["kind"] in ("多", "过") else 0
    if hour > 24 or minute > 59:
        return None
    late = part in ("下午", "傍晚", "晚上", "晚", "下半天") or (
        part in ("半夜", "夜里", "夜") and hour > 6
    )
    if (late and hour < 12) or (part == "中午" and hour < 5):
        hour += 12
    return hour % 24, minute, doubt


def _clock_on(
    day: datetime.date, clock: re.Match[str], part: str, now: datetime.datetime
) -> When | None:
    read = _hour(clock, part)
    if read is None:
        return None
    hour, minute, doubt = read
    then = datetime.datetime.combine(day, datetime.time(hour, minute))
    ago = int((now - then).total_seconds() // 60)
    return When(max(0, ago - doubt), ago) if ago >= 0 else None


def _until(
    rest: str, day: datetime.date, part: str, now: datetime.datetime, first: When | None
) -> When | None:
    """The reading `first`, up to the hour that follows it, if one does."""
    joined = _UNTIL.match(rest)
    clock = joined and _CLOCK.match(rest, joined.end())
    last = _clock_on(day, clock, clock["part"] or part, now) if clock else None
    if first is None or last is None or last.least > first.most:
        return first
    return When(last.least, first.most)


def _at_a_clock(told: str, now: datetime.datetime) -> When | None:
    """A time of day without a day is the last such time before now."""
    for match in _CLOCK.finditer(told):
        if not _is_clock(match, told):
            continue
        for back in (0, 1):
            day = now.date() - datetime.timedelta(days=back)
            found = _clock_on(day, match, match["part"] or "", now)
            if found:
                return found
    return None


def _in_a_part(told: str, now: datetime.datetime) -> When | None:
    match = re.search("中午|凌晨|上午|下午|昨夜|半夜|夜里", told)
    if not match:
        return None
    for back in (0, 1):
        span = _PART.get(match.group(), (0, 24))
        found = _span(now, now.date() - datetime.timedelta(days=back), *span)
        if found.most > 0:
            return found
    return None


def _long_ago(told: str, now: datetime.datetime) -> When | None:
    today = now.date()
    month = _MONTH_OF.search(told)
    if month and (month["year"] or not re.match("[工份]", told[month.end() :])):
        back = {"去年": 1, "前年": 2}.get(month["year"] or "", 0)
        return _month(now, today.year - back, int(_number(month["month"]) or 0))
    match = _LONG.search(told)
    if not match:
        return None
    if match["last"]:
        last = today.replace(day=1) - datetime.timedelta(days=1)
        return _month(now, last.year, last.month)
    year = today.year - {"去年": 1, "前年": 2, "大前年": 3}[match["year"]]
    first, last_day = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    return When(_span(now, last_day).least, _span(now, first).most)


def _month(now: datetime.datetime, year: int, month: int) -> When | None:
    if not 1 <= month <= 12:
        return None
    first = datetime.date(year, month, 1)
    if first > now.date():
        first = first.replace(year=year - 1)
    following = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return When(_span(now, following - datetime.timedelta(days=1)).least, _span(now, first).most)


def _vaguely(told: str, now: datetime.datetime) -> When | None:
    return next((When(*span) for pattern, span in _VAGUE if pattern.search(told)), None)


def _span(now: datetime.datetime, day: datetime.date, start: int = 0, end: int = 24) -> When:
    """The minutes from now back to a part of a day, never ahead of now."""
    midnight = datetime.datetime.combine(day, datetime.time())
    first, last = (midnight + datetime.timedelta(hours=hours) for hours in (start, end))
    least, most = (int((now - moment).total_seconds() // 60) for moment in (last, first))
    return When(max(0, least), max(0, most))
