"""Runs one command and ends it, with all that it started, when whoever asked for it is gone.

A process of its own, started as a file: `python keeper.py COMMAND…`. Standard input is the line to
the console: closed means end. So a killed console leaves nothing behind that would still publish,
and the command needs no thread that watches (learning forks only where there is none).
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys

_LOOK = 0.2


def main(command: list[str]) -> int:
    """The command's exit status; 128 + signal if it was killed."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    while child.poll() is None:
        if select.select([0], [], [], _LOOK)[0] and not os.read(0, 1):
            os.killpg(0, signal.SIGKILL)  # the console made it the head of a group of its own
    code = int(child.returncode)
    return code if code >= 0 else 128 - code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
