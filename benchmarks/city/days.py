"""A day in the city: residents write, faults happen, and afterwards the database is read."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.city.faults import Fault
from benchmarks.city.ledger import Verdict, judge
from benchmarks.city.residents import Resident, Sent
from benchmarks.city.town import Town


@dataclass
class Phase:
    """A fault, from its beginning to the next one's."""

    name: str
    began: float
    over: float = 0.0  # the fault itself; the servers may need longer
    ended: float = 0.0
    sent: list[Sent] = field(default_factory=list)


@dataclass
class Day:
    """What happened."""

    phases: list[Phase]
    residents: list[Resident]
    verdict: Verdict


async def day(
    town: Town,
    faults: Sequence[tuple[Fault, float]],
    *,
    residents: int,
    stopped: float,
    pause: float,
) -> Day:
    """So many `residents`, each with a message every `pause` seconds; every fault has its seconds
    until the next, and lasts `stopped` of them if it is one that lasts.
    """
    people = [Resident(number, town.url, pause) for number in range(residents)]
    begins = time.monotonic()
    until = begins + sum(seconds for _, seconds in faults)
    talks = [asyncio.ensure_future(one.talk(until)) for one in people]
    phases: list[Phase] = []
    for fault, seconds in faults:
        await asyncio.sleep(max(0.0, begins - time.monotonic()))
        begins += seconds
        phases.append(Phase(fault.name, time.monotonic()))
        await asyncio.to_thread(fault.begin, town)
        await asyncio.sleep(stopped)
        await asyncio.to_thread(fault.end, town)
        phases[-1].over = time.monotonic()
    await asyncio.gather(*talks)
    for phase, following in zip(phases, [*phases[1:], None], strict=True):
        phase.ended = following.began if following else time.monotonic()
        everything = (sent for one in people for sent in one.sent)
        phase.sent = [sent for sent in everything if phase.began <= sent.at < phase.ended]
    return Day(phases, people, judge(people, town.database_url))
