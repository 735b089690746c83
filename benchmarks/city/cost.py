"""What one message costs in process, by the processor's clock, so that neighbours do not count.

python -m benchmarks.city.cost [--rounds 5] [--turns 500] prints JSON: `plain`, ms a message in
conversations of five turns; `long`, the median of the turns 3 to 12 of a conversation, that of
its last ten, and their ratio. DATABASE_URL and REDIS_URL as for the servers. Another checkout is
measured by PYTHONPATH=there python benchmarks/city/cost.py.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import logging
import os
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

QUESTIONS = ("点赞做任务返钱靠谱吗", "刷单返利可以相信吗", "冒充公检法怎么识别", "你好", "谢谢")
OPENING = "十分钟前用建行转了34567元给他"
_IDS = (f"message-{number:08}" for number in itertools.count())


async def measured(rounds: int, turns: int) -> dict[str, Any]:
    from rasa.core.agent import load_agent
    from rasa.core.utils import AvailableEndpoints

    from bot.channel import resilience, turn
    from bot.channel.intake import Incoming
    from bot.channel.once import Once
    from bot.content.load import ROOT
    from bot.store.replies import ReplyStore
    from bot.studio.check import content_or_exit
    from bot.studio.train import ensure_model

    model = os.environ.get("MODEL") or str(ensure_model(content_or_exit()))
    endpoints = AvailableEndpoints.read_endpoints(str(Path(ROOT) / "endpoints.yml"))
    agent = await load_agent(model_path=model, endpoints=endpoints)
    getattr(resilience, "see_failures", lambda _: None)(agent)
    once = Once(ReplyStore())

    async def say(session: str, text: str) -> float:
        incoming = Incoming(session, text, id=next(_IDS))
        began = time.process_time()
        await once.take(incoming, lambda: turn.take(incoming, agent.handle_message, "chat"))
        return 1000 * (time.process_time() - began)

    async def round_of(number: int) -> float:
        sessions = (f"plain-{number}-{n:04}-0123456789" for n in range(40))
        costs = [await say(one, text) for one in sessions for text in QUESTIONS]
        return statistics.mean(costs)

    await round_of(-1)  # what is made ready with the first messages
    plain = [await round_of(number) for number in range(rounds)]
    texts = itertools.cycle(QUESTIONS[:3])
    await say("long-conversation-0123456789", OPENING)
    long = [await say("long-conversation-0123456789", next(texts)) for _ in range(turns)]
    early, late = statistics.median(long[2:12]), statistics.median(long[-10:])
    return {
        "plain": round(statistics.median(plain), 2),
        "long": [round(early, 2), round(late, 2), round(late / early, 2)],
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--turns", type=int, default=500)
    args = parser.parse_args()
    with TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/cost.db")
        os.environ["ACTION_SERVER_URL"] = "http://127.0.0.1:1/webhook"
        from bot.studio.environment import quieten

        quieten()
        from rasa.utils.log_utils import configure_structlog

        configure_structlog(logging.WARNING)
        print(json.dumps(asyncio.run(measured(args.rounds, args.turns))))


if __name__ == "__main__":
    main()
