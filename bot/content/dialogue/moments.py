"""What stands for itself wherever it is said: asides and warnings that need no conversation yet."""

from __future__ import annotations

import re

from bot.content.case.asides import aside
from bot.content.load import Content
from bot.content.model import CaseAside
from bot.content.phrases import plain

# Money or a code is about to go: answered even in the first message, before any card.
ABOUT_TO_PAY = frozenset({"at_counter", "clerk_asks", "clerk_refuses", "enter_code"})
AT_ONCE = ABOUT_TO_PAY | {"family_against", "gift_card", "kin_out", "bank_hold"}
# They make sense only where a relative is being deceived: elsewhere «he has left» is the courier.
_OF_KIN_ONLY = frozenset({"kin_out", "bank_hold", "kin_missing"})
_COURTESY = {
    "case_thanks": re.compile(
        "^(?:好的?|嗯+|行|知道了|明白了|,|。|!)*(?:谢谢|多谢|感谢|谢了|谢咯|辛苦|难为|劳慰|麻烦您?你?了|有劳|3q|thx|thank)"
        "[^,。!?]{0,5}[,。!?~]*$"
    ),
    "case_hello": re.compile(
        "^(?:你好|您好|哈喽|嗨|喂|在吗|在不在|在么|hello|hi|早上好|下午好|晚上好|有人吗|同志)"
        "[啊呀哈吗哦,。!?~]*$"
    ),
}


_ENTERED = re.compile("^(?!那)[^，,。]{0,4}(?:输|填)(?:了|进去|好)[^，,。]{0,4}[。!]*$")


def fitting_aside(
    content: Content, text: str, of_kin: bool, was: str | None = None
) -> CaseAside | None:
    """The aside that fits a message in this kind of trouble; `was` is that of the turn before."""
    if was == "enter_code" and _ENTERED.search(text.strip()):
        return next((one for one in content.asides if one.id == "secret_out"), None)
    return aside(content, text, frozenset() if of_kin else _OF_KIN_ONLY)


def at_once(content: Content, text: str, of_kin: bool) -> str | None:
    """The id of the aside that is said before anything else."""
    found = fitting_aside(content, text, of_kin)
    return found.id if found is not None and found.id in AT_ONCE else None


def courtesy(text: str) -> str | None:
    """The fixed sentence that answers thanks or a greeting, and nothing else is said in it."""
    told = plain(text).text
    return next((key for key, words in _COURTESY.items() if words.search(told)), None)
