"""A process that goes through a lock again and again, for test_locks: who was inside, and when.

python -m tests.store.one_resident NAME CONVERSATION ROUNDS [SECONDS]: a line `in` and a line `out`
for each round, with the moment of the machine's one clock.
"""

from __future__ import annotations

import asyncio
import sys
import time

from bot.store import shared_locks
from bot.store.locks import ConversationLocks

shared_locks._ANSWER_SECONDS = 20.0  # a busy machine's Redis is not one that hangs


async def main(name: str, conversation: str, rounds: int, seconds: float) -> None:
    locks = ConversationLocks()
    async with locks.lock("warm"):
        pass
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for _ in range(rounds):
        async with locks.lock(conversation):
            print(f"{name} in {time.monotonic_ns()}", flush=True)
            await asyncio.sleep(seconds)
            print(f"{name} out {time.monotonic_ns()}", flush=True)


if __name__ == "__main__":
    more = float(sys.argv[4]) if len(sys.argv) > 4 else 0.002
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), more))
