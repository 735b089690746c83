"""`python -m bot new`: the two files of a new topic, with comments that lead through them.

What a trainer has to say is left empty, so that `check` reports it until it is said.
"""

# ruff: noqa: E501  (a comment in the skeleton is one line)

from __future__ import annotations

import argparse
import datetime
import os
import re
import sys
from pathlib import Path

from bot.content.checks.questions import ENOUGH, ENOUGH_HELD_OUT, ENOUGH_URGENT
from bot.content.load import FAQ, HELD_OUT, ROOT
from bot.content.model import GROUPS
from bot.studio.check import Commands

_ID = re.compile(r"[a-z][a-z0-9_]{1,49}")
_PLAIN = re.compile(r"[\u4e00-\u9fff][\w\u4e00-\u9fff，。？！、（）“”]*")
_EXAMPLES = """\
举例：
  python -m bot new scam_rent --group scam --title 租房诈骗
  python -m bot new scam_rent --group scam --from-question "房东让我换个账户打租金，是真的吗"
                                    居民问过的话，直接放进问法；可以写几次

主题名是文件名，用小写英文字母、数字和下划线，如 scam_rent。
分组：{groups}
""".format(groups="，".join(f"{group} {name}" for group, name in GROUPS.items()))

TOPIC = """\
# 新主题。照着“#”开头的说明，一项一项填在说明下面；说明可以留着，也可以删掉。
# 填好以前，检查不通过，机器人不启动。填完运行 make check。

# 标题，也是按钮上的字，最多 30 个字。
# 例：租房诈骗
title:{title}

# 哪些人容易遇到，写在方括号里，用英文逗号隔开。
# 例：[学生, 求职者]
audience:

# 问的人是不是都急等着救（钱刚转、骗子在线）：是写 true，不是写 false。
# 例：false
urgent:

# 居民会怎么问：至少 {enough} 句（urgent 是 true 的 {enough_urgent} 句），每句一行，前面是两个空格、“- ”。
# 换人、换事、换说法：短的、长的、带错字的、没标点的、替家人问的，都要有。
# 例：房东让我换个账户打租金，是真的吗
questions:{questions}
  -

# 同一主题里，问的人正急着的话。没有，或 urgent 是 true，就把下面两行删掉。
# 例：租金正要转过去，他一直催，我转不转
urgent_questions:
  -

# 直接回答，最多 120 个字，写在下面一行，前面空两格。号码写成 {{96110}} 这样。
# urgent 是 true 的，第一句说马上做什么，并写上 {{110}}。
{figures}# 例：先别转。当面找房东核实，拿不准打 {{96110}}。
answer: |

# 怎么认出来，一条一行，4 到 80 个字。不需要就把下面两行删掉。
# 例：房东突然换了收款的账户
signs:
  -

# 居民要知道的，一条一行，4 到 80 个字。不需要就把下面两行删掉。
# 例：看房之前就要交钱的，都不可信
points:
  -

# 现在怎么做，按先后，一步一行，4 到 80 个字。不需要就把下面两行删掉。
# 以“{{”开头的句子要用单引号括起来。
# 例：'{{110}} 报警，说要紧急止付'
steps:
  -

# 答案下面的拨号按钮，按先后。号码要在 data/hotlines.yml 里有。
# 例：[96110, 110]
hotlines:

# 相关主题，写它们的文件名（不带 .yml）。没有就写 []。
# 例：[lost_money]
related:

# 依据：事实库编号、法条、报告章节，写成 F2.1、S01、R2、反电信网络诈骗法 31 这样。
# 例：[S01, F2.1]
sources:

# 写完、审过的日期，年-月-日。
# 例：{today}
reviewed:
"""

HELD_OUT_FILE = """\
# 考题：只用来测试，不用来训练。请一位没看过 {topic}.yml 里问法的同事来写。
# 至少 {enough} 句，每句两行：照下面两行的样子往下加，左边对齐。
# text 是居民会问的话，不能和问法一样。
# 例：中介催我今天交押金靠谱吗
# urgent：问的人正急着（钱刚转、骗子在线）写 true，不是写 false。
# 例：false
questions:
  - text:
    urgent:
"""


# Only the group that tells what the report says has its figures (bot.content.checks.topics).
FIGURES = "# 报告里的数字，同一句要写“2019 年上半年”；下面各项也一样。\n"


class Refused(Exception):
    """The topic cannot be made; the text says why and what to do, in one Chinese line."""


def register(commands: Commands) -> None:
    """Adds `new`."""
    parser = commands.add_parser(
        "new",
        help="新建一个主题",
        usage="python -m bot new 主题名 --group 分组 [--title 标题] [--from-question 问法]...",
        description="新建一个主题的两个文件：内容 data/faq/ 和考题 tests/questions/，里面逐项写着怎么填。",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("topic", nargs="?", default="", metavar="主题名", help="如 scam_rent")
    parser.add_argument("--group", default="", metavar="分组", help="放在哪个分组，如 scam")
    parser.add_argument("--title", default="", metavar="标题", help="标题，也是按钮上的字")
    parser.add_argument(
        "--from-question", action="append", default=[], metavar="问法", help="居民问过的一句话"
    )
    parser.set_defaults(run=lambda a: run(a.topic, a.group, a.title, a.from_question))


def run(topic: str, group: str, title: str, questions: list[str], root: Path = ROOT) -> int:
    """Makes the files and says what to do next; 2 if it may not or cannot."""
    try:
        files = skeletons(root, topic, group, title, questions)
        write_all(files)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"写不进去（{error.strerror}），什么也没有改 → 检查文件夹和权限", file=sys.stderr)
        return 2
    content, tested = (path.relative_to(root).as_posix() for path in files)
    print(f"1. 打开 {content}，照“#”后面的说明逐项填好（没填好以前机器人不启动）。")
    print(f"2. 请一位没看过这些问法的同事，在 {tested} 写至少 {ENOUGH_HELD_OUT} 句考题。")
    print(
        "3. 运行 make check，改到没有错误；再运行 .venv/bin/python -m bot schema，更新编辑器的提示。"
    )
    return 0


def skeletons(
    root: Path, topic: str, group: str, title: str, questions: list[str]
) -> dict[Path, str]:
    """What would be written: path -> text. Raises Refused."""
    _allow(root, topic, group)
    title = f" {_scalar('标题', title, 30)}" if title else ""
    asked = "".join(f"\n  - {_scalar('问法', one, 200)}" for one in questions)
    content = TOPIC.format(
        title=title,
        questions=asked,
        enough=ENOUGH,
        enough_urgent=ENOUGH_URGENT,
        figures=FIGURES if group == "measures" else "",
        today=datetime.date.today(),
    )
    tested = HELD_OUT_FILE.format(topic=topic, enough=ENOUGH_HELD_OUT)
    place = f"{group}/{topic}.yml"
    return {root / FAQ / place: content, root / HELD_OUT / place: tested}


def _allow(root: Path, topic: str, group: str) -> None:
    """Raises Refused unless this is a new topic in a group that exists."""
    if not _ID.fullmatch(topic):
        said = f"主题名“{_visible(topic)}”不行" if topic else "没有写主题名"
        raise Refused(f"{said} → 用小写英文字母、数字和下划线，2 到 50 个，字母开头，如 scam_rent")
    if group not in GROUPS:
        said = f"没有叫“{_visible(group)}”的分组" if group else "没有写分组"
        known = "、".join(f"{name}（{told}）" for name, told in GROUPS.items())
        raise Refused(f"{said} → --group 写其中一个：{known}")
    for folder in (FAQ, HELD_OUT):
        for path in sorted((root / folder).rglob("*")):
            if path.stem.lower() == topic and path.suffix.lower() in (".yml", ".yaml"):
                raise Refused(
                    f"{path.relative_to(root).as_posix()} 已经有了 → 换一个主题名，或直接改它"
                )


def _visible(text: str) -> str:
    """What was typed, on one line."""
    return "".join(c if c.isprintable() else "□" for c in text[:50])


def _scalar(what: str, text: str, most: int) -> str:
    """The text as it is written into YAML, quoted where it might be misread. Raises Refused."""
    text = " ".join(text.split())
    if not text.isprintable():
        raise Refused(f"{what}里有看不见的控制字符 → 重新输入")
    if not 1 <= len(text) <= most:
        raise Refused(f"{what}有 {len(text)} 个字 → 写 1 到 {most} 个字")
    return text if _PLAIN.fullmatch(text) else "'" + text.replace("'", "''") + "'"


def write_all(files: dict[Path, str]) -> None:
    """All files or none. Raises OSError, after having removed what was written."""
    beside = {path: path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in files}
    placed: list[Path] = []
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside[path].write_text(text, "utf-8", newline="\n")
        for path, temporary in beside.items():
            os.replace(temporary, path)
            placed.append(path)
    except BaseException:
        for path in (*placed, *beside.values()):
            path.unlink(missing_ok=True)
        raise
