"""`python -m bot export` and `import`: the topics as sheets, for people who work in Excel.

Only what was changed in the sheets is changed in the files (bot.studio.yaml_edit).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from bot.content.load import ROOT

if TYPE_CHECKING:
    from bot.studio.check import Commands

_EXPORT = """\
例子：
  python -m bot export 问答.xlsx            写成一个 Excel 文件：主题、问法、考题三个表
  python -m bot export 问答表 --csv         写成文件夹“问答表”里的 CSV 文件，一个表一个文件
  python -m bot export 问答.xlsx --force    盖掉原来的 问答.xlsx（里面没导入的改动就没有了）

哪些格子能改、怎么增删，写在第一个表“说明”里。
"""
_IMPORT = """\
例子：
  python -m bot import 问答.xlsx --dry-run  先看看会改什么、有没有错，什么也不写
  python -m bot import 问答.xlsx            把改动写进 data/ 和 tests/questions/
  python -m bot import 问答.xlsx --delete   “主题”表里删掉的主题，文件也删掉
  python -m bot import 问答表               从 CSV 文件夹导入

只改表格里改过的地方，文件里别的字、备注、先后都不变。
有一处错，就什么也不写，并列出每一处在哪一格、怎么改，例如：
  问法!C17： 种类“急”看不懂 → 填 普通 或 紧急
"""


def register(commands: Commands) -> None:
    """Adds `export` and `import`."""
    style = argparse.RawDescriptionHelpFormatter
    about = "把全部主题、问法、考题导出成 Excel 表格"
    out = commands.add_parser(
        "export", help=about, description=about, epilog=_EXPORT, formatter_class=style
    )
    out.add_argument("target", type=Path, metavar="文件.xlsx", help="写到哪里；加 --csv 时是文件夹")
    out.add_argument("--csv", action="store_true", help="写成 CSV，一个表一个文件")
    out.add_argument("--force", action="store_true", help="已经有这个文件也照写")
    out.set_defaults(run=_export)
    about = "把改好的表格导回 data/，只改表格里改过的地方"
    into = commands.add_parser(
        "import", help=about, description=about, epilog=_IMPORT, formatter_class=style
    )
    into.add_argument(
        "source", type=Path, metavar="文件.xlsx", help="导出后改好的文件，或 CSV 文件夹"
    )
    into.add_argument("--dry-run", action="store_true", help="只看会改什么，不写")
    into.add_argument("--delete", action="store_true", help="表里删掉的主题，文件也删掉")
    into.set_defaults(run=_import)


def _export(args: argparse.Namespace) -> int:
    from bot.studio.sheets.exporting import run

    return run(ROOT, args.target, args.csv, args.force)


def _import(args: argparse.Namespace) -> int:
    from bot.studio.sheets.importing import run

    return run(ROOT, args.source, args.dry_run, args.delete)
