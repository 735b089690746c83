"""An hour of a town's day: residents come, write, and leave; the servers' memory is watched.

python -m benchmarks.city.soak [--minutes 60] [--rate 15] [--out FOLDER]: real nginx, two bots, an
action server, PostgreSQL and Redis, on this machine, loopback only. `rate` messages a second come
from residents who write some twenty each and leave, so new conversations begin all the time; in
every tenth minute come 30 s of a crowd that writes more than a conversation may. Writes
soak.{md,json} and plots/soak.png.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import platform
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import sqlalchemy as sa

from benchmarks.city import soak_report
from benchmarks.city.memory import Sample, processor, watch
from benchmarks.city.overload import ask
from benchmarks.city.residents import Resident, Sent
from benchmarks.city.town import Town, town
from bot.content.load import ROOT
from bot.studio.check import content_or_exit
from bot.studio.train import ensure_model

OUT = ROOT / "benchmarks"
EVERY = 10.0  # seconds between two looks at the memory
PAUSE = 4.0  # seconds between two messages of a resident, on average
MESSAGES = 20
CROWD_EVERY, CROWD_FOR = 600.0, 30.0  # seconds
CROWD, CROWD_RATE = 8, 4.0  # conversations, messages a second of each: twice what is let in
# Plain, by an action, urgent, a question back and its answers, beside the point, a quiz.
TALKS = (
    "刷单返利可以相信吗 银行客服电话都有哪些 老年人怎么防骗 冒充公检法怎么识别 谢谢 你好",
    "刚用建行给骗子转了三万 没联系了 个人的卡 点赞做任务返钱靠谱吗 银行客服电话都有哪些 不问了",
    "考考我 A B 老年人怎么防骗 明天孝感下雨吗 红烧肉怎么做",
    "骗子在我手机上看着我的屏幕，怎么办 在 跳过 你是谁 介绍一部电影 刷单返利可以相信吗",
)
Attempt = tuple[float, str, float]  # when, a status or an error, seconds until it


class Visitor(Resident):
    """Writes some twenty messages, looks only at how long they take, and leaves."""

    def _script(self) -> Iterator[tuple[str, str | None]]:
        lines = itertools.cycle(TALKS[self.number % len(TALKS)].split())
        for text in itertools.islice(lines, random.randint(MESSAGES - 5, MESSAGES + 5)):
            yield text, None

    def _look(self, sent: Sent, topic: str | None) -> None:
        sent.body = None  # an hour's answers would be the memory that grows


async def visitors(
    url: str, rate: float, until: float, begun: list[int], found: list[Attempt]
) -> None:
    """Come so that `rate` messages a second are written."""
    tasks: set[asyncio.Future[None]] = set()

    async def one(number: int) -> None:
        visitor = Visitor(number, url, PAUSE)
        await visitor.talk(until)
        for sent in visitor.sent:
            found.extend((sent.at, what, 0.0) for what in sent.seen)
            found.append((sent.at, "200", sent.waited))

    # At first as many as are there at any time, at different points of their talks.
    while time.monotonic() < until:
        task = asyncio.ensure_future(one(begun[0]))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        begun[0] += 1
        there = rate * PAUSE
        await asyncio.sleep(0.2 if begun[0] < there else MESSAGES / rate)
    if tasks:
        await asyncio.wait(tasks, timeout=60)


async def crowds(url: str, until: float, found: list[Attempt]) -> None:
    """Every ten minutes, from the ninth on; the first after a minute if it all is shorter."""
    began, number = time.monotonic(), itertools.count()
    first = 540.0 if until - began > 600 else 60.0
    async with aiohttp.ClientSession() as http:
        for round_ in itertools.count():
            start = began + first + round_ * CROWD_EVERY
            if start + CROWD_FOR > until:
                return
            await asyncio.sleep(start - time.monotonic())
            names = [f"crowd-{next(number):06}" for _ in range(CROWD)]
            await asyncio.gather(*(_pusher(http, url, name, found) for name in names))


async def _pusher(http: aiohttp.ClientSession, url: str, name: str, found: list[Attempt]) -> None:
    until = time.monotonic() + CROWD_FOR
    while time.monotonic() < until:
        at = time.monotonic()
        status, waited = await ask(http, url, name)
        found.append((at, f"crowd {status}", waited))
        await asyncio.sleep(max(0.0, at + 1 / CROWD_RATE - time.monotonic()))


async def soaked(servers: Town, minutes: float, rate: float) -> tuple[list[Sample], list[Attempt]]:
    """Samples of the memory, and all attempts with the seconds since the beginning."""
    began, samples, found, begun = time.monotonic(), list[Sample](), list[Attempt](), [0]
    until = began + 60 * minutes
    watching = asyncio.ensure_future(watch(servers, begun, EVERY, samples))
    await asyncio.gather(
        visitors(servers.url, rate, until, begun, found), crowds(servers.url, until, found)
    )
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    return samples, [(at - began, status, waited) for at, status, waited in found]


def stored(url: str) -> dict[str, int]:
    """What the database holds afterwards."""
    engine = sa.create_engine(url)
    query = "SELECT count(DISTINCT sender_id), count(*) FROM events WHERE type_name = 'user'"
    with engine.connect() as connection:
        conversations, messages = connection.execute(sa.text(query)).one()
        size = connection.execute(sa.text("SELECT pg_database_size(current_database())")).scalar()
    engine.dispose()
    return {"conversations": conversations, "messages": messages, "bytes": int(size or 0)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.city.soak")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=15, help="messages a second")
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    ensure_model(content_or_exit())
    with TemporaryDirectory() as folder, town(2, 1, Path(folder)) as servers:
        print("the bots answer", flush=True)
        before = processor(servers)
        samples, attempts = asyncio.run(soaked(servers, args.minutes, args.rate))
        after, kept = processor(servers), stored(servers.database_url)
    spent = {kind: seconds - before.get(kind, 0.0) for kind, seconds in after.items()}
    found = {
        "command": f"python -m benchmarks.city.soak --minutes {args.minutes:g} "
        f"--rate {args.rate:g}",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores shared with others, Python 3.10",
        **soak_report.figures(samples, attempts),
        "stored": kept,
        "processor ms a message": {
            kind: round(1000 * seconds / kept["messages"], 2) for kind, seconds in spent.items()
        },
        "samples": [asdict(sample) for sample in samples],
    }
    (args.out / "plots").mkdir(parents=True, exist_ok=True)
    (args.out / "soak.json").write_text(json.dumps(found, ensure_ascii=False) + "\n", "utf-8")
    (args.out / "soak.md").write_text(soak_report.as_markdown(found), "utf-8")
    soak_report.plot(samples, args.out / "plots/soak.png")
    print(soak_report.as_markdown(found))


if __name__ == "__main__":
    main()
