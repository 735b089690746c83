"""A PostgreSQL server of the tests' own, on a port of its own, ended with them."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

_BINARIES = Path("/usr/lib/postgresql")
_FAST = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


@contextmanager
def server() -> Iterator[str]:
    """A running, empty server; its address, to which a database's name is to be added."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    user = _not_root(folder)
    data, port = folder / "data", free_port()
    run = {"user": user, "check": True, "stdout": subprocess.DEVNULL, "cwd": folder}
    subprocess.run([_program("initdb"), "-D", data, "-U", "tests", "-A", "trust"], **run)
    listen = ["-c", f"port={port}", "-c", "listen_addresses=127.0.0.1", "-k", folder]
    process = subprocess.Popen(
        [_program("postgres"), "-D", data, *listen, *_FAST],
        **{"user": user, "cwd": folder, "stderr": subprocess.DEVNULL},
    )
    try:
        ready = [_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        while subprocess.run(ready).returncode:
            assert process.poll() is None, "postgres ended"
        yield f"postgresql://tests@127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)  # does not wait for forgotten connections
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def new_database(address: str, name: str) -> str:
    """The URL of a database that was just made."""
    made = sa.create_engine(f"{address}/postgres", isolation_level="AUTOCOMMIT")
    with made.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    made.dispose()
    return f"{address}/{name}"


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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
