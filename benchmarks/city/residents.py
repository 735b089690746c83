"""Residents, each in a conversation that goes on, who look at every answer.

Each has lost a sum that nobody else has: the list for this case comes with every reply and names
it, so that an answer to somebody else is seen. They send as the widget does: one message after the
other, each with an id, and the same again until an answer comes; after three attempts in vain they
press the button for it some time later.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from typing import Any

import aiohttp

from tests.sessions import conversation, token

DEADLINE = 10.0  # seconds, and the pauses: as bot/widget/{transport,outbox}.js
PAUSES = (1.0, 3.0)
PRESSED_AFTER = (3.0, 10.0)  # seconds until somebody presses the button
OPENING = "十分钟前用建行转了{sum}元给他"
# What is asked, and the topic that has to answer; the second is answered by an action server.
QUESTIONS = (
    ("点赞做任务返钱靠谱吗", "scam_brushing"),
    ("银行客服电话都有哪些", "bank_hotline"),
    ("老年人怎么防骗", "prevent_elderly"),
    ("刷单返利可以相信吗", "scam_brushing"),
)
_SUM = re.compile(r"(\d{5,}) 元")


@dataclass
class Sent:
    """One message: when, how long until its answer, how many attempts, what was seen meanwhile."""

    id: str
    text: str
    at: float
    waited: float = 0.0
    attempts: int = 0
    seen: list[str] = field(default_factory=list)  # of attempts that failed: a status or an error
    message: str | None = None  # the server's id for it
    body: Any = None
    without_action: bool = False


class Resident:
    """One conversation."""

    def __init__(self, number: int, url: str, pause: float) -> None:
        self.number, self.sum = number, 10_001 + 38 * number  # never round: 1 万元
        name = f"r{number:04}-{random.randbytes(8).hex()}"
        self.session, self._token = conversation(name), token(name)
        self.sent: list[Sent] = []
        self.wrong: list[str] = []
        self._url, self._pause = url, pause
        self._ids = (f"m-{number:04}-{n:06}" for n in count())

    async def talk(self, until: float) -> None:
        """Until this moment (time.monotonic); the message under way is brought to its end."""
        # An address of one's own, as residents have; all of 127/8 is this machine.
        local = (f"127.1.{self.number // 200}.{self.number % 200 + 1}", 0)
        timeout = aiohttp.ClientTimeout(total=DEADLINE)
        connector = aiohttp.TCPConnector(local_addr=local, limit=1)
        async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
            await asyncio.sleep(random.random() * self._pause)
            for text, topic in self._script():
                if time.monotonic() > until:
                    return
                self._look(await self._say(http, text), topic)
                await asyncio.sleep(self._pause * (0.5 + random.random()))

    def _script(self) -> Iterator[tuple[str, str | None]]:
        yield OPENING.format(sum=self.sum), "lost_money"
        yield from cycle(QUESTIONS)

    async def _say(self, http: aiohttp.ClientSession, text: str) -> Sent:
        sent = Sent(next(self._ids), text, time.monotonic())
        self.sent.append(sent)
        body = {"session": self._token, "id": sent.id, "text": text}
        while sent.body is None:
            sent.attempts += 1
            asked = None
            try:
                async with http.post(f"{self._url}/webhooks/chat/message", json=body) as response:
                    if response.status == 200:
                        sent.body = (await response.json())["replies"]
                        break
                    sent.seen.append(str(response.status))
                    asked = response.headers.get("Retry-After")
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                sent.seen.append(type(error).__name__)
            await asyncio.sleep(_pause(sent.attempts, asked))
        sent.waited = time.monotonic() - sent.at
        return sent

    def _look(self, sent: Sent, topic: str | None) -> None:
        """Is it the answer to this, for me?"""
        reply = sent.body[0]
        sent.message = reply.get("message")
        sums = set(_SUM.findall(json.dumps(reply.get("case"), ensure_ascii=False)))
        if sums != {str(self.sum)}:
            self.wrong.append(f"{sent.id}: the list names {sums}, not {self.sum}")
        if reply.get("topic") == topic:
            return
        if topic == "bank_hotline" and reply.get("topic") is None and "110" in reply["text"]:
            sent.without_action = True  # the card instead of the answer
            return
        self.wrong.append(f"{sent.id}: {reply.get('topic')} answers, not {topic}")


def _pause(attempts: int, asked: str | None) -> float:
    """Seconds until the next attempt: what the server asks for, else what the page waits."""
    if attempts % (len(PAUSES) + 1) == 0:
        return random.uniform(*PRESSED_AFTER)
    return min(float(asked), DEADLINE) if asked else PAUSES[attempts % (len(PAUSES) + 1) - 1]
