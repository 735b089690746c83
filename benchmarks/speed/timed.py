"""Commands with their seconds, and what processes use, from the kernel's own books (/proc)."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.studio.environment import quieted

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_CPU_FIELDS = slice(11, 13)  # user and system ticks, after the command's name in /proc/<pid>/stat


@dataclass(frozen=True)
class Took:
    """Seconds by the clock and by the processor, its children's among them; megabytes at most.

    A process begins as a copy of who starts it, and that counts as its own (getrusage(2)): no
    megabytes where they are not more than ours.
    """

    wall: float
    processor: float
    peak_mb: float | None

    def as_data(self) -> dict[str, float]:
        seconds = {"wall_s": round(self.wall, 2), "processor_s": round(self.processor, 2)}
        return seconds if self.peak_mb is None else {**seconds, "peak_mb": round(self.peak_mb, 1)}


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The same for stock and ours. Rasa's cache is off: what is looked up cannot be timed."""
    return {**quieted(), "RASA_MAX_CACHE_SIZE": "0", "PYTHONWARNINGS": "ignore", **(more or {})}


def timed(
    command: Sequence[str],
    folder: Path,
    log: Path,
    more: Mapping[str, str] | None = None,
    accepted: Sequence[int] = (0,),
) -> Took:
    """Runs it to its end. Raises SystemExit with the end of its output if it fails."""
    began = time.perf_counter()
    with log.open("wb") as out:
        child = subprocess.Popen(command, cwd=folder, env=environment(more), stdout=out, stderr=out)
        _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - began
    if child.returncode not in accepted:
        tail = "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])
        raise SystemExit(f"{tail}\n{' '.join(command[1:5])} failed ({child.returncode})")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak = used.ru_maxrss / 1024 if used.ru_maxrss > own else None
    return Took(took, used.ru_utime + used.ru_stime, peak)


def processor_seconds(pid: int) -> float:
    """What this process has used so far, all its threads. Raises OSError if it is gone."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, after_name[_CPU_FIELDS])) / _TICKS


def resident_mb(pid: int) -> float:
    """Memory that it holds, in MB (2**20 bytes). Raises OSError if it is gone."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 2**20


def resident_mb_of(pid: int) -> float:
    """`resident_mb`, to a tenth."""
    return round(resident_mb(pid), 1)
