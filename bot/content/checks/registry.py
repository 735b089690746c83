"""The registry of numbers itself."""

from __future__ import annotations

import datetime

from bot.content.load import HOTLINES, Content
from bot.content.problems import Problem, Severity

# Without these nobody in danger can be helped.
ALWAYS = ("110", "120", "96110", "12356")
_NOTICE = datetime.timedelta(days=30)


def always_needed(content: Content, _: datetime.date) -> list[Problem]:
    """110, 120, 96110 and 12356 must be there, verified, and numbers to be called."""
    problems = []
    source = content.sources[HOTLINES]
    if source.data is None:
        return []  # the file's own problem is told already
    for key in ALWAYS:
        hotline = content.hotlines.get(key)
        if hotline is None and content.knows_hotline(key):
            continue  # the entry's own problem is told already
        if hotline is None or not hotline.callable:
            fix = "恢复这个号码：电话，置信度高，不需先核实"
            problems.append(source.problem((key,), f"{key} 必须随时能给居民看", fix))
    return problems


def expiry(content: Content, today: datetime.date) -> list[Problem]:
    """A number has to be checked again now and then; an old one blocks publishing, not a start."""
    problems = []
    for key, hotline in content.hotlines.items():
        if not hotline.showable or hotline.expires - _NOTICE > today:
            continue
        overdue = hotline.expires <= today
        message = f"{hotline.expires} 到期," + ("已经过期" if overdue else "快到期了")
        problems.append(
            content.sources[HOTLINES].problem(
                (key, "expires"),
                message,
                "试拨或查官网核对，再改 checked 和 expires",
                severity=Severity.BLOCKER if overdue else Severity.WARNING,
            )
        )
    return problems
