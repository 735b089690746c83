"""Words of police, courts and banks, and what to say instead.

A word stands here if hardly any resident uses it: of 28,970 questions written as residents speak
(27,516 to learn from, 1,454 held out) at most seven have it, 1 in 4,000. A word that residents take
up is no longer reported: the share is counted anew with every check. Left out on purpose are words
that must be said as they are: 紧急止付 is what to tell 110.
"""

from __future__ import annotations

# A word that a greater share of the questions use is no jargon.
KNOWN_SHARE = 1 / 4000

PLAIN = {
    "主体责任": "应负的责任",
    "串并": "合在一起查",
    "予以": "（删掉）",
    "交易凭证": "买卖的单据、截图",
    "单处罚金": "只罚钱",
    "原则上": "一般",
    "受案": "接下案子",
    "处置": "处理",
    "并处": "还要同时",
    "异地销号": "在外地注销号码",
    "情节严重": "做得多、骗得多的",
    "拘役": "关一到六个月",
    "挽损": "把钱追回来",
    "研判": "分析",
    "移送": "转给该管的单位",
    "资金链": "钱的来路去路",
    "追缴": "收走骗来的钱",
    "追赃": "追回骗走的钱",
    "核查": "查对",
    "案值": "骗走多少钱",
    "溯源": "查来路",
    "甄别": "分清真假",
    "留存": "留着",
    "劝返": "劝回来",
    "高仿": "做得很像的假",
    "落地查人": "上门找人",
}
