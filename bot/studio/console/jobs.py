"""Long work in a process of its own: started here, kept in the database, looked at by pages.

A crash of the work does not take the console down; a crash of the console ends the work (keeper).
"""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from bot.content.clock import CHINA
from bot.store.database import folder
from bot.store.jobs import BROKEN, DONE, FAILED, RUNNING, SILENT, STOPPED, Job, JobStore
from bot.studio.console.settings import Settings
from bot.studio.environment import quieted

# What a state is called, and the kind of its badge.
STATES = {
    RUNNING: ("正在进行", "look"),
    DONE: ("完成", "good"),
    FAILED: ("没有成功", "bad"),
    STOPPED: ("被停下", "plain"),
    BROKEN: ("中断，结果不明", "bad"),
}
FOLDER = "{folder}"  # in an argument: the job's own folder, for files that it writes
_KEEPER = Path(__file__).with_name("keeper.py")
_LOOK, _ASKED = 0.5, 60  # seconds; how often
_MOST, _KEPT = 200_000, 30  # bytes of output; jobs whose files stay


class Busy(Exception):
    """Another job has the turn; `job` is that one, if it has not ended this moment."""

    def __init__(self, job: Job | None) -> None:
        super().__init__(job.title if job else "")
        self.job = job


class Jobs:
    """Starts and stops them, and tells what they have printed so far."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self.store = settings, JobStore()

    def start(self, who: str, kind: str, title: str, *arguments: str) -> Job:
        """Runs `python -m bot <arguments>` as `who`. Raises Busy."""
        now = self._settings.clock()
        job = Job(kind, title, who, list(arguments), self._shown(now), now)
        self._tidy()
        number = self.store.begin(job)
        if number is None:
            raise Busy(self.store.running())
        try:
            process = self._process(number, who, arguments)
        except OSError:
            self.store.end(number, BROKEN, None, self._shown(now), "")
            raise
        threading.Thread(target=self._watch, args=(number, process), daemon=True).start()
        started = self.store.get(number)
        assert started is not None
        return started

    def get(self, number: int) -> Job | None:
        """A job; those that nobody works on any more are broken off."""
        self.store.break_off(self._settings.clock() - SILENT)
        return self.store.get(number)

    def latest(self, kind: str | None = None, most: int = 20) -> Sequence[Job]:
        self.store.break_off(self._settings.clock() - SILENT)
        return self.store.latest(kind, most)

    def running(self) -> Job | None:
        self.store.break_off(self._settings.clock() - SILENT)
        return self.store.running()

    def folder(self, number: int) -> Path:
        """Where a job may leave files."""
        return folder() / "console" / f"job-{number}"

    def lines(self, job: Job) -> list[str]:
        """What it has printed; of a line that was written over, what stood there last."""
        text = self._printed(job.id) if job.running else job.output
        return _lines(text)

    def _process(self, number: int, who: str, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        own = self.folder(number)
        own.mkdir(parents=True, exist_ok=True)
        given = [one.replace(FOLDER, str(own)) for one in arguments]
        with (own / "output").open("wb") as out:
            return subprocess.Popen(
                [sys.executable, str(_KEEPER), *self._settings.command, *given],
                cwd=self._settings.root,
                env={**quieted(), "BOT_USER": who, "COLUMNS": "100", "NO_COLOR": "1"},
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _watch(self, number: int, process: subprocess.Popen[bytes]) -> None:
        """Until it ends, is to be stopped, or somebody else was given the turn."""
        asked_to_stop = False
        while _runs(process):
            with contextlib.suppress(sa.exc.DBAPIError):  # busy or away: the next beat
                mine = self.store.beat(number, self._settings.clock())
                job = self.store.get(number)
                asked_to_stop = bool(job and job.stopped_by)
                if asked_to_stop or not mine:
                    break
        _end(process)
        state = STOPPED if asked_to_stop else DONE if process.returncode == 0 else FAILED
        self._keep(number, state, process.returncode)

    def _keep(self, number: int, state: str, code: int) -> None:
        """Stores how it ended; a database that is busy or away is asked again for a while."""
        ended, printed = self._shown(self._settings.clock()), self._printed(number)
        for _ in range(_ASKED):
            with contextlib.suppress(sa.exc.DBAPIError):
                self.store.end(number, state, code, ended, printed)
                return
            time.sleep(_LOOK)

    def _tidy(self) -> None:
        """Removes what older jobs have left."""
        known = {f"job-{job.id}" for job in self.store.latest(most=_KEPT)}
        for left in (folder() / "console").glob("job-*"):
            if left.name not in known:
                shutil.rmtree(left, ignore_errors=True)

    def _printed(self, number: int) -> str:
        try:
            with (self.folder(number) / "output").open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - _MOST))
                return file.read().decode("utf-8", "replace").replace("\0", "")
        except OSError:
            return ""

    def _shown(self, moment: float) -> str:
        here = datetime.datetime.fromtimestamp(moment, CHINA).replace(tzinfo=None)
        return here.isoformat(" ", "seconds")


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r").rpartition("\r")[2] for line in text.rstrip("\n").split("\n")]


def _runs(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(_LOOK)
    except subprocess.TimeoutExpired:
        return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends it and whatever it started, even what was made to stand still."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin:
        with contextlib.suppress(OSError):
            process.stdin.close()
