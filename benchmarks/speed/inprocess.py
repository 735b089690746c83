"""What a message costs in process: a process for itself, run in the project that is measured.

python -m benchmarks.speed.inprocess topics|turns|conversations STEP … prints JSON. A message's
costs are the processor's milliseconds, so that neighbours do not count, and the clock's.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.speed.timed import resident_mb_of

Cost = tuple[float, float]  # milliseconds of the processor, of the clock
Say = Callable[[str, str], Awaitable[Cost]]
_WINDOW = 10  # neighbours whose median a figure is
_SAMPLE = 200  # messages in conversations of their own


async def prepared(database: str) -> Any:
    """Rasa's agent with this project's model, on that database, without an action server."""
    os.environ.update(DATABASE_URL=database, ACTION_SERVER_URL="http://127.0.0.1:1/webhook")
    from bot.studio.environment import quieten

    quieten()
    from rasa.core.agent import load_agent
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.log_utils import configure_structlog

    from bot.channel import resilience
    from bot.content.load import ROOT
    from bot.studio.check import content_or_exit
    from bot.studio.train import ensure_model

    configure_structlog(logging.ERROR)
    model = str(ensure_model(content_or_exit()))
    endpoints = AvailableEndpoints.read_endpoints(str(Path(ROOT) / "endpoints.yml"))
    agent = await load_agent(model_path=model, endpoints=endpoints)
    resilience.see_failures(agent)
    return agent


def speaker(agent: Any) -> Say:
    """Says a text in a conversation, as the channels do; returns what it cost."""
    from bot.channel import turn
    from bot.channel.intake import Incoming
    from bot.channel.once import Once
    from bot.store.replies import ReplyStore

    once, ids = Once(ReplyStore()), (f"message-{number:08}" for number in itertools.count())

    async def say(conversation: str, text: str) -> Cost:
        incoming = Incoming(f"{conversation:_<24}", text, id=next(ids))
        used, began = time.process_time(), time.perf_counter()
        await once.take(incoming, lambda: turn.take(incoming, agent.handle_message, "chat"))
        return 1000 * (time.process_time() - used), 1000 * (time.perf_counter() - began)

    return say


def texts() -> list[str]:
    """Held-out questions of calm topics, whatever the project's own are."""
    from benchmarks.speed.questions import candidates
    from bot.content.load import load

    return [one.text for one in candidates(load()[0], "plain")]


async def topics(say: Say, asked: Sequence[str], steps: Sequence[int]) -> list[dict[str, Any]]:
    """A message of a conversation's first, whatever is in the model; `steps` says nothing."""
    for number in range(20):  # what is made ready with the first messages
        await say(f"warm-{number}", asked[number % len(asked)])
    costs = [await say(f"first-{n}", asked[n % len(asked)]) for n in range(_SAMPLE)]
    return [_figures(0, costs)]


async def turns(say: Say, asked: Sequence[str], steps: Sequence[int]) -> list[dict[str, Any]]:
    """One conversation: what a turn costs around each step."""
    costs = [await say("the-long-one", asked[n % len(asked)]) for n in range(max(steps))]
    return [_figures(step, costs[max(0, step - _WINDOW) : step]) for step in steps]


async def conversations(
    say: Say, asked: Sequence[str], steps: Sequence[int]
) -> list[dict[str, Any]]:
    """Many conversations of one message: what one more costs when so many are stored."""
    costs, found = [await say("warm", asked[0])], []
    for step in steps:
        while len(costs) < step:
            costs.append(await say(f"one-of-{len(costs)}", asked[len(costs) % len(asked)]))
        more = [await say(f"beyond-{step}-{n}", asked[n % len(asked)]) for n in range(_WINDOW * 3)]
        found.append(_figures(step, more))
    return found


def _figures(step: int, costs: Sequence[Cost]) -> dict[str, Any]:
    processor, clock = zip(*costs, strict=True)
    return {
        "step": step,
        "processor_ms": round(statistics.median(processor), 2),
        "wall_ms": round(statistics.median(clock), 2),
        "memory_mb": resident_mb_of(os.getpid()),
    }


async def _measured(what: str, steps: Sequence[int], database: str) -> list[dict[str, Any]]:
    say = speaker(await prepared(database))
    return await {"topics": topics, "turns": turns, "conversations": conversations}[what](
        say, texts(), steps
    )


def main(arguments: list[str]) -> None:
    what, *steps = arguments
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/growth.db"
        print(json.dumps(asyncio.run(_measured(what, [int(step) for step in steps], database))))


if __name__ == "__main__":
    main(sys.argv[1:])
