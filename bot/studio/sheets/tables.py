"""The rows of all sheets, from the topics as they are."""

from __future__ import annotations

from collections.abc import Iterable

from bot.content.clock import here
from bot.content.model import GROUPS
from bot.studio.sheets.columns import (
    ACTIONS,
    HELD_OUT,
    HELP,
    KINDS,
    LISTS,
    QUESTIONS,
    SHEETS,
    STATE,
    TOPIC_COLUMNS,
    TOPICS,
)
from bot.studio.sheets.snapshot import Topic
from bot.studio.sheets.state import State

Table = list[list[str]]

_HELP = """
这个表格是机器人的全部问答，可以在 Excel、WPS 或 LibreOffice 里改。改完保存，再导回去：
|    python -m bot import 文件名.xlsx --dry-run    先看看会改什么，什么也不写
|    python -m bot import 文件名.xlsx              真的写进去

可以改
|主题　一行一个主题。{columns} 都能改。
|　　　一格里写几条的（如“现在怎么做”），一条一行，在格子里换行按 Alt+Enter。
|　　　号码写成 {{96110}}，不要直接写数字。回答最多 120 字。
|　　　“紧急”填 是 或 否；“附加功能”留空，或填 {actions}。
|问法　居民会怎么问，一行一句。“种类”填 普通 或 紧急（问的人正急等着救）。机器人拿它们学习。
|考题　用来考机器人的问法，不拿来学。“紧急”填 是 或 否。请没看过“问法”的人来写。

怎么增减
|加一句　　在表的最后写一行，或插入一行：主题的编号、问法、种类，三格都要填。
|删一句　　删掉整行，或清空“问法”那一格。
|加主题　　在“主题”表里加一行：编号用小写英文和下划线，如 scam_new；分组从单子里选。
|　　　　　再到“问法”表里写至少 20 句（紧急的 30 句），到“考题”表里写至少 6 句。
|删主题　　删掉“主题”表里的那一行，导入时加 --delete。不加的话，主题会保留。

不能改
|已有主题的编号和分组；工作表的名字；第一行的标题；隐藏的“校验”表。
|列的先后可以换，可以加自己的列（导入时不看），可以排序、筛选、隐藏行。
|按别的列排序以后，文件里问法的先后也会跟着变。

放心
|没有改的格子，原来的文件一个字都不变。有错会写明在哪个表、哪一格，全部列出来，什么也不写。
|导出以后别人也改了同一处，会告诉您，不会盖掉别人的。
"""


def tables(topics: Iterable[Topic]) -> dict[str, Table]:
    """Every sheet's rows; the first row of each is its headings."""
    topics = sorted(topics, key=lambda one: ([*GROUPS, one.group].index(one.group), one.id))
    headings = {name: [[column.title for column in SHEETS[name]]] for name in SHEETS}
    found: dict[str, Table] = {HELP: help_rows(), **headings}
    marks = {name: mark for mark, name in KINDS.items()}
    for topic in topics:
        found[TOPICS].append(_row(topic))
        for name in LISTS:
            rows = [[topic.id, text, mark or marks[name]] for text, mark in topic.entries(name)]
            found[HELD_OUT if name == "held_out" else QUESTIONS] += rows
    found[STATE] = State.of(topics).rows()
    return found


def _row(topic: Topic) -> list[str]:
    fields = [topic.cell(column) for column in TOPIC_COLUMNS[2:]]
    return [topic.id, GROUPS.get(topic.group, topic.group), *fields]


def help_rows() -> Table:
    """What may be edited, and how."""
    columns = "、".join(column.title for column in TOPIC_COLUMNS[2:])
    text = _HELP.strip("\n").format(columns=columns, actions=" 或 ".join(ACTIONS.values()))
    lines = [line.lstrip("|") for line in text.split("\n")]
    return [[f"孝感反诈问答 · 说明（{here():%Y-%m-%d} 导出）"], *([line] for line in lines)]
