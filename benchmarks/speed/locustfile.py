"""Run by locust (.bench-venv), which has nothing of ours: residents, as a job file tells it.

BENCH_JOB names a JSON file: {"urls", "contract" ("rest" or "chat"), "asked" ({"kind": [{"text",
"expected"}]}), "strict", "turns", "warm", "tokens", "rates" ({kind: [users, messages/s each]} or
null), "most", "out"}. A resident has a conversation of `turns` messages at one server, then a new
one.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import time
from pathlib import Path
from typing import Any

import gevent
from locust import FastHttpUser, constant, events, task

JOB: dict[str, Any] = json.loads(Path(os.environ["BENCH_JOB"]).read_text("utf-8"))
_numbers = itertools.count()
_seen: dict[str, list[float]] = {kind: [] for kind in JOB["asked"]}
_wrong: dict[str, int] = dict.fromkeys(JOB["asked"], 0)
_failed: dict[str, list[str]] = {kind: [] for kind in JOB["asked"]}
_clock = {"from": 0.0, "last": 0.0, "cpu": 0.0, "all": 0}


class Resident(FastHttpUser):
    """Asks, reads, asks on."""

    abstract = True
    kind = ""
    host = JOB["urls"][0]
    connection_timeout = network_timeout = 60.0

    def on_start(self) -> None:
        self.url = JOB["urls"][next(_numbers) % len(JOB["urls"])]
        self.texts = random.Random(next(_numbers)).sample(_asked(self), len(_asked(self)))
        self.turn = 0
        self.begin()
        if JOB["rates"]:  # or all would begin in the same instant
            gevent.sleep(self.wait_time())

    def begin(self) -> None:
        number = next(_numbers)
        self.conversation = f"{os.getpid()}-{number}-{time.time_ns()}"
        self.token = JOB["tokens"][number % len(JOB["tokens"])] if JOB["tokens"] else None

    @task
    def ask(self) -> None:
        if self.turn and self.turn % JOB["turns"] == 0:
            self.begin()
        one = self.texts[self.turn % len(self.texts)]
        self.turn += 1
        body = {"sender": self.conversation, "message": one["text"]}
        path = "/webhooks/rest/webhook"
        if self.token:
            body = {"session": self.token, "text": one["text"], "id": f"m{time.time_ns():020}"}
            path = "/webhooks/chat/message"
        began = time.perf_counter()
        with self.client.post(
            self.url + path, json=body, name=self.kind, catch_response=True
        ) as response:
            took = time.perf_counter() - began
            fault = _fault(response, one)
            if fault:
                response.failure(fault)
        _note(self, began, took, fault)


def _asked(user: Resident) -> list[dict[str, Any]]:
    return JOB["asked"][user.kind]


def _fault(response: Any, one: dict[str, Any]) -> str:
    """What is wrong with a reply; "not as expected" counts only where `strict` says so."""
    if response.status_code != 200:
        return f"status {response.status_code}"
    said = response.json()
    replies = said["replies"] if isinstance(said, dict) else said
    text = "\n".join(reply.get("text") or "" for reply in replies)
    if not text.strip():
        return "silence"
    return "" if any(words in text for words in one["expected"]) else "not as expected"


def _note(user: Resident, began: float, took: float, fault: str) -> None:
    _clock["all"] += 1
    if (
        _clock["all"] == JOB["most"]
    ):  # by another greenlet: a resident cannot end itself in a request
        gevent.spawn(user.environment.runner.quit)
    if began < _clock["from"]:
        return
    _clock["last"] = began + took
    _seen[user.kind].append(took)
    if fault == "not as expected":
        _wrong[user.kind] += 1
    if fault and (JOB["strict"] or fault != "not as expected"):
        _failed[user.kind].append(fault)


def _resident(kind: str) -> type[Resident]:
    rate = (JOB["rates"] or {}).get(kind)
    own: dict[str, Any] = {"kind": kind, "abstract": False, "wait_time": constant(0)}
    if rate:
        # At random, as people do. Locust's constant pacing counts from when a user was made: it
        # had all of them ask at once every few seconds.
        own.update(fixed_count=rate[0], wait_time=lambda _: random.expovariate(rate[1]))
    return type(f"Resident_{kind}", (Resident,), own)


for _kind in JOB["asked"]:
    globals()[f"Resident_{_kind}"] = _resident(_kind)


@events.test_start.add_listener
def start(environment: Any, **_: Any) -> None:
    _clock["from"] = time.perf_counter() + JOB["warm"]
    gevent.spawn_later(JOB["warm"], lambda: _clock.update(cpu=time.process_time()))


@events.test_stop.add_listener
def stop(environment: Any, **_: Any) -> None:
    if _clock.get("written"):
        return
    _clock["written"] = 1
    # Not until now: locust waits for those who are just thinking what to ask next.
    seconds = (_clock["last"] or time.perf_counter()) - _clock["from"]
    told = {
        "seconds": seconds,
        "all": _clock["all"],
        "generator_cpu_s": time.process_time() - _clock["cpu"],
        "latencies_s": _seen,
        "wrong": _wrong,
        "failed": _failed,
    }
    Path(JOB["out"]).write_text(json.dumps(told), "utf-8")
