"""What is counted for the operators (Prometheus): numbers only, nothing that a resident wrote.

Every label has a known, small set of values: what a client chooses never becomes one. One process
is one registry; `bot.channel.inner` shows it on the inner address.
"""

from __future__ import annotations

import logging
import weakref
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import REGISTRY, Collector

from bot.content.live import Live, live

disable_created_metrics()

_QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
TOO_LONG, FIRST_AID, NOTHING = "too_long", "first_aid", "none"
_OUTCOMES = frozenset({"answer", "offer", "oos", TOO_LONG, FIRST_AID})

REQUESTS = Counter("antifraud_http_requests", "Requests answered", ["route", "status"])
SECONDS = Histogram("antifraud_http_seconds", "Time to a response", ["route"], buckets=_QUICK)
IN_FLIGHT = Gauge("antifraud_requests_in_flight", "Requests that are being handled now")
LATE = Histogram("antifraud_event_loop_late_seconds", "How late a task begins", buckets=_QUICK)
MESSAGES = Counter("antifraud_messages", "Messages by how they were answered", ["outcome"])
TOPICS = Counter("antifraud_topics", "Messages by topic", ["topic"])
URGENT = Counter("antifraud_urgent_messages", "Messages of residents who need help this minute")
TURN = Histogram("antifraud_turn_seconds", "From a message to its reply", buckets=_QUICK)
FEEDBACK = Counter("antifraud_feedback", "Verdicts under answers", ["useful"])
ACTIONS = Counter("antifraud_actions", "Actions run by this action server", ["action", "status"])
ACTION_FAILURES = Counter(
    "antifraud_action_failures", "Actions that did not answer in time or at all", ["kind"]
)
ERRORS = Counter(
    "antifraud_logged_errors", "Errors in the log, by the part that wrote it", ["part"]
)

for _outcome in _OUTCOMES:  # a series that is there from the start can be alerted on
    MESSAGES.labels(_outcome)
for _kind in ("timeout", "refused"):
    ACTION_FAILURES.labels(_kind)
under_way: weakref.WeakSet[Any] = weakref.WeakSet()  # a request that was broken off falls out
IN_FLIGHT.set_function(lambda: len(under_way))


def answered(answering: Live, assessment: dict[str, Any], seconds: float, instead: bool) -> None:
    """Counts a message that has its reply; `instead`: first aid spoke, since Rasa gave nothing."""
    outcome = FIRST_AID if instead else str(assessment.get("outcome"))
    MESSAGES.labels(outcome if outcome in _OUTCOMES else NOTHING).inc()
    topic = assessment.get("topic")
    TOPICS.labels(topic if topic in answering.content.topics else NOTHING).inc()
    URGENT.inc(bool(assessment.get("urgent")))
    TURN.observe(seconds)


def too_long() -> None:
    """Counts a message that was longer than may be."""
    MESSAGES.labels(TOO_LONG).inc()


def action_failed(error: Exception) -> None:
    """Counts an action whose answer did not come."""
    late = isinstance(error, TimeoutError) or type(error).__name__ == "TimeoutError"
    ACTION_FAILURES.labels("timeout" if late else "refused").inc()


class CountErrors(logging.Filter):
    """Counts what is logged as an error; the part is a module of ours or the library's name."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.ERROR:
            name = record.name
            ERRORS.labels(
                name if name.startswith(("bot.", "actions.")) else name.split(".")[0]
            ).inc()
        return True


@lru_cache(maxsize=1)
def tell_the_version() -> None:
    """For a server that has one; the action server answers from every version."""
    REGISTRY.register(_VersionCollector())


class _VersionCollector(Collector):
    """Which version answers, told when asked; 0: nothing is published, the files answer."""

    def collect(self) -> Iterator[Metric]:
        told = GaugeMetricFamily("antifraud_content_version", "The version that answers")
        told.add_metric([], live().version or 0)
        yield told
