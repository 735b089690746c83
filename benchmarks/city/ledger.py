"""What the database says happened, against what residents saw. Not the log: that is no witness."""

from __future__ import annotations

import collections
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from benchmarks.city.residents import Resident


@dataclass
class Verdict:
    """What is wrong, by kind; nothing if all is well."""

    messages: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    other_reply: list[str] = field(default_factory=list)
    wrong_person_or_topic: list[str] = field(default_factory=list)

    @property
    def faults(self) -> dict[str, list[str]]:
        kinds = {name: value for name, value in vars(self).items() if name != "messages"}
        return {name: value for name, value in kinds.items() if value}


def judge(residents: Sequence[Resident], database_url: str) -> Verdict:
    """Every acknowledged message is stored once, in order, with the reply that was seen."""
    engine = sa.create_engine(database_url)
    verdict = Verdict()
    with engine.connect() as connection:
        for resident in residents:
            verdict.messages += len(resident.sent)
            verdict.wrong_person_or_topic += resident.wrong
            _events(connection, resident, verdict)
            _replies(connection, resident, verdict)
    engine.dispose()
    return verdict


def _events(connection: Any, resident: Resident, verdict: Verdict) -> None:
    query = sa.text(
        "SELECT data FROM events WHERE sender_id = :who AND type_name = 'user' ORDER BY id"
    )
    rows = connection.execute(query, {"who": resident.session})
    stored = [json.loads(row.data)["message_id"] for row in rows]
    answered = [sent for sent in resident.sent if sent.body is not None]
    expected = [sent.message for sent in answered]
    times = collections.Counter(stored)
    who = resident.session
    verdict.lost += [f"{who} {s.id} {s.seen}" for s in answered if not times[s.message or ""]]
    verdict.doubled += [f"{who} {message}" for message, n in times.items() if n > 1]
    verdict.doubled += [f"{who} {m} (never seen)" for m in times if m not in expected]
    kept = [message for message in expected if times[message or ""]]
    if [message for message in stored if message in kept] != kept:
        verdict.out_of_order.append(who)


def _replies(connection: Any, resident: Resident, verdict: Verdict) -> None:
    query = sa.text("SELECT message, body FROM replies WHERE session = :who")
    stored = {
        row.message: [reply["text"] for reply in json.loads(row.body)]
        for row in connection.execute(query, {"who": resident.session})
    }
    for sent in resident.sent:
        if sent.body is None:
            continue
        if sent.id not in stored:
            verdict.lost.append(f"{resident.session} {sent.id}: its reply")
        elif stored[sent.id] != [reply["text"] for reply in sent.body]:
            verdict.other_reply.append(f"{resident.session} {sent.id}")
