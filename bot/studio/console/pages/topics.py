"""主题: all topics with how they are doing, and the beginning of a new one."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.content.load import FAQ
from bot.content.model import GROUPS
from bot.studio.console.desk import day, drafts, look, published
from bot.studio.console.frame import go, now, page, settings, signed_in
from bot.studio.desk import Look
from bot.studio.drafts import Draft
from bot.studio.health import DAYS, Health, topics
from bot.studio.new import Refused, skeletons
from bot.studio.topic_form import with_fields

NAV = ("主题", "/topics")
LOW = 0.9  # of the held-out questions; below it a topic is worth a look

_Order = Callable[[Health], Any]
SORTS: dict[str, tuple[str, _Order]] = {
    "": ("按分组", lambda one: list(GROUPS).index(one.group) if one.group in GROUPS else 99),
    "asked": ("问得最多的在前", lambda one: -one.asked),
    "accuracy": ("答对最少的在前", lambda one: 2 if one.accuracy is None else one.accuracy),
    "disliked": ("“没用”最多的在前", lambda one: -one.disliked),
    "questions": ("问法最少的在前", lambda one: one.questions),
    "reviewed": ("最久没审的在前", lambda one: one.reviewed or datetime.date.min),
    "title": ("按标题", lambda one: one.title or one.id),
}
ONLY: dict[str, tuple[str, Callable[[Health], bool]]] = {
    "": ("全部", lambda one: True),
    "errors": ("有错误", lambda one: one.errors > 0),
    "reminders": ("有提醒", lambda one: one.reminders > 0),
    "pending": ("还没发布", lambda one: bool(one.pending)),
    "low": ("答对低于 90%", lambda one: one.accuracy is not None and one.accuracy < LOW),
    "disliked": ("有人说没用", lambda one: one.disliked > 0),
    "old": ("久未审阅", lambda one: one.old),
}


@dataclass(frozen=True)
class Row:
    """A topic in the list; `hit` is a question in which the words looked for stand."""

    health: Health
    hit: str


def listed(request: Request) -> Response:
    """The list, narrowed down and put in order as the address says."""
    seen, query = look(request), request.query_params
    since = day(request) - datetime.timedelta(days=DAYS)
    every = topics(settings(request).root, seen, published(request), since)
    wanted = {name: query.get(name, "")[:100] for name in ("q", "group", "sort", "only")}
    sort, only = SORTS.get(wanted["sort"], SORTS[""])[1], ONLY.get(wanted["only"], ONLY[""])[1]
    rows = [Row(one, hit) for one in every if (hit := _hit(seen, one, wanted["q"])) is not None]
    rows = [row for row in rows if wanted["group"] in ("", row.health.group) and only(row.health)]
    rows.sort(key=lambda row: sort(row.health))
    mine = drafts(request).of(signed_in(request).name)
    return page(
        request,
        "topics/list.html",
        rows=rows,
        total=len(every),
        wanted=wanted,
        groups=GROUPS,
        sorts=SORTS,
        onlies=ONLY,
        low=LOW,
        days=DAYS,
        drafts=mine,
        version=published(request).version,
    )


def _hit(seen: Look, one: Health, words: str) -> str | None:
    """Where the words stand: "" in its name or its answer, else a question; None: nowhere."""
    words = words.strip().lower()
    topic = seen.content.topics.get(one.id)
    told = [one.id, one.title]
    if topic is not None:
        told += [*topic.audience, topic.answer, *topic.signs, *topic.points, *topic.steps]
    if not words or any(words in text.lower() for text in told):
        return ""
    asked = (text for _, text in topic.all_questions()) if topic is not None else ()
    return next((text for text in asked if words in text.lower()), None)


def new(request: Request) -> Response:
    """The form for a new topic; a question from elsewhere may come with it."""
    asked = request.query_params.get("question", "")[:2000]
    return page(request, "topics/new.html", groups=GROUPS, given={"questions": asked}, wrong="")


def begin(request: Request) -> Response:
    """Makes a draft of the new topic: its file comes with the first save, when it is sound."""
    given = {name: str(request.state.form.get(name, "")) for name in _NEW}
    questions = [line.strip() for line in given["questions"].splitlines() if line.strip()]
    topic, group = given["topic"].strip(), given["group"]
    try:
        draft_of(request, topic, group, given["title"].strip(), questions)
    except Refused as refused:
        values = {"groups": GROUPS, "given": given, "wrong": told(str(refused))}
        return page(request, "topics/new.html", 422, **values)
    return go(request, f"/topics/{topic}?draft=1")


def draft_of(request: Request, topic: str, group: str, title: str, questions: list[str]) -> Draft:
    """A draft of a new topic, or the one that this person has of it already. Raises Refused."""
    made = skeletons(settings(request).root, topic, group, title, questions)
    file = f"{FAQ}/{group}/{topic}.yml"
    text = made[settings(request).root / file]
    kept, who = drafts(request), signed_in(request).name
    found = kept.get(who, file)
    if found is None:
        bare = "".join(line for line in text.splitlines(True) if line.strip() and line[0] != "#")
        bare = with_fields(bare, {})  # without what a topic need not have
        found = Draft(file, "", kept.keep(bare.encode()), now(request))
        kept.put(who, found)
    return found


_NEW = ("topic", "group", "title", "questions")


def told(refused: str) -> str:
    """What the command says, for somebody who sees a form."""
    return refused.replace("--group 写其中一个", "选其中一个")


ROUTES = [
    Route("/topics", listed),
    Route("/topics/new", new),
    Route("/topics/new", begin, methods=["POST"]),
]
