"""A Redis server of the tests' own, on a port of its own, ended with them."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.ports import free_port


class RedisServer:
    """A server that can be killed, stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Runs, with what it kept before (nothing, if it was killed), when this returns."""
        program = shutil.which("redis-server")
        assert program, "no redis-server: sh deploy/redis.sh installs it"
        where = ["--dir", str(self._folder), "--bind", "127.0.0.1", "--port", str(self._port)]
        quiet = ["--save", "", "--appendonly", "no", "--loglevel", "warning"]
        self.process = subprocess.Popen([program, *where, *quiet], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while not self._answers():
            assert self.process.poll() is None, "redis ended"
            assert time.monotonic() < deadline, "redis does not answer"
            time.sleep(0.02)

    def signal(self, what: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(what)

    def kill(self) -> None:
        """Ends it at once; nothing that it held comes back."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def client(self) -> redis.Redis:
        return redis.from_url(self.url)

    def _answers(self) -> bool:
        try:
            return bool(redis.from_url(self.url, socket_timeout=1).ping())
        except redis.RedisError:
            return False


@contextmanager
def server() -> Iterator[RedisServer]:
    """A running, empty server."""
    folder = Path(tempfile.mkdtemp(prefix="redis-"))
    made = RedisServer(folder)
    made.start()
    try:
        yield made
    finally:
        made.kill()
        shutil.rmtree(folder, ignore_errors=True)
