"""Rasa's tracker store on the one database.

What comes in is masked before Rasa sees it (bot.channel.turn). A turn is stored whole, with its
reply (bot.store.turns), and only if nobody else has stored one since the conversation was read:
that holds with and without a lock, on one server or many.
"""

from __future__ import annotations

import itertools
import json
import time
import uuid
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection, Engine

from bot.store.database import add_once, engine, url
from bot.store.events import events_of
from bot.store.patience import patiently
from bot.store.replies import add_reply, reply_to
from bot.store.shortened import Read, Start, shorter
from bot.store.tables import ready
from bot.store.turns import Answered, Interleaved, Turn, the_turn

TABLES = sa.MetaData()
CONVERSATIONS = sa.Table(
    "conversations",
    TABLES,
    sa.Column("sender", sa.String(255), primary_key=True),
    sa.Column("stamp", sa.String(32), nullable=False),  # another one with every turn
    sa.Column("since", sa.Integer, nullable=True),  # the event from which it is read back
    sa.Column("head", sa.Text, nullable=True),  # what was known before that one
    sa.Column("at", sa.Float, nullable=False, index=True),
)
EVENTS = SQLTrackerStore.SQLEvent.__table__
GONE = "gone"  # the stamp of a conversation that was deleted: nothing is stored in it any more


class ConversationStore(SQLTrackerStore):
    """Named in endpoints.yml under `tracker_store: type:`. Raises what bot.store.turns names."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        at = url()
        ours = ready(engine(at))
        super().__init__(
            domain=domain,
            dialect=at.drivername,
            host=at.host,
            port=at.port,
            db=at.database or "",
            username=at.username,
            password=at.password,
            query=dict(at.query) or None,
            event_broker=event_broker,
        )
        self.engine.dispose()
        self.engine: Engine = ours
        self.sessionmaker = sa.orm.session.sessionmaker(bind=self.engine)

    def init_tracker(self, sender_id: str) -> DialogueStateTracker:
        """As Rasa's, for a conversation of which nothing is stored."""
        tracker = super().init_tracker(sender_id)
        tracker.read = Read()
        return tracker

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        """As Rasa's, in one plain statement; a long conversation from its last turns on, and
        without the words of the bot.
        """
        if fetch_events_from_all_sessions:
            rows = await patiently(self.engine, partial(_rows, self.engine, _EVERY, sender_id))
            read, events = Read(), [json.loads(row.data) for row in rows]
        else:
            rows = await patiently(self.engine, partial(_rows, self.engine, _LATEST, sender_id))
            read, events = _latest(rows)
        if not events or not self.domain:
            return None
        tracker = DialogueStateTracker.from_events(sender_id, events_of(events), self.domain.slots)
        if not fetch_events_from_all_sessions:
            tracker.read = read
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """As Rasa's: stores the events that are not stored yet."""
        await self.stream_events(tracker)
        sender = tracker.sender_id
        read = getattr(tracker, "read", None)
        if read is None:  # made anew: what is stored of it comes first in it
            rows = await patiently(self.engine, partial(_rows, self.engine, _LATEST, sender))
            read, _ = _latest(rows)
        new = [event.as_dict() for event in itertools.islice(tracker.events, len(read.ids), None)]
        turn = the_turn(sender) or Turn(sender)
        stamp = uuid.uuid4().hex
        if new:
            start = shorter(tracker, read, self.domain)
            write = partial(_write, self.engine, turn, read.stamp, stamp, new, start)
            await patiently(self.engine, write)
            read = Read(stamp, read.rows + len(new), [*read.ids, *([0] * len(new))])
        tracker.read = read


_OF_ONE = EVENTS.c.sender_id == sa.bindparam("sender")
_ITS_ROW = CONVERSATIONS.c.sender == sa.bindparam("sender")
_SINCE = sa.select(CONVERSATIONS.c.since).where(_ITS_ROW).scalar_subquery()
# What the bot said is most of a conversation, and nothing that comes later depends on the words.
_UNSAID = sa.case((EVENTS.c.type_name == BotUttered.type_name, sa.null()), else_=EVENTS.c.data)
# A conversation in the order in which it was stored: moments are no more exact than a float.
_EVERY = sa.select(EVENTS.c.data).where(_OF_ONE).order_by(EVENTS.c.id)
# First its row, as event 0 with the stamp as its type, then its events: both of one moment.
_LATEST = sa.union_all(
    sa.select(
        sa.literal_column("0").label("id"),
        CONVERSATIONS.c.stamp.label("type_name"),
        CONVERSATIONS.c.head.label("data"),
        CONVERSATIONS.c.at.label("timestamp"),
    ).where(_ITS_ROW),
    sa.select(EVENTS.c.id, EVENTS.c.type_name, _UNSAID.label("data"), EVENTS.c.timestamp).where(
        _OF_ONE & (EVENTS.c.id >= sa.func.coalesce(_SINCE, 0))
    ),
).order_by("id")


_OURS = (CONVERSATIONS.c.sender == sa.bindparam("of")) & (
    CONVERSATIONS.c.stamp == sa.bindparam("before")
)
_NEW = {name: sa.bindparam(name) for name in ("stamp", "at", "since", "head")}
_SHORTEN = CONVERSATIONS.update().where(_OURS).values(_NEW)
_STAMP = CONVERSATIONS.update().where(_OURS).values(stamp=_NEW["stamp"], at=_NEW["at"])


def _rows(at: Engine, query: Any, sender: str) -> Sequence[Any]:
    with at.connect() as connection:
        return list(connection.execute(query, {"sender": sender}))


def _latest(rows: Sequence[Any]) -> tuple[Read, list[dict[str, Any]]]:
    """The events of the last session, and where they are from."""
    stamp = head = None
    if rows and rows[0].id == 0:
        (_, stamp, head, _), rows = rows[0], rows[1:]
    found = [(0, event) for event in json.loads(head or "[]")]
    found += zip((row.id for row in rows), _events(rows), strict=True)
    begun = [n for n, (_, event) in enumerate(found) if event["event"] == SessionStarted.type_name]
    session = found[begun[-1] :] if begun else found
    return Read(stamp, len(rows), [id for id, _ in session]), [event for _, event in session]


def _events(rows: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Events as Rasa stores them, read at one go; the bot's without what it said."""
    told = iter(json.loads(f"[{','.join(row.data for row in rows if row.data is not None)}]"))
    for row in rows:
        unsaid = {"event": row.type_name, "timestamp": row.timestamp}
        yield unsaid if row.data is None else next(told)


def _write(
    at: Engine,
    turn: Turn,
    before: str | None,
    stamp: str,
    events: list[dict[str, Any]],
    start: Start | None,
) -> None:
    """Stores a turn, if `before` is still the last one. Done twice, it is done once.

    Raises Interleaved and Answered.
    """
    with at.begin() as connection:
        if _stamped(connection, turn.session, before, stamp, start):
            connection.execute(EVENTS.insert(), [_row(turn.session, event) for event in events])
            _reply(connection, turn)
        else:
            _explain(connection, turn, stamp)
    turn.stored = True


def _reply(connection: Connection, turn: Turn) -> None:
    """Stores what is answered to the message's id. Raises Answered: this turn is then undone."""
    if turn.message is None or add_reply(connection, turn.session, turn.message, turn.replies()):
        return
    raise Answered(reply_to(connection, turn.session, turn.message) or [])


def _stamped(
    connection: Connection, sender: str, before: str | None, stamp: str, start: Start | None
) -> bool:
    """Whether the conversation is ours to write in: its stamp was `before` and is now `stamp`."""
    if before == GONE:
        return False
    row = {"stamp": stamp, "at": time.time()}
    if start is not None:
        row |= {"since": start.since, "head": start.head}
    if before is None:
        return add_once(connection, CONVERSATIONS, {"sender": sender, **row})
    change = _STAMP if start is None else _SHORTEN
    which = {"of": sender, "before": before}
    return bool(connection.execute(change, {**row, **which}).rowcount)


def _explain(connection: Connection, turn: Turn, stamp: str) -> None:
    """Why the conversation is not as it was read. Raises Interleaved and Answered."""
    query = sa.select(CONVERSATIONS.c.stamp).where(CONVERSATIONS.c.sender == turn.session)
    now = connection.execute(query).scalar()
    turn.gone = now == GONE
    if now in (stamp, GONE):  # stored by an attempt of which no word came back; or not wanted
        return
    answered = turn.message and reply_to(connection, turn.session, turn.message)
    if answered:
        raise Answered(answered)
    raise Interleaved


def _row(sender: str, event: dict[str, Any]) -> dict[str, Any]:
    """An event as Rasa stores it."""
    return {
        "sender_id": sender,
        "type_name": event["event"],
        "timestamp": event.get("timestamp"),
        "intent_name": event.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": event.get("name"),
        "data": json.dumps(event),
    }
