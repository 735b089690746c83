"""Ten times what the servers can do: who is admitted is answered as soon as ever, the rest at once.

python -m benchmarks.city.overload [--bots 2] [--clients 60] [--seconds 20] [--times 10]
[--rounds 3]: first how much is answered when so many clients ask as often as they may; then the
same clients go on while others come as often as makes `times` of that, each once. Writes
benchmarks/overload.{md,json}. Residents and servers share cores.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import platform
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
import uvloop

from benchmarks.city.lines import Lines
from benchmarks.city.overload_report import as_markdown, summary
from benchmarks.city.residents import DEADLINE, QUESTIONS
from benchmarks.city.town import town
from bot.content.load import ROOT
from bot.studio.check import content_or_exit
from bot.studio.train import ensure_model
from tests.sessions import token

MOST = 800.0  # messages a second that this process can send at all
EVERY = 0.55  # seconds: a conversation may write twenty messages in ten
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
    """So many conversations, a message as soon as the one before is answered and EVERY is over."""
    found: list[Answer] = []

    async def one(number: int) -> None:
        while (began := time.monotonic()) < until:
            answer = await ask(http, url, f"ongoing-{number:04}")
            found.append(answer)
            pause = EVERY if answer[0] == "200" else 3.0  # about what it is asked to wait
            await asyncio.sleep(max(0.0, began + pause - time.monotonic()))

    await asyncio.gather(*(one(number) for number in range(clients)))
    return found


async def crowd(url: str, rate: float, until: float) -> list[Answer]:
    """Others, each once, whether or not anybody is answered."""
    began, lines = time.monotonic(), Lines(url)
    tasks: list[asyncio.Future[Answer]] = []
    while time.monotonic() < until:
        tasks.append(asyncio.ensure_future(_come(lines, f"crowd-{next(_NUMBERS):08}")))
        await asyncio.sleep(max(0.0, began + len(tasks) / rate - time.monotonic()))
    return list(await asyncio.gather(*tasks))


async def _come(lines: Lines, session: str) -> Answer:
    body = {"session": token(session), "id": "message-1", "text": QUESTIONS[0][0]}
    began = time.monotonic()
    try:
        status = await asyncio.wait_for(lines.post("/webhooks/chat/message", body), DEADLINE)
    except (OSError, asyncio.TimeoutError, asyncio.IncompleteReadError) as error:
        return type(error).__name__, time.monotonic() - began
    return status, time.monotonic() - began


async def measured(url: str, clients: int, seconds: float, times: float) -> dict[str, Any]:
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=DEADLINE)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        await ongoing(http, url, clients, time.monotonic() + 3)  # what is made ready at first
        alone = await ongoing(http, url, clients, time.monotonic() + seconds)
        capacity = sum(status == "200" for status, _ in alone) / seconds
        rate, until = min(times * capacity, MOST), time.monotonic() + seconds
        same, others = await asyncio.gather(
            ongoing(http, url, clients, until), crowd(url, rate, until)
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
    parser.add_argument("--clients", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--times", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks")
    args = parser.parse_args()
    ensure_model(content_or_exit())
    uvloop.install()
    with TemporaryDirectory() as folder, town(args.bots, 1, Path(folder)) as servers:
        rounds = [
            asyncio.run(measured(servers.url, args.clients, args.seconds, args.times))
            for _ in range(args.rounds)
        ]
    found = {
        "command": f"python -m benchmarks.city.overload --bots {args.bots} --clients "
        f"{args.clients} --seconds {args.seconds:g} --times {args.times:g} --rounds {args.rounds}",
        "machine": f"{platform.machine()}, {os.cpu_count()} cores shared with others, Python 3.10",
        "clients": args.clients,
        "times": args.times,
        "rounds": rounds,
    }
    told = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    (args.out / "overload.json").write_text(told, "utf-8")
    (args.out / "overload.md").write_text(as_markdown(found), "utf-8")
    print(as_markdown(found))


if __name__ == "__main__":
    main()
