"""Residents write while trainers publish: two bots, two action servers, one database.

Sixty messages a second, one in ten answered by an action; meanwhile `publish` and `rollback` run
ten times, each an edited answer. Then how long an edit takes from the command until it is live, an
answer and a question. Writes benchmarks/publish.{md,json}. Needs nothing but this machine; all
numbers are of two cores that servers, trainers and residents share.
"""

from __future__ import annotations

import asyncio
import json
import platform
import re
import statistics
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp

from bot.content.load import ROOT
from bot.studio.check import content_or_exit
from bot.studio.train import ensure_model
from tests.e2e.conftest import Server, running
from tests.house import House

PER_SECOND, SWITCHES, PAUSE = 60, 10, 1.0
ONE_IN = 20  # two in so many messages are answered by an action, one from each bot
PLAIN, ACTED = "刷单返利可以相信吗", "银行客服电话都有哪些"
ANSWER, HOTLINES = "data/faq/scam/scam_brushing.yml", "data/faq/hotline/bank_hotline.yml"
MARK = re.compile(r"【第(\d+)次】")
OUT = ROOT / "benchmarks"


def main() -> None:
    model = ensure_model(content_or_exit())
    with TemporaryDirectory() as folder, ExitStack() as stack:
        house = House.copied(Path(folder) / "house", model)
        more = {"DATABASE_URL": house.url, "BOT_VAR": folder}
        logs = [Path(folder) / name for name in ("one", "two")]
        servers = [stack.enter_context(running(model, log, more=more)) for log in logs]
        edit(house, 0)
        published(house, "publish", "--why", "第一版")
        first = until_live(house, servers)
        flow = asyncio.run(traffic(house, servers))
        edits = {kind: live_after(house, servers, kind) for kind in ("answer", "question")}
        published(house, "rollback", "--why", "退回")
        back = until_live(house, servers)
    after = {"the first publication": round(first, 1), "a rollback": round(back, 1)}
    results = {"flow": flow, "seconds until live": edits, "seconds from the switch": after}
    machine = f"{platform.machine()}, 2 cores, Python {platform.python_version()}"
    kept = json.dumps({"machine": machine, **results}, indent=1, ensure_ascii=False)
    (OUT / "publish.json").write_text(kept + "\n", "utf-8")
    (OUT / "publish.md").write_text(report(machine, results), "utf-8")
    print(report(machine, results))


def edit(house: House, number: int) -> None:
    """Both answers say the number of this edit: a reply shows which version's text it has."""
    for name in (ANSWER, HOTLINES):
        path = house.root / name
        text = MARK.sub("", path.read_text("utf-8"))
        path.write_text(re.sub(r"(?m)^(answer: \|\n  )", rf"\g<1>【第{number}次】", text), "utf-8")


def published(house: House, *arguments: str) -> float:
    """Seconds that a command took; it must succeed."""
    began = time.monotonic()
    status, said = house.run(*arguments)
    assert status == 0, said
    return time.monotonic() - began


def until_live(house: House, servers: list[Server]) -> float:
    """Seconds until a new message gets the live version, on every server."""
    began = time.monotonic()
    for server in servers:
        while server.ask(PLAIN)["version"] != house.live():
            assert time.monotonic() - began < 30, "it does not go live"
    return time.monotonic() - began


def live_after(house: House, servers: list[Server], kind: str) -> list[float]:
    """Seconds from the command until the edit answers on every server; three times."""
    found = []
    for number in range(3):
        if kind == "answer":
            edit(house, 100 + number)
        else:
            question = f"questions:\n  - 群里叫我帮店铺冲{number + 3}单销量还返现"
            house.edit("questions:", question)
        began = time.monotonic()
        published(house, "publish", "--why", kind)
        until_live(house, servers)
        found.append(round(time.monotonic() - began, 1))
    return found


async def traffic(house: House, servers: list[Server]) -> dict[str, Any]:
    """What became of every message while the trainers' commands ran."""
    texts: dict[int, int] = {house.live(): 0}  # version -> number of its edit
    seen: list[tuple[float, float, int, int]] = []  # sent at, waited, version, number shown
    lost: list[str] = []
    over = asyncio.Event()

    async def ask(session: aiohttp.ClientSession, number: int) -> None:
        server = servers[number % 2]
        text = ACTED if number % ONE_IN < 2 else PLAIN
        body = {"session": f"r{number}", "id": f"message-{number:08}", "text": text}
        began = time.monotonic()
        try:
            async with session.post(f"{server.url}/webhooks/chat/message", json=body) as response:
                reply = (await response.json())["replies"][0]
                shown = MARK.search(reply["text"])
                if response.status != 200 or shown is None:
                    lost.append(f"{response.status} {reply['text'][:80]}")
                    return
                waited = time.monotonic() - began
                seen.append((began, waited, reply["version"], int(shown.group(1))))
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            lost.append(repr(error))

    async def residents() -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(30)) as session:
            began = time.monotonic()
            tasks: list[asyncio.Future[None]] = []
            while not over.is_set():
                tasks.append(asyncio.ensure_future(ask(session, len(tasks))))
                await asyncio.sleep(max(0, began + len(tasks) / PER_SECOND - time.monotonic()))
            await asyncio.gather(*tasks)

    async def trainers() -> None:
        await asyncio.sleep(PAUSE)
        for number in range(1, SWITCHES + 1):
            if number % 2:
                edit(house, number)
                await asyncio.to_thread(published, house, "publish", "--why", f"第 {number} 次")
                texts[house.live()] = number
            else:
                await asyncio.to_thread(published, house, "rollback", "--why", f"第 {number} 次")
            await asyncio.sleep(PAUSE)
        over.set()

    await asyncio.gather(residents(), trainers())
    wrong = [one for one in seen if texts[one[2]] != one[3]]
    waits = sorted(one[1] for one in seen)
    return {
        "messages": len(seen) + len(lost),
        "lost or failed": len(lost),
        "replies that pair two versions": len(wrong),
        "versions that answered": len({one[2] for one in seen}),
        "median ms": round(1000 * statistics.median(waits)),
        "99 % ms": round(1000 * waits[int(0.99 * len(waits))]),
        "longest stall ms": round(1000 * waits[-1]),
    }


def report(machine: str, results: dict[str, Any]) -> str:
    lines = [f"| {name} | {value} |" for name, value in results["flow"].items()]
    edits, after = results["seconds until live"], results["seconds from the switch"]
    return "\n".join(
        [
            "# Publishing under way",
            "",
            f"`make bench-publish` on {machine}. {PER_SECOND} messages a second to two bots and",
            f"two action servers while `publish` and `rollback` run {SWITCHES} times on the same",
            "cores.",
            "",
            "| | |",
            "|---|---|",
            *lines,
            "",
            "Seconds from the command until every server answers with the edit, with nobody else",
            f"asking: an answer {edits['answer']}, a question {edits['question']}. Seconds from",
            "the switch until both servers answer with it: the first publication of all "
            f"{after['the first publication']}, a rollback {after['a rollback']}.",
            "",
        ]
    )


if __name__ == "__main__":
    main()
