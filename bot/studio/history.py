"""`python -m bot history` and `rollback`: what was published, and back to it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict

from bot.content.clock import here
from bot.store.trail import Entry, TrailStore
from bot.store.versions import Overtaken, Switch, Version, VersionStore
from bot.studio.check import Commands

_EXAMPLES = """\
例子：
  python -m bot history
  python -m bot rollback --why "第 5 版的转账提示写错了"
  python -m bot rollback 3 --why "回到国庆前的内容"
"""


def register(commands: Commands) -> None:
    """Adds `history` and `rollback`."""
    layout = argparse.RawDescriptionHelpFormatter
    told = commands.add_parser(
        "history", help="看发布过的每一版", epilog=_EXAMPLES, formatter_class=layout
    )
    told.add_argument("--json", action="store_true", help="逐行输出 JSON")
    told.set_defaults(run=lambda args: history(VersionStore(), args.json))
    back = commands.add_parser(
        "rollback", help="退回以前的一版，两秒内生效", epilog=_EXAMPLES, formatter_class=layout
    )
    back.add_argument("version", nargs="?", type=int, help="退到第几版；不写就是上一个用过的版本")
    back.add_argument("--why", required=True, help="为什么退回，会记下来")
    back.add_argument("--who", help="谁退回的；不写就用登录名")
    back.set_defaults(run=_rollback)


def name_of(given: str | None) -> str:
    """Who does it: as given, else as the machine knows them."""
    return given or os.environ.get("BOT_USER") or os.environ.get("USER") or "没写名字"


def history(store: VersionStore, as_json: bool = False) -> int:
    """Prints every published version, the latest first."""
    last = store.last_switch()
    live = last.version if last else None
    for version in store.all():
        if as_json:
            told = {**asdict(version), "live": version.id == live}
            # A thousand answers to held-out questions are for `compare`, not for reading.
            told["figures"] = {k: v for k, v in version.figures.items() if k != "answers"}
            print(json.dumps(told, ensure_ascii=False))
        else:
            print(_line(version, version.id == live))
    if live is None and not as_json:
        print("还没有发布过。改好内容以后，用 python -m bot publish --why “改了什么” 发布。")
    return 0


def _line(version: Version, is_live: bool) -> str:
    mark = "▶" if is_live else " "
    accuracy = version.figures.get("accuracy")
    right = "" if accuracy is None else f"　考题答对 {accuracy:.1f}%"
    forced = f"　（强行发布：{version.forced}）" if version.forced else ""
    return (
        f"{mark} 第 {version.id} 版　{version.at}　{version.who}　{version.why}"
        f"{right}　内容 {version.content_hash[:8]}{forced}"
    )


def _rollback(args: argparse.Namespace) -> int:
    return rollback(VersionStore(), TrailStore(), args.version, name_of(args.who), args.why)


def rollback(store: VersionStore, trail: TrailStore, number: int | None, who: str, why: str) -> int:
    """Makes an earlier version live; 1 with one clear line if there is none or it is overtaken."""
    last = store.last_switch()
    if last is None:
        return _refused("还没有发布过，没有可以退回的版本。")
    wanted = number if number is not None else _before(store, last)
    if wanted is None:
        return _refused("只发布过一版，没有更早的可以退。")
    if wanted == last.version:
        return _refused(f"第 {wanted} 版就是现在用的，不用退。")
    if store.get(wanted) is None:
        return _refused(f"没有第 {wanted} 版 → 用 python -m bot history 看有哪些版本。")
    try:
        store.switch(wanted, who=who, why=why, at=here(), seen=last.id)
    except Overtaken as overtaken:
        return _refused(told_of(overtaken))
    note_switch(trail, "退回", wanted, who, why, {"原来": f"第 {last.version} 版"})
    print(f"已经退回第 {wanted} 版，各台服务器两秒内换上。")
    return 0


def note_switch(
    trail: TrailStore, action: str, version: int, who: str, why: str, more: dict[str, str]
) -> None:
    """Adds it to the audit trail, wherever it was typed or pressed."""
    at = here().isoformat(" ", "seconds")
    trail.note(Entry(at, who[:100], action, f"第 {version} 版", {"原因": why, **more}))


def told_of(overtaken: Overtaken) -> str:
    """What somebody is told whom another was faster than."""
    by = overtaken.by
    if by is None:
        return "别人刚换过版本，这次没有生效 → 再来一次。"
    return (
        f"没有生效：{by.who} 在 {by.at} 刚换成了第 {by.version} 版（{by.why}）"
        " → 用 compare 看清差别，再来一次。"
    )


def _before(store: VersionStore, last: Switch) -> int | None:
    """The version that was live before this one."""
    earlier = (one.version for one in store.switches() if one.version != last.version)
    return next(earlier, None)


def _refused(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 1
