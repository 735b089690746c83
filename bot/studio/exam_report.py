"""What an examination says on the terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from bot.content.load import Content
from bot.content.render import fill
from bot.studio.columns import pad
from bot.studio.exam_result import Figures, Miss, Result

_BAR = 30  # columns
_WRONG = {"urgent": "紧急的没认出来", "alarm": "不紧急的当成紧急"}


def bar(doing: str = "考试中") -> Callable[[int, int], None]:
    """A progress bar on the standard error, drawn anew when it has moved; `doing` is before it."""

    def draw(asked: int, total: int) -> None:
        full = _BAR * asked // total
        if asked == total:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        elif full != _BAR * (asked - 1) // total or asked == 1:
            told = f"\r{doing} {'█' * full}{'░' * (_BAR - full)} {asked}/{total}"
            print(told, end="", file=sys.stderr, flush=True)

    return draw


def show(result: Result, content: Content, as_json: bool, only_misses: bool) -> None:
    """Prints the result: as one JSON object, the misses alone, or all of it."""
    if as_json:
        print(json.dumps(result.as_dict(), ensure_ascii=False))
        return
    if not only_misses:
        _figures(result)
        _table(result, content)
    for title, chosen in _groups(result):
        if chosen:
            print(f"\n{title}（{len(chosen)}）：")
        for miss in chosen:
            print(_told(miss, content))
    if result.misses:
        print("\n考题不要抄进训练问法；在该归的主题里补几句情形相近、说法不同的，训练后再考一次。")
    else:
        print("没有答错的。")


def _groups(result: Result) -> list[tuple[str, list[Miss]]]:
    """Misses by what matters most; a question is told once."""
    by_topic = [m for m in result.misses if "topic" in m.wrong and "urgent" not in m.wrong]
    alarms = [m for m in result.misses if m.wrong == ("alarm",)]
    return [
        ("紧急的没认出来", [m for m in result.misses if "urgent" in m.wrong]),
        ("主题认错了，最有把握的在前", sorted(by_topic, key=lambda miss: -miss.confidence)),
        ("主题对，但不紧急的当成了紧急", alarms),
    ]


def _told(miss: Miss, content: Content) -> str:
    source = content.held_out_source(miss.topic)
    line, column = source.position(("questions", miss.index, "text"))
    where = f"{source.path}:{line}:{column}"
    if miss.taken == miss.topic:
        return f"{where} “{miss.text}” {_title(content, miss.topic)}（把握 {miss.confidence:.0%}）"
    wrong = [_WRONG[name] for name in miss.wrong if name in _WRONG]
    also = f"；{'，'.join(wrong)}" if wrong else ""
    taken = f"{miss.taken} {_title(content, miss.taken)}（把握 {miss.confidence:.0%}）"
    return f"{where} “{miss.text}” 应为 {miss.topic}，认成 {taken}{also}"


def _figures(result: Result) -> None:
    total, inside, outside = result.total, result.inside, result.outside
    lines = [
        ("第一选择就对", total.right, total.asked),
        ("前三个里有（归我们管的）", inside.among_three, inside.asked),
        ("紧急的认出来了", total.urgent_found, total.urgent),
        ("不紧急的当成紧急", total.false_alarms, total.calm),
        ("不归我们管的认出来了", outside.right, outside.asked),
        ("归我们管的被推出去", inside.refused, inside.asked),
    ]
    seconds = f"，用了 {result.seconds:.0f} 秒" if result.seconds >= 1 else ""
    print(f"考了 {len(result.topics)} 个主题、{total.asked} 个考题{seconds}。\n")
    for name, part, whole in lines:
        if whole:
            print(f"{pad(name, 26)}{part / whole:>7.1%}  {part}/{whole}")


def _table(result: Result, content: Content) -> None:
    """Topics with misses, the worst first; the others as a number."""
    ranked = sorted(result.topics.items(), key=lambda item: _rank(item[1]))
    worse = [(topic, f) for topic, f in ranked if _rank(f) < (1.0, 0)]
    fine = len(ranked) - len(worse)
    print()
    if worse:
        head = ("对", "考题", "前三", "漏急", "误急")
        print(pad("主题", 46) + "".join(pad(name, 6, right=True) for name in head))
    for topic, f in worse:
        counts = (f.right, f.asked, f.among_three, f.urgent - f.urgent_found, f.false_alarms)
        name = f"{topic} {_title(content, topic)}"
        print(pad(name, 46) + "".join(f"{count:>6}" for count in counts))
    if worse:
        print("漏急：紧急的没认出来；误急：不紧急的当成紧急。")
    if fine:
        print(f"{'其余 ' if worse else ''}{fine} 个主题全对。")


def _rank(figures: Figures) -> tuple[float, int]:
    """The share that is right, then what is wrong with urgency, as a negative number."""
    wrong = figures.urgent - figures.urgent_found + figures.false_alarms
    return figures.right / max(figures.asked, 1), -wrong


def _title(content: Content, topic_id: str) -> str:
    topic = content.topics.get(topic_id)
    return fill(content, topic.title) if topic else ""
