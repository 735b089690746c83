"""Two pairs of eyes, as it is done: approving files, and what publishing then needs.

Whoever approves or publishes names what they saw by its hash; if it is not that any more, they are
refused and look again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.store.trail import Approval, TrailStore
from bot.studio.pending import Pending
from bot.studio.refused import Refused
from bot.studio.standing import Standing

_SHOWN = 10
Seen = tuple[str, str | None]  # a file's name, and the hash of the bytes that were looked at


@dataclass(frozen=True)
class Plan:
    """What may be published: exactly the files that `expect` names, approved by these."""

    expect: str
    approvers: dict[str, list[str]]  # file -> who
    overrides: list[str]  # why an author approved their own


def approve(
    stand: Standing, trail: TrailStore, who: str, at: str, seen: Iterable[Seen], override: str = ""
) -> list[Pending]:
    """Approves these files, all or none; what was approved. Raises Refused.

    `override` is the written reason of an author who approves what they edited themselves.
    """
    override = override.strip()
    found = [_as_seen(stand, *one) for one in dict.fromkeys(seen)]
    if not found:
        raise Refused("没有选文件 → 先看改了什么，再勾上要批准的。")
    own = [one.file for one in found if not one.may_be_approved_by(who)]
    if own and not override:
        raise Refused("这些文件您自己改过，要请别人批准；实在没有别人，写明原因再批准：", *own)
    for one in found:
        reason = override if one.file in own else None
        trail.approved(Approval(at, who, one.file, one.hash, reason))
    return found


def _as_seen(stand: Standing, file: str, hash_: str | None) -> Pending:
    one = stand.named(file)
    if one is None or one.hash != hash_:
        raise Refused(f"{file[:200]} 刚刚又有人改了 → 重新看一遍，再批准。")
    return one


def plan(stand: Standing, expect: str, problems: Sequence[str] = ()) -> Plan:
    """What publishing is to be started with. Raises Refused with every reason.

    `expect` is the hash of the files that the publisher saw; `problems` keep the content itself
    from being published.
    """
    if stand.hash != expect:
        raise Refused("文件刚刚又有人改了 → 看清新改的地方，再发布。")
    if not stand.pending:
        raise Refused("文件和发布的一样，没有要发布的。")
    if problems:
        raise Refused(f"内容还有 {len(problems)} 处要先改好：", *problems[:_SHOWN])
    if stand.waiting:
        raise Refused(
            f"还有 {len(stand.waiting)} 个文件没有别人看过、批准：",
            *(one.file for one in stand.waiting[:_SHOWN]),
        )
    approvers = {one.file: sorted({a.who for a in one.approvals}) for one in stand.pending}
    alone = (one.approvals for one in stand.pending if all(a.override for a in one.approvals))
    reasons = (str(look.override) for looks in alone for look in looks)
    return Plan(expect, approvers, list(dict.fromkeys(reasons)))
