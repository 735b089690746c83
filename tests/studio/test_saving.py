"""Saving: the whole file or none of it, whatever happens; nobody's change is overwritten."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from bot.content.load import ROOT
from bot.studio.saving import Busy, Changed, mark, save
from bot.studio.sheets import journal

FILE = "data/faq/scam/x.yml"
OLD, NEW = "旧".encode() * 100_000, "新".encode() * 120_000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_bytes(OLD)
    return tmp_path


def content_files(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "data").rglob("*.yml"))


def test_saves_and_keeps_the_mode(root: Path) -> None:
    (root / FILE).chmod(0o640)
    save(root, FILE, mark(OLD), NEW)
    assert (root / FILE).read_bytes() == NEW
    assert (root / FILE).stat().st_mode & 0o777 == 0o640
    assert content_files(root) == ["x.yml"]


def test_new_file_only_where_none_is(root: Path) -> None:
    save(root, "data/faq/new/y.yml", "", NEW)
    assert (root / "data/faq/new/y.yml").read_bytes() == NEW
    with pytest.raises(Changed) as caught:
        save(root, "data/faq/new/y.yml", "", OLD)
    assert caught.value.now == NEW


@pytest.mark.parametrize("there", [NEW, None])
def test_what_somebody_changed_is_not_overwritten(root: Path, there: bytes | None) -> None:
    (root / FILE).unlink() if there is None else (root / FILE).write_bytes(there)
    noted: list[int] = []
    with pytest.raises(Changed) as caught:
        save(root, FILE, mark(OLD), b"mine", lambda: noted.append(1))
    assert caught.value.now == there
    assert noted == []
    assert ((root / FILE).read_bytes() if there is not None else None) == there


def test_of_many_at_once_one_wins(root: Path) -> None:
    won: list[int] = []
    lost: list[bytes | None] = []

    def attempt(number: int) -> None:
        try:
            save(root, FILE, mark(OLD), b"%d" % number)
            won.append(number)
        except Changed as changed:
            lost.append(changed.now)

    threads = [threading.Thread(target=attempt, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert lost == [b"%d" % won[0]] * 11
    assert (root / FILE).read_bytes() == b"%d" % won[0]


def test_an_import_in_the_way(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.studio.saving._PATIENCE", 0.1)
    with journal.alone(root), pytest.raises(Busy):
        save(root, FILE, mark(OLD), NEW)
    assert (root / FILE).read_bytes() == OLD


def test_who_does_it_is_noted_before(root: Path) -> None:
    def fail() -> None:
        assert (root / FILE).read_bytes() == OLD
        raise OSError("the database is away")

    with pytest.raises(OSError, match="away"):
        save(root, FILE, mark(OLD), NEW, fail)
    assert (root / FILE).read_bytes() == OLD


# The child is killed at the n-th line that it runs of the modules that save.
CHILD = """
import os, signal, sys
from pathlib import Path
from bot.studio import saving
from bot.studio.sheets import disk, journal

WATCHED = {module.__file__ for module in (saving, disk, journal)}
left = int(sys.argv[2])

def step(frame, event, _):
    global left
    if frame.f_code.co_filename not in WATCHED:
        return None
    if event == "line":
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return step

old, new = Path(sys.argv[3]).read_bytes(), Path(sys.argv[4]).read_bytes()
sys.settrace(step)
saving.save(Path(sys.argv[1]), sys.argv[5], saving.mark(old), new)
sys.settrace(None)
"""


def killed_at(root: Path, line: int, texts: Path) -> int:
    arguments = [str(root), str(line), str(texts / "old"), str(texts / "new"), FILE]
    return subprocess.run([sys.executable, "-c", CHILD, *arguments], cwd=ROOT).returncode


def test_killed_at_every_step_the_file_is_whole(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    texts = tmp_path_factory.mktemp("texts")
    (texts / "old").write_bytes(OLD)
    (texts / "new").write_bytes(NEW)
    seen: list[bytes] = []
    line, code = 0, -signal.SIGKILL
    while code == -signal.SIGKILL:
        (root / FILE).write_bytes(OLD)
        code = killed_at(root, line, texts)
        seen.append((root / FILE).read_bytes())
        assert seen[-1] in (OLD, NEW), f"torn at step {line}"
        assert content_files(root) == ["x.yml"]
        line += 1
    assert code == 0
    assert line > 15
    assert seen.count(OLD) > 10
    assert seen.count(NEW) > 1  # some are killed after the switch
    (root / FILE).write_bytes(OLD)
    save(root, FILE, mark(OLD), NEW)  # nothing that was left behind is in the way
    assert (root / FILE).read_bytes() == NEW
    assert not [path for path in (root / "data").rglob("*") if path.is_file()][1:]


def test_a_full_disk_leaves_the_old_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        save(root, FILE, mark(OLD), NEW)
    assert (root / FILE).read_bytes() == OLD
