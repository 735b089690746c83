"""Files written in one step, and known again."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

TEMPORARY = ".importing"  # no ending that is read as content


def put(path: Path, new: bytes | None) -> None:
    """The file says `new`, or is gone, in one step."""
    if new is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}{TEMPORARY}")
    write(temporary, new)
    if path.exists():
        shutil.copymode(path, temporary)
    os.replace(temporary, path)
    sync(path.parent)


def write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def mark(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()
