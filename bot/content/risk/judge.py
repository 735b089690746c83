"""How risky a message is: what it says (red flags, links, numbers) and what was learned.

The model gives a message three probabilities: fraud, doubtful, ordinary (bot.nlu.risk_classifier,
data/risk_examples.yml). High: fraud at least 0.5, or a flag of weight 3 unless the message is
ordinary with 0.8. Medium: ordinary under 0.5, or a flag of weight 3, or flags of together 2 unless
it is ordinary with 0.8. Low never means safe.

Without the model only points count: every flag, link or number gives its weight; a message taken
for a kind of fraud gives two more, and another two if that is sure and money, a code, an app or the
like is asked for or gone. Four points, or one flag of weight 3, are high; two are medium.
Chosen on messages written for the purpose (benchmarks/README.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from bot.content.case.amounts import amounts
from bot.content.case.answers import is_question, wants_summary
from bot.content.load import Content
from bot.content.phrases import plain
from bot.content.risk import flags, links, phones
from bot.content.risk.evidence import Evidence
from bot.content.urgency import has_lost, is_urgent

Level = Literal["low", "medium", "high"]
HIGH_FROM, MEDIUM_FROM, DECISIVE = 4.0, 2.0, 3
FRAUD_FROM, ORDINARY_FROM, ORDINARY_FOR_SURE = 0.5, 0.5, 0.8
_TELLING = 16  # characters
# What the model can add: it has seen thousands of tales, but it also answers mere questions.
FROM_TOPIC, TOPIC_FROM = 2.0, 0.7
FROM_DEMAND, SURE_FROM = 2.0, 0.9
_DEMAND = re.compile(
    "(?:让|叫|要|请|教|催|逼|得|先|再|须|需|必须|帮)[^。!?]{0,16}?(?:转|汇|打款|打到|打钱|交|付|充|垫|缴|下载|装|扫|登录|点击"
    "|填|报|念|贴|寄|送到|取现|取出|借出|贷|共享|露屏|挪|归到|归集|拍给|刷脸|人脸|联系|私聊|进群)"
    "|(?:不准|别|不要|千万|不许|谁也)[^。!?]{0,6}(?:告诉|跟|说|挂|报警|给)"
)
_GONE = re.compile("拉黑|联系不上|打不开|空号|提不出|提不了|取不出|不给出|登不上|锁了|被关")
_KINDS = "scam"
_OTHER_KINDS = frozenset(
    {
        "lost_money",
        "still_on_call",
        "gave_code",
        "sextortion",
        "recovery_scam",
        "law_helping",
        "law_overseas",
        "law_sell_cards",
    }
)
_NO_KIND = frozenset({"check_scam", "scam_types_overview"})


@dataclass(frozen=True)
class Judgement:
    """The level, the evidence (the weightiest first) and the likeliest kind of fraud, if any."""

    level: Level
    evidence: tuple[Evidence, ...]
    topic: str | None
    points: float


def judge(
    content: Content,
    text: str,
    topic: str | None = None,
    confidence: float = 0.0,
    unmasked: str | None = None,
    learned: dict[str, Any] | None = None,
) -> Judgement:
    """`topic`, `confidence` and `learned` are what the model says; without it the flags decide.

    `unmasked` is the text before its numbers were hidden; only they are looked for in it.
    """
    evidence = sorted(
        [
            *flags.found(content, text),
            *links.found(content, text),
            *phones.found(content, unmasked or text),
        ],
        key=lambda e: -e.weight,
    )
    points = float(sum(e.weight for e in evidence))
    decisive = any(e.weight >= DECISIVE for e in evidence)
    is_kind = topic is not None and _is_kind(content, topic) and not flags.warns(text)
    if learned is not None:
        level = _learned(points, decisive, learned["fraud"], learned["ordinary"])
        if level != "low" and not evidence and _tells(text):
            evidence = [_clause(content, learned["passage"])]
    else:
        points += _of_topic(text, confidence) if is_kind else 0
        level = _counted(points, decisive)
    return Judgement(level, tuple(evidence), _kind(evidence, topic if is_kind else None), points)


def _learned(points: float, decisive: bool, fraud: float, ordinary: float) -> Level:
    doubted = ordinary < ORDINARY_FOR_SURE
    if fraud >= FRAUD_FROM or (decisive and doubted):
        return "high"
    suspicious = decisive or (points >= MEDIUM_FROM and doubted)
    return "medium" if suspicious or ordinary < ORDINARY_FROM else "low"


def _counted(points: float, decisive: bool) -> Level:
    if decisive or points >= HIGH_FROM:
        return "high"
    return "medium" if points >= MEDIUM_FROM else "low"


def _of_topic(text: str, confidence: float) -> float:
    """What it counts that the message was taken for a kind of fraud."""
    if confidence < TOPIC_FROM:
        return 0.0
    sure = confidence >= SURE_FROM and _something_at_stake(text)
    return FROM_TOPIC + (FROM_DEMAND if sure else 0.0)


def _tells(text: str) -> bool:
    """Whether a message tells or quotes something: a mere question has no passage to point at."""
    if has_lost(text) or is_urgent(text) or wants_summary(text):
        return False  # somebody's own trouble
    return len(text) >= _TELLING or not is_question(text)


def _clause(content: Content, passage: str) -> Evidence:
    """The clause that sounds most like fraud, where no red flag says why."""
    messages = content.messages
    return Evidence("learned", 2, passage, messages["risk_sounds"], messages["risk_sounds_advice"])


def demands(text: str) -> bool:
    """Whether something is asked for or forbidden."""
    return bool(_DEMAND.search(plain(text).text))


def _something_at_stake(text: str) -> bool:
    """Whether a sum is named, or something is asked for, forbidden or gone."""
    return bool(amounts(text)) or demands(text) or bool(_GONE.search(plain(text).text))


def _is_kind(content: Content, topic_id: str) -> bool:
    topic = content.topics.get(topic_id)
    if topic is None or topic_id in _NO_KIND:
        return False
    return topic.group == _KINDS or topic_id in _OTHER_KINDS


def _kind(evidence: list[Evidence], topic: str | None) -> str | None:
    """The model's kind if it has one, else the one that most of the evidence suggests."""
    if topic is not None:
        return topic
    votes: dict[str, int] = {}
    for one in evidence:
        for suggested in one.topics:
            votes[suggested] = votes.get(suggested, 0) + one.weight
    return max(votes, key=lambda name: votes[name]) if votes else None
