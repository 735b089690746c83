"""What keeps a version from being published, and why; plain figures in, sentences out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.studio.differences import Difference

# How many points of accuracy (per cent, first place) a version may lose against the last one.
MARGIN = 1.0
_SHOWN = 5


def reasons_against(
    before: dict[str, Any] | None,
    after: dict[str, Any],
    changed: Sequence[Difference],
    margin: float = MARGIN,
) -> list[str]:
    """Every reason, in Chinese; none if the version may go live.

    `before` and `after` are figures of an exam (bot.studio.exam.Result.as_dict): `accuracy` in per
    cent, `urgent_missed` the urgent questions that were not found urgent. What was missed already
    by the version that is live is no reason: it would keep every improvement from going live.
    """
    return [
        *_missed(set(before["urgent_missed"]) if before else set(), after["urgent_missed"]),
        *_fallen(before, after, margin),
        *_lost(changed),
    ]


def _missed(known: set[str], missed: Sequence[str]) -> list[str]:
    new = [text for text in missed if text not in known]
    if not new:
        return []
    shown = "、".join(f"“{text}”" for text in new[:_SHOWN])
    more = f"等 {len(new)} 句" if len(new) > _SHOWN else ""
    return [f"紧急的问话没有认出来：{shown}{more} → 给对应主题补几条这样的紧急问法"]


def _fallen(before: dict[str, Any] | None, after: dict[str, Any], margin: float) -> list[str]:
    if before is None or after["accuracy"] >= before["accuracy"] - margin:
        return []
    now, then = after["accuracy"], before["accuracy"]
    return [
        f"考题答对的比例从 {then:.1f}% 掉到 {now:.1f}%，超过允许的 {margin:g} 个百分点"
        " → 用 test 看错在哪些主题，改问法再发布"
    ]


def _lost(changed: Sequence[Difference]) -> list[str]:
    lost = [one.what for one in changed if one.is_loss]
    if not lost:
        return []
    return [f"这些主题没有回答了：{'、'.join(lost)} → 恢复文件；真的不要了，用 --force 写明原因"]
