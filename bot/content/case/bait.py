"""Small rewards that come in before the large sums are asked for: bait, and no loss."""

from __future__ import annotations

import re

from bot.content.phrases import plain

_TASKS = "(?:任务|点赞|关注|刷单|做单|[一每]单(?:给|返|能)|几单|两单|三单|头单|返利|返现|派单)"
_CAME = (
    "(?:真的?|都|全|也|已经|确实)(?:给了|返了|到账|收到|提现了|提出来了)(?!他|她)|返给我了|给了我|到账了"
    "|(?:收到|到账|赚了?|挣了?)[^。!?]{0,4}[\\d一二两三四五六七八九十百]+"
)
_REWARD = re.compile(f"{_TASKS}[^。!?]{{0,24}}(?:{_CAME})")
# Whoever has paid in already is no longer at the bait.
_PAID_IN = re.compile(
    "垫了|垫付了|充了|投了|转了|付了|交了|被骗|骗了|取不出|提不|要我垫|叫我垫|要垫|垫付\\d|垫\\d|要我充|叫我充"
)
_REWARD_BEFORE = re.compile(
    "(?:[一每](?:单|个|条|次)(?:给|返)(?:我)?|返给?我|给我|赚了?|挣了?|收到了?|到账了?)(?:了)?$"
)
_REWARD_AFTER = re.compile("^(?:块钱|块|元|钱)?(?:都|真的?|也)?(?:到账|收到|返了|给了我)")


def is_bait(text: str) -> bool:
    """Whether somebody tells of small rewards for tasks, and of nothing paid in."""
    told = plain(text.replace(" ", "，")).text
    return bool(_REWARD.search(told)) and not _PAID_IN.search(told)


def is_reward(before: str, after: str) -> bool:
    """Whether the sum between came in, going by its clause."""
    return bool(_REWARD_BEFORE.search(before) or _REWARD_AFTER.match(after))
