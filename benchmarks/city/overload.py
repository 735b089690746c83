"""Ten times what the servers can do: who is admitted is answered as soon as ever, the rest at once.

python -m benchmarks.city.overload [--bots 2] [--clients 16] [--seconds 20] [--times 10]: first how
much is answered when so many clients ask without a pause; then the same clients go on while others
come as often as makes `times` of that, each once. Prints JSON. Residents and servers share cores.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import itertools
import json
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from benchmarks.city.residents import DEADLINE, QUESTIONS
from benchmarks.city.town import town
from bot.studio.check import content_or_exit
from bot.studio.train import ensure_model
from tests.sessions import token

MOST = 800.0  # messages a second that this process can send at all
_NUMBERS = itertools.count()
Answer = tuple[str, float]  # a status or an error, and how long it took


async def ask(http: aiohttp.ClientSession, url: str, session: str) -> Answer:
    number = next(_NUMBERS)
    body = {"session": token(session), "id": f"message-{number:08}", "text": QUESTIONS[0][0]}
    began = time.monotonic()
    try:
        async with http.post(f"{url}/webhooks/chat/message", json=body) as response:
            await response.read()
            return str(response.status), time.monotonic() - began
    except (aiohttp.ClientError, asyncio.TimeoutError) as error:
        return type(error).__name__, time.monotonic() - began


async def ongoing(
    http: aiohttp.ClientSession, url: str, clients: int, until: float
) -> list[Answer]:
    """So many conversations, a message as soon as the one before is answered."""
    found: list[Answer] = []

    async def one(number: int) -> None:
        while time.monotonic() < until:
            answer = await ask(http, url, f"ongoing-{number:04}")
            found.append(answer)
            if answer[0] != "200":  # as the page does
                await asyncio.sleep(1)

    await asyncio.gather(*(one(number) for number in range(clients)))
    return found


async def crowd(http: aiohttp.ClientSession, url: str, rate: float, until: float) -> list[Answer]:
    """Others, each once, whether or not anybody is answered."""
    began = time.monotonic()
    tasks: list[asyncio.Future[Answer]] = []
    while time.monotonic() < until:
        session = f"crowd-{len(tasks):06}"
        tasks.append(asyncio.ensure_future(ask(http, url, session)))
        await asyncio.sleep(max(0.0, began + len(tasks) / rate - time.monotonic()))
    return list(await asyncio.gather(*tasks))


def summary(answers: list[Answer]) -> dict[str, Any]:
    """By status: how many, and their waits in ms: median, 99 %, longest."""
    waits: dict[str, list[float]] = collections.defaultdict(list)
    for status, waited in answers:
        waits[status].append(1000 * waited)
    return {status: _spread(sorted(some)) for status, some in sorted(waits.items())}


def _spread(waits: list[float]) -> dict[str, Any]:
    at = (statistics.median(waits), waits[int(0.99 * len(waits))], waits[-1])
    return {"count": len(waits), "ms": [round(one) for one in at]}


async def measured(url: str, clients: int, seconds: float, times: float) -> dict[str, Any]:
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=DEADLINE)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        await ongoing(http, url, clients, time.monotonic() + 3)  # what is made ready at first
        alone = await ongoing(http, url, clients, time.monotonic() + seconds)
        capacity = sum(status == "200" for status, _ in alone) / seconds
        rate, until = min(times * capacity, MOST), time.monotonic() + seconds
        same, others = await asyncio.gather(
            ongoing(http, url, clients, until), crowd(http, url, rate, until)
        )
    return {
        "capacity a second": round(capacity, 1),
        "crowd a second": round(rate, 1),
        "ongoing, alone": summary(alone),
        "ongoing, in the crowd": summary(same),
        "crowd": summary(others),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.city.overload")
    parser.add_argument("--bots", type=int, default=2)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--times", type=float, default=10)
    args = parser.parse_args()
    ensure_model(content_or_exit())
    with TemporaryDirectory() as folder, town(args.bots, 1, Path(folder)) as servers:
        work = measured(servers.url, args.clients, args.seconds, args.times)
        print(json.dumps(asyncio.run(work), indent=1))


if __name__ == "__main__":
    main()
