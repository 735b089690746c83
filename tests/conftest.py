"""What tests share: a small project on disk, the real content, and a trained model."""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.load import ROOT, Content, load
from bot.understanding.understanding import Understanding

TODAY = datetime.date(2026, 11, 22)  # tests run on a fixed clock

HOTLINE = """\
{key}:
  name: {name}
  kind: 电话
  group: 报警
  use: 求助
  when: 有事就打
  hours: 未查到
  source: facts F1.1
  confidence: 高
  checked: 2026-11-22
  expires: 2027-05-22
"""

TOPIC = """\
title: 刷单返利
audience: [学生]
urgent: false
questions:
  - 点赞关注就给钱是真的吗
  - 刷单要先垫钱能做吗
answer: |
  是骗局，不要做。拿不准打 {96110}。
signs:
  - 先返一点小钱，再让您垫钱
steps:
  - 马上停手，一分钱也不再转。
hotlines: [96110, 110]
related: [lost_money]
sources: [S01, F2.1]
reviewed: 2026-11-22
"""

URGENT_TOPIC = """\
title: 钱已转出
audience: [所有居民]
urgent: true
questions:
  - 钱转过去了怎么办
answer: |
  马上打 {110}，说要紧急止付。
steps:
  - 停手，别再转第二笔。
hotlines: [110]
related: [scam_brushing]
sources: [F2.1]
reviewed: 2026-11-22
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project without a single problem."""
    from bot.content.load import MESSAGE_KEYS

    names = {"110": "报警", "120": "急救", "96110": "反诈专线", "12356": "心理援助"}
    files = {
        "data/hotlines.yml": "".join(HOTLINE.format(key=k, name=n) for k, n in names.items()),
        "data/faq/scam/scam_brushing.yml": TOPIC,
        "data/faq/emergency/lost_money.yml": URGENT_TOPIC,
        "data/tips.yml": textwrap.dedent("""\
            - id: no_advance
              text: 要您先垫钱的兼职，一分钱也别垫。
              topics: [scam_brushing]
              sources: [S01]
            """),
        "data/red_flags.yml": textwrap.dedent("""\
            - id: pay_first
              name: 先交钱才能提现
              topics: [scam_brushing]
              weight: 3
              phrases:
                - "[交/充]…[提现]"
              reason: 真的平台不会要您先交钱。
              advice: 一分钱也别交，打 {96110} 问一问。
              examples:
                - 要先交两千才能提现
                - 再充五百就能提现
              counter_examples:
                - 提现收千分之一的手续费
                - 交了房租没有收据
              sources: [S01]
            """),
        "data/seasons.yml": textwrap.dedent("""\
            - id: after_gaokao
              name: 高考之后
              from: 06-09
              to: 08-31
              text: 找暑假工，要先交钱的不做。
              topics: [scam_brushing]
              sources: [R4]
            """),
        "data/deciding_questions.yml": textwrap.dedent("""\
            - id: pay_first
              ask: 他让您先交钱了吗？
              reason: 先交钱才办事，常见于诈骗。
              advice: 一分钱也别交，打 {96110} 问一问。
              flags: [pay_first]
              topics: [scam_brushing]
              sources: [F5.5]
            """),
        "data/quiz.yml": textwrap.dedent("""\
            - id: quiz_1
              topic: scam_brushing
              question: 刷单要先垫钱，怎么办？
              options: [先垫, 一分不垫, 少垫一点]
              answer: 2
              explanation: 要先垫钱的刷单都是诈骗。
              sources: [S01]
            """),
        "data/case/questions.yml": textwrap.dedent("""\
            - id: when
              fact: when
              if: {situation: [lost]}
              ask: 什么时候的事？
              again: 是今天还是昨天？
              options: [刚刚, 昨天]
            """),
        "data/case/advice.yml": textwrap.dedent("""\
            - id: call
              part: steps
              if: {gone: ['yes'], paid: [bank]}
              text: 马上打 {110}，说要紧急止付。
              sources: [F2.1]
            """),
        "data/case/asides.yml": textwrap.dedent("""\
            - id: too_small
              phrases:
                - "[几百/五百]…[管/立案]"
              text: 钱再少也能报，现在就打 {110}。
              examples:
                - 五百块警察管不管
                - 几百块能立案吗
              counter_examples:
                - 转了五百
                - 昨天下午
              sources: [F2.16]
            """),
        "data/risk_examples.yml": textwrap.dedent("""\
            fraud:
              - 先交两千保证金才能提现
            doubtful:
              - 陌生人加我说有兼职
            ordinary:
              - 订单取消了钱什么时候退
            """),
        "data/messages.yml": "".join(f"{key}: 一句话\n" for key in sorted(MESSAGE_KEYS)),
        "data/lexicon.txt": "刷单\n杀猪盘 20 n\n",
        "tests/questions/scam/scam_brushing.yml": textwrap.dedent("""\
            questions:
              - text: 抖音点赞一单五毛能信吗
                urgent: false
            """),
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def edit(project: Path) -> Callable[[str, str, str], None]:
    """edit(file, old, new): a trainer's slip in one of the small project's files."""

    def replace(name: str, old: str, new: str) -> None:
        path = project / name
        text = path.read_text("utf-8")
        assert old in text, f"{name} has no {old!r}"
        path.write_text(text.replace(old, new, 1), "utf-8")

    return replace


@pytest.fixture(scope="session")
def content() -> Content:
    """The real content."""
    found, problems = load(ROOT)
    assert problems == []
    return found


@pytest.fixture(scope="session")
def model(content: Content) -> Path:
    """The model for the real content; trained once, kept for the next run."""
    from bot.studio.train import ensure_model

    return ensure_model(content)


@pytest.fixture(scope="session")
def understanding(content: Content) -> Understanding:
    """What is learned from the real content; learned once, kept for the next run."""
    from bot.studio.train import ensure_understanding

    return ensure_understanding(content)
