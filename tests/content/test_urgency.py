"""Urgency by rules alone: no model, no Rasa."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bot.content.load import ROOT, Content
from bot.content.urgency import has_lost, in_danger, is_drained, is_urgent

URGENT = [
    "在加油站卡被刷了三千",
    "不给钱就把我的果照发到单位群",
    "气死了，老子被骗了八万，你们就晓得搞宣传",
    "信里头是我在床上的合成的照片，要我打三十万",
    "我刚给骗子转了三万怎么办",
    "剛剛匯款給騙子了",
    "十分钟前用建行转了三万五给他，现在还在视频",
    "他不让我挂电话",
    "屏幕共享还开着",
    "验证码给他了",
    "我把银行卡密码告诉对方了",
    "点了短信里的链接，填完才觉得是假的",
    "手机自己在动，点不动了",
    "裸聊视频被录了，说要群发",
    "卡里的钱没了",
    "我没操作怎么扣了五千",
    "我妈正要去银行转账，拦不住",
    "说绑架了我儿子要赎金",
    "救命我被关在园区",
    "被骗光了，不想活了",
    "完了完了，怎么办",
    "我妈跟警察视频，门锁着谁都不让进",
    "去年认识的网友，今天骗我转了五万",
    "钱转出去半个小时了还能追回来不",
    "转了两万过去，过了20分钟了",
    "报警以后骗子说再报警就弄我全家",
    "他发短信说要砍死我家人",
    "骗子让我又用花呗付了2000",
    "人家说不给就爆她照片",
    "打到农业银行一个公司的账上了，三万",
]
CALM = [
    "刚才一个客人扫我的码付了5800，吃碗粉才8块钱",
    "我给我爸交了住院费8000，又给医生红包，他冇要",
    "那个转发10个群免费领大米的我转了，转了十几个群",
    "我说我屋里一分钱都冇得，他就把电话挂了",
    "是他给我打了1分40秒的电话，不是钱",
    "你们的人刚才打电话说我被骗，我冇被骗，我提现都到账的",
    "农行柜台买了十万国债，三年的",
    "表弟找我借了两万，当面借的，打了欠条",
    "哦，是早上买菜刷的卡",
    "今天加油付了三百，想起来了",
    "转账之前怎么核实",
    "刷单返利是真的吗",
    "96110是什么电话",
    "诈骗罪判几年",
    "去年被骗了两万，还能追回来吗",
    "营业厅非要本人去刷脸",
    "前年接到假绑架电话，怎么知道我儿子名字的",
    "如果转了钱怎么办",
    "怎么防止被骗",
    "验证码是什么",
    "孝感抓了多少骗子",
    "转账24小时到账是什么意思",
    "付了半小时停车费",
    "客服让我付了钱才能领",
    "工资打到农业银行卡上了",
    "你好",
    "",
]


@pytest.mark.parametrize("text", URGENT)
def test_urgent(text: str) -> None:
    assert is_urgent(text)


@pytest.mark.parametrize("text", CALM)
def test_calm(text: str) -> None:
    assert not is_urgent(text)


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("刚转了三万，不想活了", "self-harm"),
        ("想跳汉江一了百了", "self-harm"),
        ("我去跳府河算了", "self-harm"),
        ("想跳槽去河南", None),
        ("骗光了想跳河", "self-harm"),
        ("安眠药已经吃了", "self-harm"),
        ("我现在在天台", "self-harm"),
        ("我哥被关在缅北园区", "held"),
        ("说绑架了我女儿，要赎金", "kidnapped"),
        ("我被人捅了一刀", "violence"),
        ("他们不让我走，我不敢出声", "violence"),
        ("刚转了三万", None),
        ("怎么核实", None),
        ("网上买农药没发货", None),
        ("虚拟绑架是什么", None),
        ("手机号被绑定了", None),
        ("微信被锁了怎么办", None),
        ("诈骗造成人家自杀会从重判刑吗", None),
        ("保健药吃了没效果", None),
    ],
)
def test_danger_to_life_outranks_money(text: str, danger: str | None) -> None:
    assert in_danger(text) == danger


def test_rules_alone_rarely_cry_wolf(content: Content) -> None:
    calm = [q.text for qs in content.held_out.values() for q in qs if not q.urgent]
    alarms = [text for text in calm if is_urgent(text)]
    assert len(alarms) / len(calm) <= 0.03, alarms


def test_content_needs_neither_rasa_nor_tensorflow() -> None:
    code = (
        "import sys, bot.content.urgency, bot.content.checks, bot.studio.check;"
        "bot.studio.check.run();"
        "sys.exit(bool({'rasa', 'tensorflow', 'sklearn', 'jieba'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


@pytest.mark.parametrize(
    "text",
    [
        "有个自称孝感市社保局的打来说我社保卡在武汉被盗刷",
        "医保局讲我的医保卡在海南被人盗刷了八千",
        "派出所的电话说我的卡被别人转走一笔赃款",
    ],
)
def test_what_a_caller_claims_is_no_loss(text: str) -> None:
    assert not is_drained(text)
    assert not has_lost(text)
    assert not is_urgent(text)


@pytest.mark.parametrize(
    "text",
    [
        "医保局说我卡被盗刷了，我照他说的刚转了两万",
        "银行客服说我的卡被盗刷了",
        "我跟派出所说我的卡被盗刷了三千",
        "自称民警的说我的卡被盗刷了，我一看真的少了三千，不是我刷的",
    ],
)
def test_what_really_went_is_one_whoever_told(text: str) -> None:
    assert is_urgent(text)
    assert has_lost(text)
