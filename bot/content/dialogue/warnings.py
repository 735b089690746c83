"""What must be said at once, whatever else a message is about."""

from __future__ import annotations

import re

from bot.content.phrases import plain

OF_RECOVERY, OF_PAYING_AGAIN = "case_recovery_stop", "case_second_payment"
_PAY = "(?:转|付|垫|交|充|打钱|打款|汇)"
_PAYING_AGAIN = re.compile(
    f"(?:又|还|再|继续)[^。!?]{{0,6}}(?:叫|让|要|催|喊)[^。!?]{{0,8}}(?:{_PAY}|\\d|[一二三四五六七八九十百千万]{{2}})"
    f"|(?:叫|让|要|催)(?:我|你)[^。!?]{{0,6}}(?:再|又|继续|先)[^。!?]{{0,6}}{_PAY}"
    "|(?:又|再)(?:来|发|要)[^。!?]{0,6}(?:验证码|密码)|要不要(?:报给|给|告诉)他|(?:验证码|密码)[^。!?]{0,10}(?:要不要|能不能|可不可以|填不填|给不给|报不报|行不行)|(?:要我|平台要)[^。!?]{0,6}交"
)
_SOMEBODY = "(?:黑客|网警|律师|维权|追款|技术|工程师|大师|公司|平台|机构|中心|高手|师傅)"
_GET_BACK = "(?:追回|追款|追讨|挽回|找回|拿回|要回|讨回|弄回|转回|退回|帮我?追)"
_RECOVERY = re.compile(
    f"{_SOMEBODY}[^。!?]{{0,16}}{_GET_BACK}|{_GET_BACK}[^。!?]{{0,12}}{_SOMEBODY}|(?:找|请|有).{{0,4}}(?:黑客|网警)"
)


def warning(text: str) -> str | None:
    """The fixed sentence (data/messages.yml) that stops somebody from losing more, or nothing."""
    told = plain(text).text
    if _RECOVERY.search(told):
        return OF_RECOVERY
    return OF_PAYING_AGAIN if _PAYING_AGAIN.search(told) else None
