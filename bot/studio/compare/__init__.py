"""`python -m bot compare`: what publishing the working files would change for residents."""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.content.load import ROOT
from bot.studio.check import Commands, readable_in_part, summary

if TYPE_CHECKING:
    from bot.store.versions import Version, VersionStore
    from bot.studio.compare.comparison import Comparison
    from bot.studio.compare.gather import Working

DAYS = 30
_EXAMPLES = """\
例子：
  python -m bot compare                     居民现在用的一版，和改过的文件比
  python -m bot compare --html 比较.html    全部列在一个网页里，可以打印、发给同事看
  python -m bot compare --days 7            居民问过的话，只看最近 7 天；写 0 就只比考题
  python -m bot compare 3                   和第 3 版比
只改了答案，几秒就好；改了问法，要先学一遍，再把考题和居民问过的话各问两遍，约半分钟。
"""


def register(commands: Commands) -> None:
    """Adds `compare`."""
    parser = commands.add_parser(
        "compare",
        help="发布前看一看：居民看到的会有哪些不同，是变好还是变差",
        description="把发布的一版和现在的文件比一比：哪些问话答得不一样了，哪些文字改了，能不能发布。",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "version", nargs="?", type=int, metavar="版本", help="和第几版比；不写就是居民现在用的"
    )
    parser.add_argument(
        "--days", type=_days, default=DAYS, metavar="天数", help="居民最近几天问过的话，默认 30"
    )
    parser.add_argument("--html", type=Path, metavar="文件", help="写成一个网页")
    parser.add_argument("--json", action="store_true", help="输出一个 JSON 对象")
    # For the console, which runs this in a process of its own (bot.studio.compare.result).
    parser.add_argument("--result", type=Path, help=argparse.SUPPRESS)
    parser.set_defaults(run=_command)


def _days(text: str) -> int:
    if not text.isdecimal() or len(text) > 4:
        raise argparse.ArgumentTypeError(f"“{text}”不是天数，写 0 到 9999 的整数")
    return int(text)


def _command(args: argparse.Namespace) -> int:
    from bot.store.versions import VersionStore

    if args.html and not args.html.absolute().parent.is_dir():
        return _stopped(f"没有 {args.html.parent} 这个文件夹 → 先建好，或换一个。")
    store = VersionStore()
    live = store.live()
    if live is None:
        return _stopped(
            "还没有发布过，没有可以比的 → 先发布第一版：python -m bot publish --why “第一版”"
        )
    version = live if args.version is None else store.get(args.version)
    if version is None:
        return _stopped(f"没有第 {args.version} 版 → 用 python -m bot history 看有哪些版本。")
    with contextlib.redirect_stdout(sys.stderr):  # what is asked for is all that goes to stdout
        new = _working(ROOT)
        found = new and _compared(store, version, live, new, args.days)
    return _told(found, args) if found else 2


def _working(root: Path) -> Working | None:
    """The working files; none, and their errors told as `check` tells them, if they are broken."""
    from bot.content.checks import check, errors
    from bot.content.problems import Severity
    from bot.studio.compare.gather import Working

    content, problems = check(root)
    if errors(problems):
        print("\n".join([*map(str, problems), summary(content, problems)]))
        print("文件里有错，先改好再比。")
        return None
    blockers = [str(one) for one in problems if one.severity is Severity.BLOCKER]
    return Working.at(root, content, blockers)


def _compared(
    store: VersionStore, version: Version, live: Version, new: Working, days: int
) -> Comparison | None:
    from bot.store.asked import AskedStore
    from bot.studio.compare.gather import compared

    try:
        return compared(store, AskedStore(), version, live, new, days)
    except ValueError as error:
        print(f"第 {version.id} 版存的东西不完整，比不了（{error}）→ 换一版比。")
        return None


def _told(found: Comparison, args: argparse.Namespace) -> int:
    """Shows it in the ways that were asked for."""
    if args.html:
        from bot.studio.compare.page import page

        try:
            args.html.write_text(page(found), "utf-8")
        except OSError as error:
            return _stopped(f"写不了 {args.html}：{error.strerror} → 换一个文件名。")
    if args.result:
        from bot.studio.compare.result import keep

        keep(found, args.result)
    with readable_in_part():
        if args.json:
            print(json.dumps(found.as_dict(), ensure_ascii=False))
        else:
            from bot.studio.compare.terminal import lines

            print("\n".join(lines(found, shutil.get_terminal_size().columns)))
    if args.html:
        print(f"网页写好了：{args.html}，用浏览器打开。", file=sys.stderr)
    return 0


def _stopped(reason: str) -> int:
    print(reason, file=sys.stderr)
    return 2
