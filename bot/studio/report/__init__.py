"""`python -m bot report`: the last days in pictures, as one page and a PNG file for each picture.

`gather` counts, `pictures` draws, `page` tells; `advice` says what to do about each.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bot.content.clock import here
from bot.content.load import load
from bot.store.asked import AskedStore
from bot.store.database import folder
from bot.store.feedback import FeedbackStore
from bot.store.versions import VersionStore
from bot.studio.check import Commands, readable_in_part
from bot.studio.report.gather import gather
from bot.studio.report.numbers import Report
from bot.studio.sheets import disk

PAGE = "report.html"
_DAYS, _MOST_DAYS = 30, 366
_EXAMPLES = """\
例子：
  python -m bot report                     最近 30 天，写进 var/reports 里今天的文件夹
  python -m bot report --days 7            最近 7 天
  python -m bot report --out 十一月报告     写进这个文件夹
  python -m bot report --json              只要数字，给程序用

网页可以用浏览器打开、打印、发给同事，不用联网；图片另有 PNG 文件，可以放进幻灯片。
"""


def register(commands: Commands) -> None:
    """Adds `report`."""
    parser = commands.add_parser(
        "report",
        help="最近问了什么、答得怎样，画成图",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--days", type=_length, default=_DAYS, metavar="天数", help="看最近多少天，默认 30"
    )
    parser.add_argument("--out", type=Path, metavar="文件夹", help="写到哪个文件夹")
    parser.add_argument("--json", action="store_true", help="输出 JSON，不写网页")
    parser.set_defaults(run=_command)


def _length(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_DAYS):
        raise argparse.ArgumentTypeError(f"写 1 到 {_MOST_DAYS} 的整数，不能是 {text}")
    return int(text)


def _command(args: argparse.Namespace) -> int:
    # Only titles are taken from the content; a half edited file is no reason not to report.
    content, _ = load(held_out=False)
    report = gather(content, AskedStore(), FeedbackStore(), VersionStore(), here(), args.days)
    if args.json:
        with readable_in_part():
            print(json.dumps(report.as_dict(), ensure_ascii=False))
        return 0
    out = args.out or folder() / "reports" / report.until
    try:
        written = write(report, out)
    except OSError as error:
        print(f"写不进 {error.filename or out} → 用 --out 换一个文件夹。", file=sys.stderr)
        return 1
    if report.is_empty:
        print("还没有居民问过，也没有发布过，报告是空的。")
    print(f"报告写好了，用浏览器打开：{out / PAGE}")
    if written:
        print(f"同一个文件夹里有 {len(written)} 张 PNG 图片。")
    return 0


def write(report: Report, out: Path) -> list[Path]:
    """Writes page and pictures into a folder, which is made; the pictures' files.

    Pictures of an earlier report there for which there are no numbers now are removed. Raises
    OSError.
    """
    from bot.studio.report.look import chinese_font
    from bot.studio.report.page import page
    from bot.studio.report.pictures import PAINTERS, draw

    pictures = draw(report)
    for name in PAINTERS:
        disk.put(out / f"{name}.png", pictures[name].png if name in pictures else None)
    text = page(report, pictures, has_font=chinese_font() is not None)
    disk.put(out / PAGE, text.encode("utf-8"))
    return [out / f"{name}.png" for name in pictures]
