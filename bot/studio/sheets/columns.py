"""The sheets, their columns, and what the columns are called in the files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TOPICS, QUESTIONS, HELD_OUT, HELP, STATE = "主题", "问法", "考题", "说明", "校验"
YES, NO, NORMAL, URGENT = "是", "否", "普通", "紧急"

Kind = Literal["id", "group", "text", "list", "flag", "date", "action"]


@dataclass(frozen=True)
class Column:
    """A column: its heading, its field in the YAML file, how wide it is shown."""

    title: str
    field: str
    width: int
    kind: Kind = "text"


ID = Column("编号", "id", 24, "id")
GROUP = Column("分组", "group", 12, "group")
FIELDS = (
    Column("标题", "title", 20),
    Column("人群", "audience", 16, "list"),
    Column("紧急", "urgent", 7, "flag"),
    Column("回答", "answer", 60),
    Column("怎么认出来", "signs", 40, "list"),
    Column("要知道的", "points", 40, "list"),
    Column("现在怎么做", "steps", 40, "list"),
    Column("附加功能", "action", 12, "action"),
    Column("拨号按钮", "hotlines", 12, "list"),
    Column("相关主题", "related", 22, "list"),
    Column("依据", "sources", 20, "list"),
    Column("审阅日期", "reviewed", 13, "date"),
)
TOPIC_COLUMNS = (ID, GROUP, *FIELDS)
QUESTION_COLUMNS = (
    Column("主题", "topic", 26, "id"),
    Column("问法", "text", 90),
    Column("种类", "kind", 8, "flag"),
)
HELD_OUT_COLUMNS = (
    Column("主题", "topic", 26, "id"),
    Column("问法", "text", 90),
    Column("紧急", "urgent", 8, "flag"),
)
SHEETS: dict[str, tuple[Column, ...]] = {
    TOPICS: TOPIC_COLUMNS,
    QUESTIONS: QUESTION_COLUMNS,
    HELD_OUT: HELD_OUT_COLUMNS,
}

# A topic's three lists of questions -> the sheet, and the mark in its third column.
LISTS = {"questions": QUESTIONS, "urgent_questions": QUESTIONS, "held_out": HELD_OUT}
LIST_TITLES = {"questions": "普通问法", "urgent_questions": "紧急问法", "held_out": "考题"}
KINDS = {NORMAL: "questions", URGENT: "urgent_questions"}
ACTIONS = {"hotlines": "查号码", "tips": "讲提示"}
