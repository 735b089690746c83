"""What to do about each part of a report, in one plain Chinese sentence."""

from __future__ import annotations

from dataclasses import dataclass

from bot.studio.inbox.waiting import UNSURE
from bot.studio.report.numbers import ENOUGH_VERDICTS, STEPS, Report

_SLOW = 1000  # milliseconds that nobody should wait longer than
_LIKED = 0.8  # share of useful from which nothing needs to be done


@dataclass(frozen=True)
class Advice:
    """`needed`: somebody should do it, it is not merely good to know."""

    text: str
    needed: bool = False


def daily(report: Report) -> Advice:
    asked, urgent = report.total("asked"), report.total("urgent")
    if not asked:
        return Advice("这些天没有人问过；把聊天页面的网址发到小区群里，请大家试一试。")
    share = report.total("answer") / asked
    also = f"，其中急事 {urgent} 句" if urgent else ""
    return Advice(
        f"一共问了 {asked} 句{also}，直接回答了 {share:.0%}；橙色的没答好，变多了就去清一清收件箱。"
    )


def versions(report: Report) -> Advice:
    if not report.marks:
        return Advice("这些天没有发布过新版本，不用做什么。")
    return Advice("竖虚线是换版本的那天；如果从那天起橙色变多，就看看那一版改了什么。")


def most(report: Report) -> Advice:
    if not report.topics:
        return Advice("这些天还没有问到哪个主题，不用做什么。")
    first = report.topics[0]
    if not first.group:
        return Advice(f"“{first.title}”问得最多，可是没有这个主题了：想一想要不要补回来。")
    return Advice(
        f"“{first.title}”问得最多（{first.asked} 次）：把它的回答念一遍，听听老人能不能懂。"
    )


def topics(report: Report) -> Advice:
    one = report.surge
    if one is None:
        return Advice("没有哪个主题突然多起来，照常就行。")
    usual = f"一周大约 {one.usual:.0f} 次" if one.usual >= 1 else "很少有人问"
    return Advice(
        f"“{one.title}”最近 7 天问了 {one.week} 次，以前{usual}："
        "可能有新花样，问问片区民警，提醒一下居民。",
        needed=True,
    )


def inbox(report: Report) -> Advice:
    if not report.waiting:
        return Advice("收件箱是空的，不用做什么。")
    first = report.waiting[0]
    return Advice(
        f"有 {len(report.waiting)} 组问话等着处理：从问得最多的 {first.group}"
        f"（问了 {first.asked} 次）开始，加进主题，或者不再列出。",
        needed=True,
    )


def confidence(report: Report) -> Advice:
    inside = [report.confidence[name] for name in ("answer", "offer")]
    whole, unsure = sum(map(sum, inside)), sum(sum(s[: round(UNSURE * STEPS)]) for s in inside)
    if not unsure:
        return Advice("归我们管的都有把握，不用做什么。")
    return Advice(
        f"归我们管的有 {unsure} 句（{unsure / whole:.0%}）把握不到 {UNSURE:.0%}："
        "给它们的主题补几句问法，柱子就会往右边挪。"
    )


def opinions(report: Report) -> Advice:
    if not report.opinions:
        return Advice("还没有居民评价过；提醒大家看完回答点一下“有用”或“没用”。")
    first = next((one for one in report.opinions if one.topic), report.opinions[0])
    share = f"{first.useful / first.said:.0%}"
    if first.said < ENOUGH_VERDICTS or first.topic is None:
        return Advice("评价还太少，过些天再看。")
    if first.useful / first.said >= _LIKED:
        return Advice(f"最低的“{first.title}”也有 {share} 说有用，不用做什么。")
    return Advice(
        f"“{first.title}”的回答只有 {share} 说有用：打开它的文件，把第一句改得更直接。",
        needed=True,
    )


def exam(report: Report) -> Advice:
    """About the exam as a whole; a command to run stands apart, in the page."""
    if report.exam is None:
        return Advice("还没有发布过，所以没有考题的结果；发布一次就有了。", needed=True)
    if report.exam.pairs is None or report.exam.topics is None:
        return Advice(f"第 {report.exam.version} 版是旧程序发布的，没有留下错题；下次发布就有了。")
    urgent = [one for one in report.exam.topics if one.urgent]
    if urgent:
        told = "、".join(f"“{one.title}”" for one in urgent[:3])
        return Advice(f"{told}有急事没认出来：先给它补几句紧急问法，再发布。", needed=True)
    if not report.exam.pairs:
        return Advice("考题没有认错主题的，不用做什么。")
    pair = report.exam.pairs[0]
    return Advice(
        f"“{pair.title}”最容易认成“{pair.taken_title}”（{pair.count} 句）："
        f"在“{pair.title}”里补几句说法不同的问法。",
        needed=pair.count > 1,
    )


def misses(report: Report) -> Advice:
    if report.exam is None or not report.exam.topics:
        return Advice("没有答错的考题。")
    return Advice(
        f"“{report.exam.topics[0].title}”错得最多：先管红色的，再管橙色的，改完发布一次，看柱子短了没有。"
    )


def response(report: Report) -> Advice:
    if report.slow is None:
        return Advice("这些天没有人问过，没有时间可看。")
    told = f"100 句里有 95 句在 {seconds(report.slow)}内答完"
    if report.slow <= _SLOW:
        return Advice(f"{told}，够快，不用做什么。")
    return Advice(f"{told}，有点慢：把这张图给管服务器的同事看。", needed=True)


def seconds(milliseconds: int) -> str:
    """A time as people say it."""
    if milliseconds < _SLOW:
        return f" {milliseconds} 毫秒"
    return f" {milliseconds / 1000:.1f} 秒"


def first_things(report: Report) -> list[tuple[str, str]]:
    """The sections (ids) that need somebody, with what to do; the most pressing first."""
    order = {
        "topics": topics,
        "inbox": inbox,
        "opinions": opinions,
        "confusions": exam,
        "response": response,
    }
    if report.exam and any(one.urgent for one in report.exam.topics or []):
        order = {"confusions": exam, **order}  # somebody in trouble would not be noticed
    found = [(name, about(report)) for name, about in order.items()]
    return [(name, one.text) for name, one in found if one.needed]
