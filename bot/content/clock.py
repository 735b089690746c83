"""What time it is for residents, wherever the server stands."""

from __future__ import annotations

import datetime

CHINA = datetime.timezone(datetime.timedelta(hours=8))


def here() -> datetime.datetime:
    """What residents' clocks show now, without a time zone."""
    return datetime.datetime.now(CHINA).replace(tzinfo=None)


def epoch(moment: datetime.datetime) -> int:
    """Seconds since 1970 (UTC) of a moment as residents' clocks show it."""
    return int(moment.replace(tzinfo=CHINA).timestamp())
