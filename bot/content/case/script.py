"""What to say to 110: the facts that the resident told, filled in, and blanks for the others."""

from __future__ import annotations

import datetime

from bot.content.case.facts import Facts
from bot.content.load import Content
from bot.content.render import Section, fill, section_of

# How many minutes a reading may be off and still be told as a time of day.
_EXACT = 30
_PART_OF_DAY = datetime.timedelta(hours=8)
_A_DAY = datetime.timedelta(days=1)
_PARTS_OF_DAY = {
    0: ("凌晨", 6), 5: ("早上", 12), 6: ("上午", 12), 11: ("中午", 14), 12: ("下午", 18),
    17: ("傍晚", 20), 18: ("晚上", 24),
}  # fmt: skip


def script(
    content: Content, facts: Facts, now: datetime.datetime, situation: str = "lost"
) -> Section:
    """Sentences to read aloud. Names and account numbers are not known here: they stay blanks."""
    messages = content.messages
    blank = messages["script_blank"]
    told = {
        "script_time": when_told(facts, now),
        "script_amount": _amount(facts),
        "script_paid": _paid(content, facts),
        "script_receiver": _receiver(content, facts, blank),
    }
    gone = "" if facts.gone else "_maybe"
    items = [messages[f"script_opening_{situation}{gone}"]]
    items += [fill(content, messages[key], name=value or blank) for key, value in told.items()]
    label = fill(content, messages["label_script"])
    return section_of("script", label, items)


def told(content: Content, facts: Facts, changed: list[str], now: datetime.datetime) -> str:
    """These facts, read back in a few words."""
    said = {
        "since": when_told(facts, now),
        "sums": _amount(facts),
        "own": "、".join(_name(content, key) for key in facts.own),
        "paid": "、".join(content.messages[f"way_{way}"] for way in facts.paid if way != "bank"),
    }
    return "，".join(text for name, text in said.items() if name in changed and text)


def when_told(facts: Facts, now: datetime.datetime) -> str:
    """11月18日（今天）15:20 左右, 11月17日（昨天）下午; empty if not even the day is known.

    The date is always there: the list is read hours later, when «today» is another day.
    """
    if facts.since is None:
        return ""
    first, last = (datetime.datetime.fromisoformat(moment) for moment in facts.since)
    if last - first > _A_DAY:
        return ""
    if last - first > _PART_OF_DAY:
        return _day(first, now)  # the earliest moment of a whole day is the day itself
    if last - first > datetime.timedelta(minutes=_EXACT):
        return f"{_day(first, now)}{_part(first, last)}"
    return f"{_day(last, now)}{last.hour}:{last.minute:02d} 左右"


def _day(then: datetime.datetime, now: datetime.datetime) -> str:
    back = (now.date() - then.date()).days
    beside = {0: "（今天）", 1: "（昨天）"}.get(back, "")
    return f"{then.month}月{then.day}日{beside}"


def _part(first: datetime.datetime, last: datetime.datetime) -> str:
    """下午, or the hours if no word for a part of the day fits."""
    end = last.hour + (last.minute > 0)
    end = end or 24
    named = _PARTS_OF_DAY.get(first.hour)
    # «this afternoon» ends now, while it goes on.
    if named and first.minute == 0 and end in (named[1], *range(first.hour + 3, named[1])):
        return named[0]
    return f"{first.hour} 点到 {end} 点之间"


def _amount(facts: Facts) -> str:
    """35000 元; 约 20000 元; 3000 元、12000 元，一共 15000 元."""
    parts = "、".join(f"{'约 ' if about else ''}{_digits(yuan)} 元" for yuan, about in facts.sums)
    if len(facts.sums) < 2:
        return parts
    return f"{parts}，一共 {_digits(sum(yuan for yuan, _ in facts.sums))} 元"


def _digits(yuan: float) -> str:
    return f"{yuan:.0f}" if yuan == int(yuan) else f"{yuan:.2f}"


def _paid(content: Content, facts: Facts) -> str:
    """The banks, payment services and other ways."""
    named = [_name(content, key) for key in facts.own]
    ways = [way for way in facts.paid if way != "bank" or not named]
    return "、".join([*named, *(content.messages[f"way_{way}"] for way in ways)])


def _receiver(content: Content, facts: Facts, blank: str) -> str:
    """Whose account it was: the kind and the bank; name and number stay blanks."""
    kind = content.messages[f"receiver_{facts.receiver}"] if facts.receiver else ""
    banks = "、".join(_name(content, key) for key in facts.to)
    return " ".join(filter(None, (banks, kind, blank)))


def _name(content: Content, key: str) -> str:
    return str(content.hotlines[key].name).removesuffix("客服")
