"""Every number that a resident reads comes from the registry."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from bot.content.load import MESSAGES, RISK_EXAMPLES, Content
from bot.content.problems import Problem
from bot.content.source import Source

REFERENCE = re.compile(r"\{([^{}]*)\}")
_DIGITS = re.compile(r"(?<![\d.])\d[\d-]*\d")
_WEB = re.compile(r"(?:https?://|www\.)[\w./-]+|\b[\w-]+\.(?:cn|com|net|org)(?:\.cn)?\b", re.I)
# Digits before one of these count something; they are no phone number.
_UNITS = "元万余个起名人条次年月日天小时分钟岁倍%％级处届种类第支块角毛亿家公里克版字位户套项"
_MOBILE_OR_ID = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx]|\d{15,19})(?!\d)")
# Places that the programs fill with something other than a number.
_FILLED = frozenset({"name", "at", "total", "right"})
_NOT_TO_BE_TOLD = "换成登记册里标“高”或“中”且不需先核实的号码"


def texts(content: Content) -> Iterator[tuple[Source, tuple, str]]:
    """All that residents read: file, place in it, text."""
    for topic_id, topic in content.topics.items():
        for loc, text in topic.texts():
            yield content.topic_source(topic_id), loc, text
    for source, listed in content.lists():
        for index, entry in enumerate(listed):
            for loc, text in entry.texts():
                yield source, (index, *loc), text
    for key, text in content.messages.items():
        yield content.sources[MESSAGES], (key,), text


def references(content: Content, _: datetime.date) -> list[Problem]:
    """`{96110}` must stand in the registry, and be fit to be shown."""
    problems = []
    for source, loc, text in texts(content):
        for key in REFERENCE.findall(text):
            hotline = content.hotlines.get(key)
            needle = f"{{{key}}}"
            if hotline is None and key not in _FILLED and not content.knows_hotline(key):
                fix = "检查号码，或先在 data/hotlines.yml 登记"
                problems.append(source.problem(loc, f"登记册里没有 {needle}", fix, needle))
            elif hotline is not None and not hotline.showable:
                message = f"{key} 还没有核实，不能给居民看"
                problems.append(source.problem(loc, message, _NOT_TO_BE_TOLD, needle))
    return problems


def bare_numbers(content: Content, _: datetime.date) -> list[Problem]:
    """A number written out would not follow when the registry changes."""
    problems = []
    for source, loc, text in texts(content):
        plain = REFERENCE.sub("□", text)
        for found in [*_DIGITS.finditer(plain), *_WEB.finditer(plain)]:
            number = found.group()
            if not _counts(plain, found) and (number in content.hotlines or _phone_like(number)):
                fix = f"写成 {{{number}}}；新号码先在 data/hotlines.yml 登记"
                problems.append(source.problem(loc, f"直接写了号码 {number}", fix, number))
    return problems


def personal_numbers(content: Content, _: datetime.date) -> list[Problem]:
    """Questions are examples: nobody's phone, identity or card number belongs into them."""
    problems = []
    for source, loc, text in _questions(content):
        found = _MOBILE_OR_ID.search(text)
        if found:
            message, fix = "含有手机号、身份证号或银行卡号", "换成“138xxxx”这样的写法"
            problems.append(source.problem(loc, message, fix, found.group()))
    return problems


def _counts(text: str, found: re.Match[str]) -> bool:
    """Whether the digits count something: 13339 条, 110 余人."""
    follows = text[found.end() :].lstrip()[:1]
    return found.group()[-1].isdigit() and follows != "" and follows in _UNITS


def _phone_like(number: str) -> bool:
    if not number[0].isdigit() or not re.fullmatch(r"[\d-]+", number):
        return True  # a web address
    return len(number) >= 5 and not re.fullmatch(r"20\d\d-\d+(-\d+)?", number)


def _questions(content: Content) -> Iterator[tuple[Source, tuple, str]]:
    for topic_id, topic in content.topics.items():
        for loc, text in topic.all_questions():
            yield content.topic_source(topic_id), loc, text
    for loc, text in content.risk_examples.all() if content.risk_examples else ():
        yield content.sources[RISK_EXAMPLES], loc, text
    for topic_id, questions in content.held_out.items():
        for index, question in enumerate(questions):
            source = content.held_out_source(topic_id)
            yield source, ("questions", index, "text"), question.text
