"""The form of a topic: its fields in their order, with what trainers are told of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["line", "text", "list", "choice", "date"]


@dataclass(frozen=True)
class Field:
    """One field; `rows` is how high it begins, `options` what a choice offers (value, words)."""

    name: str
    label: str
    help: str
    kind: Kind = "list"
    rows: int = 3
    options: tuple[tuple[str, str], ...] = ()


FIELDS = (
    Field("title", "标题", "也是按钮上的字，最多 30 个字。", "line"),
    Field("audience", "哪些人容易遇到", "一行一种人，如 学生。", rows=2),
    Field(
        "urgent",
        "问的人是不是都急等着救",
        "钱刚转出、骗子还在线，选“是”。",
        "choice",
        options=(("", "请选择"), ("true", "是"), ("false", "不是")),
    ),
    Field("answer", "回答", "第一句直接回答，最多 120 个字。号码写成 {96110} 这样。", "text", 4),
    Field("signs", "怎么认出来", "一行一条，4 到 80 个字。可以不填。"),
    Field("points", "要知道的", "一行一条，4 到 80 个字。可以不填。"),
    Field("steps", "现在怎么做", "按先后，一行一步，4 到 80 个字。可以不填。"),
    Field(
        "questions", "居民会怎么问", "一行一句，照居民的说法写：长的、短的、带错字的都要。", rows=10
    ),
    Field("urgent_questions", "紧急问法", "同一主题里，问的人正急着的话，一行一句。可以不填。"),
    Field("hotlines", "拨号按钮", "一行一个号码，按先后；要先在号码登记册里有。", rows=2),
    Field("related", "相关主题", "一行一个主题的编号，如 lost_money。没有就空着。", rows=2),
    Field(
        "action",
        "附加功能",
        "一般不用。",
        "choice",
        options=(("", "没有"), ("hotlines", "查号码"), ("tips", "讲提示")),
    ),
    Field("sources", "依据", "一行一条，居民看不到：F2.1、S01、R2、反电信网络诈骗法 31。", rows=2),
    Field("reviewed", "审阅日期", "年-月-日，如 2026-11-22。", "date"),
)
