"""Long work: in a process of its own, one at a time, ended when it is to end, whatever dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.content.load import ROOT
from bot.store.jobs import SILENT, Job
from bot.studio.console.jobs import FOLDER, Busy, Jobs
from bot.studio.console.settings import Settings
from tests.studio.console.conftest import Clock, Console

SLEEPER = """
import os, subprocess, sys, time
open(sys.argv[1], "w").write(f"{os.getpid()} ")
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open(sys.argv[1], "a").write(f"{grandchild.pid} .")
print("学习问法", flush=True)
time.sleep(600)
"""
# A console that starts a job and works on, until it is killed.
OTHER_CONSOLE = """
import sys, time
from pathlib import Path
from bot.studio.console.jobs import Jobs
from bot.studio.console.settings import Settings
jobs = Jobs(Settings(Path(sys.argv[1]), command=(sys.executable, "-c", sys.argv[2])))
print(jobs.start("王警官", "publish", "发布", sys.argv[3]).id, flush=True)
time.sleep(600)
"""


def until(condition: Callable[[], object]) -> None:
    """Waits; that it never comes true is for the tests' own time limit to find."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ended(jobs: Jobs, job: Job) -> Job:
    until(lambda: not jobs.get(job.id).running)
    return jobs.get(job.id)


def pids(file: Path) -> list[int]:
    """The sleeper's and its child's, once both are there."""
    until(lambda: file.exists() and file.read_text().endswith("."))
    return [int(one) for one in file.read_text().split()[:2]]


def gone(pid: int) -> bool:
    """Ended; or a zombie, whom nobody has fetched yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture
def running(opened: Callable[..., Console], project: Path) -> Iterator[Callable[[str], Console]]:
    """running(script): a console whose jobs are this Python script."""
    consoles: list[Console] = []

    def open_(script: str) -> Console:
        consoles.append(opened(project, command=(sys.executable, "-c", script)))
        return consoles[-1]

    yield open_
    for console in consoles:
        job = console.app.state.jobs.running()
        if job:
            console.app.state.jobs.store.stop(job.id, "测试")
            ended(console.app.state.jobs, job)


def test_what_it_prints_and_how_it_ends(running: Callable[[str], Console]) -> None:
    script = "import os, sys; print('第一行'); print('1 秒\\r2 秒', file=sys.stderr); "
    script += "print(os.environ['BOT_USER'], sys.argv[1:], os.getcwd()); sys.exit(int(sys.argv[1]))"
    console = running(script)
    jobs = console.app.state.jobs
    done = ended(jobs, jobs.start("李编辑", "compare", "比较", "0"))
    assert (done.state, done.code, done.who) == ("done", 0, "李编辑")
    assert sorted(jobs.lines(done)) == ["2 秒", f"李编辑 ['0'] {console.root}", "第一行"]
    failed = ended(jobs, jobs.start("李编辑", "compare", "比较", "3"))
    assert (failed.state, failed.code) == ("failed", 3)
    assert [job.id for job in jobs.latest("compare")] == [failed.id, done.id]


def test_the_bots_own_commands(opened: Callable[..., Console], project: Path) -> None:
    """The command is `python -m bot`, with the output of today's program."""
    console = opened(ROOT)
    jobs = console.app.state.jobs
    job = ended(jobs, jobs.start("李编辑", "history", "历史", "history"))
    assert (job.state, jobs.lines(job)[0][:6]) == ("done", "还没有发布过")


def test_its_own_folder(running: Callable[[str], Console]) -> None:
    jobs = running("import sys; open(sys.argv[1], 'w').write('好')").app.state.jobs
    job = ended(jobs, jobs.start("李编辑", "compare", "比较", f"{FOLDER}/compare.html"))
    assert (jobs.folder(job.id) / "compare.html").read_text("utf-8") == "好"


def test_one_at_a_time(running: Callable[[str], Console], tmp_path: Path) -> None:
    jobs = running(SLEEPER).app.state.jobs

    def start(n: int) -> Job | None:
        try:
            return jobs.start("李编辑", "compare", "比较", str(tmp_path / f"pids{n}"))
        except Busy:
            return None

    with ThreadPoolExecutor(8) as pool:
        started = [job for job in pool.map(start, range(8)) if job]
    assert len(started) == 1
    with pytest.raises(Busy) as busy:
        jobs.start("王警官", "publish", "发布", "x")
    assert busy.value.job == jobs.get(started[0].id)


def test_killed_child(running: Callable[[str], Console], tmp_path: Path) -> None:
    """It is told as failed, what it had started ends, and the next may begin."""
    console = running(SLEEPER)
    jobs = console.app.state.jobs
    job = jobs.start("李编辑", "compare", "比较", str(tmp_path / "pids"))
    child, grandchild = pids(tmp_path / "pids")
    os.kill(child, signal.SIGKILL)
    found = ended(jobs, job)
    assert (found.state, found.code) == ("failed", 128 + signal.SIGKILL)
    assert jobs.lines(found) == ["学习问法"]
    until(lambda: gone(grandchild))
    assert console.editor.get("/account").status_code == 200
    assert jobs.start("李编辑", "compare", "比较", str(tmp_path / "again")).running


def test_killed_keeper(running: Callable[[str], Console], tmp_path: Path) -> None:
    jobs = running(SLEEPER).app.state.jobs
    job = jobs.start("李编辑", "compare", "比较", str(tmp_path / "pids"))
    child, grandchild = pids(tmp_path / "pids")
    os.kill(os.getpgid(child), signal.SIGKILL)
    assert ended(jobs, job).state == "failed"
    until(lambda: gone(child) and gone(grandchild))


def test_a_child_that_hangs_is_ended_by_a_button(
    running: Callable[[str], Console], tmp_path: Path
) -> None:
    console = running(SLEEPER)
    jobs = console.app.state.jobs
    job = jobs.start("李编辑", "compare", "比较", str(tmp_path / "pids"))
    child, grandchild = pids(tmp_path / "pids")
    os.kill(child, signal.SIGSTOP)
    os.kill(grandchild, signal.SIGSTOP)
    page = console.editor.get(f"/jobs/{job.id}").text
    assert "正在进行" in page
    assert "学习问法" in page
    assert console.editor.submit(f"/jobs/{job.id}/stop").status_code == 303
    found = ended(jobs, job)
    assert (found.state, found.stopped_by) == ("stopped", "李编辑")
    until(lambda: gone(child) and gone(grandchild))
    assert console.noted("停止任务")[0].detail == {"job": job.id}
    assert "已经结束" in follow(console, f"/jobs/{job.id}/stop")


def follow(console: Console, path: str) -> str:
    return str(console.editor.get(console.editor.submit(path).headers["location"]).text)


def test_an_editor_ends_only_what_is_their_own(
    running: Callable[[str], Console], tmp_path: Path
) -> None:
    console = running(SLEEPER)
    jobs = console.app.state.jobs
    job = jobs.start("王警官", "publish", "发布", str(tmp_path / "pids"))
    assert console.editor.submit(f"/jobs/{job.id}/stop").status_code == 403
    assert jobs.get(job.id).running
    assert console.publisher.submit(f"/jobs/{job.id}/stop").status_code == 303
    assert ended(jobs, job).state == "stopped"


def test_a_killed_console_leaves_nothing_behind(
    running: Callable[[str], Console], clock: Clock, project: Path, tmp_path: Path
) -> None:
    """Not even work that hangs; the restarted console says that it was broken off."""
    jobs = running(SLEEPER).app.state.jobs
    told = [str(project), SLEEPER, str(tmp_path / "pids")]
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER_CONSOLE, *told], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    number = int(other.stdout.readline())
    child, grandchild = pids(tmp_path / "pids")
    os.kill(child, signal.SIGSTOP)
    with pytest.raises(Busy):
        jobs.start("李编辑", "compare", "比较", "x")
    other.kill()
    other.wait()
    until(lambda: gone(child) and gone(grandchild))
    clock.now = time.time() + SILENT + 1
    assert jobs.get(number).state == "broken"
    assert jobs.start("李编辑", "compare", "比较", str(tmp_path / "next")).running


def test_who_was_taken_for_dead_stops(running: Callable[[str], Console], tmp_path: Path) -> None:
    """A console that was silent for long (a machine asleep) must not go on beside the next."""
    jobs = running(SLEEPER).app.state.jobs
    jobs.start("李编辑", "publish", "发布", str(tmp_path / "pids"))
    child, grandchild = pids(tmp_path / "pids")
    jobs.store.break_off(time.time() + 3600)
    until(lambda: gone(child) and gone(grandchild))


def test_a_database_that_is_away_for_a_moment(
    running: Callable[[str], Console], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it did is kept all the same."""
    jobs = running("import time; time.sleep(1); print('好')").app.state.jobs
    away = iter([True] * 2)

    def failing(really: Callable[..., bool]) -> Callable[..., bool]:
        def call(*told: object) -> bool:
            if next(away, False):
                raise sa.exc.OperationalError("SELECT", {}, Exception("away"))
            return really(*told)

        return call

    for name in ("beat", "end"):
        monkeypatch.setattr(jobs.store, name, failing(getattr(jobs.store, name)))
    found = ended(jobs, jobs.start("李编辑", "compare", "比较"))
    assert (found.state, jobs.lines(found)) == ("done", ["好"])


def test_it_cannot_be_started(running: Callable[[str], Console], project: Path) -> None:
    jobs = Jobs(Settings(project / "nowhere"))
    running("")
    with pytest.raises(OSError, match="nowhere"):
        jobs.start("李编辑", "compare", "比较")
    assert jobs.running() is None


def test_its_page(running: Callable[[str], Console]) -> None:
    console = running("print('<script>alert(1)</script>')")
    jobs = console.app.state.jobs
    assert "还没有做过" in console.editor.get("/jobs").text
    job = ended(jobs, jobs.start("李编辑", "compare", "比较 <b>", "x"))
    for path in ("/jobs", f"/jobs/{job.id}"):
        page = console.editor.get(path).text
        assert "比较 &lt;b&gt;" in page
        assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    for number in ("999", "9" * 30, "-1", "x"):
        assert console.editor.get(f"/jobs/{number}").status_code == 404


def test_the_page_goes_on_when_it_has_ended(running: Callable[[str], Console]) -> None:
    console = running("")
    jobs = console.app.state.jobs
    job = ended(jobs, jobs.start("李编辑", "compare", "比较"))
    asks = {"HX-Request": "true"}
    part = console.editor.get(f"/jobs/{job.id}?then=/audit", headers=asks)
    assert part.headers["hx-redirect"] == "/audit"
    assert "hx-trigger" not in part.text
    assert json.loads(part.headers["hx-trigger"]) == {"job-ended": "比较：完成"}
    foreign = console.editor.get(f"/jobs/{job.id}?then=//evil.example", headers=asks)
    assert foreign.headers["hx-redirect"] == "/"


def test_a_page_is_left_alone_while_there_is_nothing_new(
    running: Callable[[str], Console], tmp_path: Path
) -> None:
    console = running(SLEEPER)
    job = console.app.state.jobs.start("李编辑", "compare", "比较", str(tmp_path / "pids"))
    until(lambda: console.app.state.jobs.lines(job) == ["学习问法"])
    asks = {"HX-Request": "true"}
    part = console.editor.get(f"/jobs/{job.id}", headers=asks)
    seen = part.text.partition("seen=")[2].partition('"')[0]
    again = console.editor.get(f"/jobs/{job.id}?seen={seen}", headers=asks)
    assert (part.status_code, again.status_code) == (200, 204)
    assert console.editor.get(f"/jobs/{job.id}?seen=0", headers=asks).status_code == 200


def test_what_old_jobs_left_is_removed(running: Callable[[str], Console]) -> None:
    jobs = running("").app.state.jobs
    old = jobs.folder(10_000)
    old.mkdir(parents=True)
    job = ended(jobs, jobs.start("李编辑", "compare", "比较"))
    assert not old.exists()
    assert jobs.folder(job.id).exists()
