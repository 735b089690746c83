"""All files or none: what they said before is kept until the new ones are found to be right.

The journal is a folder that holds the old files while new ones are written. If it is still there
at the next start, the program died in between, and `recover` puts the old files back.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.studio.sheets.disk import TEMPORARY, mark, put, sync, write

FOLDER = "var/import-unfinished"
_STEP = 0.02


class Busy(Exception):
    """Somebody else is importing or saving."""


@contextmanager
def alone(root: Path, patience: float = 0) -> Iterator[None]:
    """Nobody else imports or saves meanwhile; the lock goes with the process.

    Raises Busy if it is not to be had within so many seconds.
    """
    (root / "var").mkdir(exist_ok=True)
    handle = os.open(root / "var", os.O_RDONLY)
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError as error:
            if time.monotonic() >= until:
                os.close(handle)
                raise Busy from error
            time.sleep(_STEP)
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def replacing(root: Path, files: dict[str, bytes | None]) -> Iterator[Callable[[], None]]:
    """Writes `files` (None: removes) and keeps them if the block calls what it is given.

    Otherwise, and if anything is raised, every file is again as it was.
    """
    _keep(root, files)
    accepted = False

    def accept() -> None:
        nonlocal accepted
        accepted = True

    try:
        for path, new in files.items():
            put(root / path, new)
        yield accept
    finally:
        if not accepted:
            _restore(root)
        _drop(root)


def unfinished(root: Path) -> bool:
    """Whether an import died in the middle."""
    return (root / FOLDER / "files.json").exists()


def recover(root: Path) -> list[str]:
    """Puts back what an import that died left half done; says what was done, file by file."""
    shutil.rmtree(_aside(root, "new"), ignore_errors=True)
    shutil.rmtree(_aside(root, "old"), ignore_errors=True)
    if not unfinished(root):
        return []
    told, kept = _restore(root, careful=True)
    if kept:
        target = _aside(root, f"kept-{os.getpid()}")
        os.replace(root / FOLDER, target)
        told.append(f"  原来的内容留在 {target.relative_to(root)}")
    else:
        _drop(root)
    return told


def _aside(root: Path, name: str) -> Path:
    return root / f"{FOLDER}-{name}"


def _keep(root: Path, files: dict[str, bytes | None]) -> None:
    """The journal appears at once and whole, by renaming its folder."""
    folder = _aside(root, "new")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    entries = []
    for number, (path, new) in enumerate(files.items()):
        there = (root / path).exists()
        if there:
            write(folder / str(number), (root / path).read_bytes())
        old = str(number) if there else None
        entries.append({"path": path, "old": old, "new": mark(new)})
    write(folder / "files.json", json.dumps(entries).encode())
    os.replace(folder, root / FOLDER)
    sync(root / "var")


def _restore(root: Path, careful: bool = False) -> tuple[list[str], bool]:
    """Puts the old files back; `careful` leaves alone what somebody has edited since.

    Returns what was done, and whether anything was left alone.
    """
    folder, told, kept = root / FOLDER, [], False
    for entry in json.loads((folder / "files.json").read_bytes()):
        path = root / entry["path"]
        path.with_name(f"{path.name}{TEMPORARY}").unlink(missing_ok=True)
        old = (folder / entry["old"]).read_bytes() if entry["old"] else None
        now = path.read_bytes() if path.exists() else None
        if now == old:
            continue
        if careful and mark(now) != entry["new"]:
            told.append(f"  没有动 {entry['path']}：中断以后又有人改过")
            kept = True
            continue
        put(path, old)
        told.append(f"  恢复了 {entry['path']}")
    return told, kept


def _drop(root: Path) -> None:
    """The journal disappears at once, by renaming its folder."""
    if (root / FOLDER).exists():
        shutil.rmtree(_aside(root, "old"), ignore_errors=True)
        os.replace(root / FOLDER, _aside(root, "old"))
        shutil.rmtree(_aside(root, "old"), ignore_errors=True)
