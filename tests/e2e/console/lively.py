"""A month of residents' questions, two versions and edits that wait: pages in use."""

from __future__ import annotations

import datetime
import random

import sqlalchemy as sa

from bot.content.clock import here
from bot.content.load import Content
from bot.store.asked import Asked, AskedStore
from bot.store.feedback import FeedbackStore, Verdict
from bot.store.trail import Change, TrailStore
from bot.studio.pending import hash_of
from tests.house import House

HOSTILE = "<script>document.title='x'</script><img src=x onerror=\"document.title='y'\">领鸡蛋吗"
FELL_BACK = [
    ("社区群领鸡蛋要绑银行卡吗", 6, "offer", "scam_prize"),
    ("进群领鸡蛋要绑银行卡吗", 3, "offer", "scam_prize"),
    ("群里领鸡蛋为什么要绑卡", 1, "offer", "scam_prize"),
    ("我叫〔姓名已隐去〕，〔号码已隐去〕叫我开会员退费", 2, "offer", "scam_refund"),
    ("今天下雨吗", 3, "oos", None),
    (HOSTILE, 1, "offer", "scam_prize"),
]
EDITED = "data/faq/scam/scam_brushing.yml"


def fill(house: House, content: Content) -> None:
    """The records; fixed, but for today's date."""
    dice, engine = random.Random(7), sa.create_engine(house.url)
    asked, feedback = AskedStore(engine), FeedbackStore(engine)
    topics, number = sorted(content.topics), 0
    for ago in range(40):
        day = (here().date() - datetime.timedelta(ago)).isoformat()
        for _ in range(dice.randint(2, 9)):
            topic, number = dice.choice(topics[:25]), number + 1
            text, sure = content.topics[topic].questions[0], dice.uniform(0.9, 1)
            row = (f"m{number}", day, text, topic, topic, "answer", sure, dice.random() < 0.2, 1)
            asked.keep(Asked(*row, dice.randint(5, 90)))
            if dice.random() < 0.3:
                feedback.keep(Verdict(f"m{number}", day, text, topic, dice.random() < 0.8))
    for text, count, outcome, nearest in FELL_BACK:
        for _ in range(count):
            number += 1
            row = (f"m{number}", here().date().isoformat(), text, None, nearest, outcome)
            asked.keep(Asked(*row, 0.4, False, 1, 12))


def edit(house: House, who: str, old: str, new: str, file: str = EDITED) -> None:
    """Somebody edits a file in the console."""
    path = house.root / file
    before = path.read_bytes()
    after = before.decode("utf-8").replace(old, new, 1).encode("utf-8")
    assert after != before
    at = here().isoformat(" ", "seconds")
    trail = TrailStore(sa.create_engine(house.url))
    trail.changed(Change(at, who, file, hash_of(before), hash_of(after), "改得更清楚"))
    path.write_bytes(after)
