"""A PostgreSQL server of the tests' own, on a port of its own, ended with them."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tests.ports import free_port

_BINARIES = Path("/usr/lib/postgresql")
_FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


class PostgresServer:
    """A server that can be killed, stopped and started again at the same address.

    `fast` does without what only matters when the machine itself loses power.
    """

    def __init__(self, folder: Path, fast: bool = True) -> None:
        self._user = _not_root(folder)
        self._folder, self._data, self._port = folder, folder / "data", free_port()
        self._fast = _FAST if fast else []
        self.address = f"postgresql://tests@127.0.0.1:{self._port}"
        self.process: subprocess.Popen[bytes] | None = None
        initdb = [_program("initdb"), "-D", str(self._data), "-U", "tests", "-A", "trust"]
        quiet = subprocess.DEVNULL
        subprocess.run(initdb, user=self._user, check=True, stdout=quiet, cwd=folder)

    def start(self) -> None:
        """Runs when this returns."""
        listen = ["-c", f"port={self._port}", "-c", "listen_addresses=127.0.0.1"]
        more = [*listen, "-k", str(self._folder), *self._fast]
        command = [_program("postgres"), "-D", str(self._data), *more]
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, user=self._user, cwd=self._folder, stderr=quiet)
        ready = [_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        while subprocess.run(ready).returncode:
            assert self.process.poll() is None, "postgres ended"
            time.sleep(0.05)

    def signal(self, what: signal.Signals) -> None:
        """To the server and all its processes, each of which serves a connection."""
        assert self.process is not None
        self.process.send_signal(what)
        for pid in _children(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, what)

    def restart(self) -> None:
        """Ends every connection and what is under way in it; what was committed stays."""
        self.end()
        self.start()

    def end(self) -> None:
        assert self.process is not None
        self.signal(signal.SIGCONT)
        self.process.send_signal(signal.SIGINT)  # does not wait for forgotten connections
        self.process.wait(20)


@contextmanager
def controlled(fast: bool = True) -> Iterator[PostgresServer]:
    """A running, empty server, to be disturbed."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    made = PostgresServer(folder, fast)
    made.start()
    try:
        yield made
    finally:
        made.end()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """A running, empty server; its address, to which a database's name is to be added."""
    with controlled() as made:
        yield made.address


def new_database(address: str, name: str) -> str:
    """The URL of a database that was just made."""
    made = sa.create_engine(f"{address}/postgres", isolation_level="AUTOCOMMIT")
    with made.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    made.dispose()
    return f"{address}/{name}"


def _children(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True)
    return [int(line) for line in found.stdout.split()]


def _not_root(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: who is to run it then."""
    if os.geteuid() != 0:
        return None
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return user.pw_name


def _program(name: str) -> str:
    known = shutil.which(name) or next(map(str, sorted(_BINARIES.glob(f"*/bin/{name}"))), None)
    assert known, f"no {name}: sh deploy/postgres.sh installs PostgreSQL"
    return known
