"""What to say to 110: the facts that the resident told, filled in, and blanks for the others."""

from __future__ import annotations

import datetime

from bot.content.case.amounts import Amount, amounts
from bot.content.case.times import When, when
from bot.content.hotlines import BANKS, named
from bot.content.load import Content
from bot.content.render import Section, fill

_A_DAY = 24 * 60
# How many minutes a reading may be off and still be told as a time of day.
_EXACT = 30


def script(content: Content, text: str, now: datetime.datetime) -> Section:
    """Sentences to read aloud, from what one message tells."""
    messages = content.messages
    blank = messages["script_blank"]
    told = {
        "script_time": _when(when(text, now), now),
        "script_amount": _amount(amounts(text, frozenset(content.hotlines))),
        "script_paid": _paid(content, text),
    }
    items = [messages["script_opening"]]
    items += [fill(content, messages[key], name=value or blank) for key, value in told.items()]
    items.append(fill(content, messages["script_receiver"], name=blank))
    label = fill(content, messages["label_script"])
    return {"label": label, "ordered": False, "items": items}


def _when(read: When | None, now: datetime.datetime) -> str:
    """今天 15:20 左右, 昨天, 11 月 11 日; empty if not even the day is known."""
    if read is None or read.most - read.least > _A_DAY:
        return ""
    then = now - datetime.timedelta(minutes=read.least)
    back = (now.date() - then.date()).days
    day = ("今天", "昨天")[back] if back < 2 else f"{then.month} 月 {then.day} 日"
    if read.most - read.least > _EXACT:
        # The earliest moment of a whole day is the day itself.
        first = now - datetime.timedelta(minutes=read.most)
        back = (now.date() - first.date()).days
        return ("今天", "昨天")[back] if back < 2 else f"{first.month} 月 {first.day} 日"
    return f"{day} {then.hour}:{then.minute:02d} 左右"


def _amount(read: list[Amount]) -> str:
    """35000 元, 约 20000 元, 3000 元和 12000 元."""
    return "和".join(f"{'约 ' if a.about else ''}{_digits(a.yuan)} 元" for a in read)


def _digits(yuan: float) -> str:
    return f"{yuan:.0f}" if yuan == int(yuan) else f"{yuan:.2f}"


def _paid(content: Content, text: str) -> str:
    """The banks and payment services that are named."""
    institutions = [h for h in named(content, text) if h.group in BANKS]
    return "、".join(str(h.name).removesuffix("客服") for h in institutions)
