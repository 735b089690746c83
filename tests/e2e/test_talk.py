"""What trainers try (bot.studio.talk) is what residents get: the same words as the real servers."""

from __future__ import annotations

import pytest

from bot.content.load import Content
from bot.studio.talk import Memory, say
from bot.understanding.understanding import Understanding
from tests.e2e.conftest import Server, _senders

# No moment of today is in them: the two are asked one after the other.
CONVERSATIONS = [
    ["你好", "刷单返利是真的吗", "谢谢", "再见"],
    ["昨天晚上八点用建行给骗子转了三万", "没联系了", "500元 会不会冻结", "个人的卡", "总结一下"],
    ["有人叫我把验证码发给他，说是给我退税", "是的", "不知道", "没有"],
    ["今天的防骗提示", "再来一条防骗提示", "建设银行的电话", "96110打来的电话能接吗"],
    ["明天下雨吗", "？？", "他说认识公安局长", "我儿子被人骗去缅甸了"],
    ["我不想活了", "没有用的", "好一点了"],
]


@pytest.mark.parametrize("texts", CONVERSATIONS, ids=lambda texts: texts[0])
def test_the_same_words(
    server: Server, content: Content, understanding: Understanding, texts: list[str]
) -> None:
    server.sender, memory = next(_senders), Memory()
    for text in texts:
        turn = say(content, understanding, memory, text)
        memory = turn.memory
        assert [r["text"] for r in turn.replies] == [r["text"] for r in server.say(text)], text
