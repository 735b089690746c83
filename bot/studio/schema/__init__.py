"""`python -m bot schema`: JSON Schemas of the trainers' files, for completion in their editor.

Shape comes from the models, known names (topics, numbers, audiences) from the content, and what to
write in a field from the tables in `texts`. Some rules of `bot.content.checks` are told as patterns
too. A schema sees one file only, so that `check` has the last word.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from bot.content.load import ROOT
from bot.studio.check import Commands
from bot.studio.schema.build import FILES, schema
from bot.studio.schema.texts import REFRESH
from bot.studio.schema.words import Unreadable, Words, words

OUT = "data/.schema"
_EXAMPLES = """\
举例：
  python -m bot schema            写好 data/.schema 下的全部文件（加了主题、号码以后运行一次）
  python -m bot schema --check    只看是不是最新的，不改文件；不是最新的，退出码是 1
  python -m bot schema --out schema      写到别处

用 VS Code 打开本项目、装好它推荐的 YAML 插件，写 data/ 下的文件时就有提示：
光标停在字段上，说明这里写什么；按 Ctrl+空格，列出可以写的主题、号码、人群。
"""


def register(commands: Commands) -> None:
    """Adds `schema`."""
    parser = commands.add_parser(
        "schema",
        help="写出编辑器用的提示（data/.schema）",
        description="写出 JSON Schema：编辑器靠它提示字段、补全名称、标出错误。",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="只检查是不是最新的，不改文件")
    parser.add_argument("--out", type=Path, metavar="目录", help=f"写到哪里，默认 {OUT}")
    parser.set_defaults(run=lambda args: run(args.check, args.out))


def run(checking: bool = False, out: Path | None = None, root: Path = ROOT) -> int:
    """Writes the schemas, or says whether they are up to date; 1 if not, or if it cannot."""
    folder = out or root / OUT
    try:
        wanted = rendered(words(root))
        old = [name for name, text in wanted.items() if _read(folder / name) != text]
        if checking and old:
            print(f"不是最新的：{'、'.join(old)} → {REFRESH}", file=sys.stderr)
            return 1
        for name in old:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(wanted[name], "utf-8", newline="\n")
    except Unreadable as error:
        print(f"{error} 读不懂 → 先运行 make check，改好再来", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename} 写不进去（{error.strerror}）→ 检查文件夹和权限", file=sys.stderr)
        return 1
    print(f"{out or OUT}：共 {len(wanted)} 个，更新了 {len(old)} 个，都是最新的。")
    return 0


def _read(path: Path) -> str | None:
    """The file's text; None if there is none that can be read."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def rendered(known: Words) -> dict[str, str]:
    """File name -> text of every schema."""
    made = {f"{kind}.json": schema(kind, known) for kind in FILES}
    return {
        name: json.dumps(one, ensure_ascii=False, indent=1) + "\n" for name, one in made.items()
    }
