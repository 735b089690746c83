"""Ports for the tests' own servers, which nobody takes before the server does.

They lie below those that Linux gives to outgoing connections (32768 and more): otherwise one of a
hundred residents' connections may hold the port of a server that starts, or is started again.
"""

from __future__ import annotations

import contextlib
import itertools
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager

_FIRST, _LAST = 12_000, 32_000
# Each process goes round from a place of its own, so that two of them hardly ask for the same.
_asked = itertools.count(random.SystemRandom().randrange(_LAST - _FIRST))


def free_port() -> int:
    """A port at which nobody listens, and which this process has not given out before."""
    return free_ports(1)


def free_ports(count: int) -> int:
    """The first of so many in a row."""
    while True:
        row = [_FIRST + next(_asked) % (_LAST - _FIRST) for _ in range(count)]
        with contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            for port in row:
                stack.enter_context(_bound(port))
            if row[-1] - row[0] == count - 1:
                return row[0]


@contextmanager
def _bound(port: int) -> Iterator[None]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", port))
        yield
