"""The tip of the day, and what this time of the year brings."""

from __future__ import annotations

import datetime
from typing import Any

from bot.content.load import Content
from bot.content.model import Season, Tip
from bot.content.render import Section, fill, section_of

EVERYBODY = "所有居民"


def tip_of(content: Content, day: datetime.date, audience: str | None = None) -> Tip | None:
    """One tip, another every day; for an audience one of its own, else one for everybody."""
    own = [tip for tip in content.tips if audience in tip.audience]
    fitting = own or [tip for tip in content.tips if not tip.audience] or content.tips
    return fitting[day.toordinal() % len(fitting)] if fitting else None


def seasons_on(content: Content, day: datetime.date, audience: str | None = None) -> list[Season]:
    """The reminders that hold on this day, those for the audience first."""
    holding = [season for season in content.seasons if season.holds(day)]
    return sorted(holding, key=lambda season: audience not in season.audience)


def today(content: Content, day: datetime.date, audience: str | None = None) -> dict[str, Any]:
    """What the page shows beside the chat."""
    tip = tip_of(content, day, audience)
    reminders = [
        {"name": season.name, "text": fill(content, season.text)}
        for season in seasons_on(content, day, audience)
    ]
    return {"tip": fill(content, tip.text) if tip else None, "reminders": reminders}


def season_section(content: Content, day: datetime.date) -> list[Section]:
    """The reminders as part of an answer; nothing out of season."""
    items = [f"{s.name}：{fill(content, s.text)}" for s in seasons_on(content, day)]
    label = content.messages["label_season"]
    return [section_of("season", label, items)] if items else []
