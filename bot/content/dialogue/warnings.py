"""What must be said at once, whatever else a message is about."""

from __future__ import annotations

import re

from bot.content.case.bait import is_bait
from bot.content.case.plans import plan_of
from bot.content.phrases import plain

OF_RECOVERY, OF_PAYING_AGAIN = "case_recovery_stop", "case_second_payment"
OF_BAIT = "case_bait"
OF_PLAN = {"invest": "case_plan_stop", "buy": "case_plan_stop", "fee": "case_plan_fee"}
# These stand for themselves even in the first message.
STOPPING = frozenset({OF_BAIT, *OF_PLAN.values()})
_PAY = "(?:转|付|垫|交|充|打钱|打款|汇)"
_BACK = "(?:退|返还|解冻|提现|取出来|还给我)"
_PAYING_AGAIN = re.compile(
    f"(?:又|还|再|继续)[^。!?]{{0,6}}(?:叫|让|要|催|喊)[^。!?了]{{0,8}}(?:{_PAY}(?![了过])|\\d|[一二三四五六七八九十百千万]{{2}})"
    f"|(?:叫|让|要|催)(?:我|你)[^。!?]{{0,6}}(?:再|又|继续|先)[^。!?]{{0,6}}{_PAY}(?![了过])"
    "|(?:又|再|还)(?:来|发|要)[^。!?]{0,6}(?:验证码|密码|第[二三四五六七八九十0-9]+个码)|要不要(?:报给|给|告诉)他|(?:验证码|密码)[^。!?]{0,10}(?:要不要|能不能|可不可以|填不填|给不给|报不报|行不行)|(?:要我|平台要)[^。!?]{0,6}交"
    # A fee before money comes back is the next step of the same fraud.
    f"|{_BACK}[^。!?]{{0,14}}(?:先|要|得)[^。!?]{{0,3}}(?:{_PAY}|打(?!110|电话))"
    f"|先{_PAY}[^。!?]{{0,12}}(?:才|再|就)[^。!?]{{0,4}}{_BACK}"
)
_SOMEBODY = "(?:黑客|网警|律师|维权|追款|技术|工程师|大师|公司|平台|机构|中心|高手|师傅)"
_GET_BACK = "(?:追回|追款|追讨|挽回|找回|拿回|要回|讨回|弄回|转回|退回|帮我?追)"
_RECOVERY = re.compile(
    f"{_SOMEBODY}[^。!?]{{0,16}}{_GET_BACK}|{_GET_BACK}[^。!?]{{0,12}}{_SOMEBODY}|(?:找|请|有).{{0,4}}(?:黑客|网警)"
)


def warning(text: str, gone: bool | None = None) -> str | None:
    """The fixed sentence (data/messages.yml) that stops somebody from losing more, or nothing.

    `gone`: whether money is gone already, so that what is planned would be a second payment.
    """
    told = plain(text).text
    if _RECOVERY.search(told):
        return OF_RECOVERY
    plan = plan_of(text)
    if plan is not None:
        return OF_PAYING_AGAIN if gone else OF_PLAN[plan]
    if is_bait(text):
        return OF_BAIT
    return OF_PAYING_AGAIN if _PAYING_AGAIN.search(told) else None
