"""What it was measured on and with."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bot.content.load import ROOT

_PACKAGES = ("rasa", "rasa-sdk", "tensorflow", "numpy", "scipy", "scikit-learn", "SQLAlchemy")


def told() -> dict[str, Any]:
    """Processor, memory, versions, commit: nothing that names a place."""
    return {
        "machine": {
            "system": platform.system(),
            "architecture": platform.machine(),
            "processor": _field("/proc/cpuinfo", "model name"),
            "cores": os.cpu_count(),
            "memory_gb": round(int(_field("/proc/meminfo", "MemTotal").split()[0]) / 2**20, 1),
        },
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in _PACKAGES},
            "locust": _locked("locust"),
            "postgresql": _said(["psql", "--version"]).split()[2],
            "redis": _said(["redis-server", "--version"]).split()[2].removeprefix("v="),
            "commit": _said(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]) or "unknown",
        },
    }


def line(known: dict[str, Any]) -> str:
    """The machine in one line."""
    it, of = known["machine"], known["versions"]
    return (
        f"{it['processor']}, {it['cores']} cores, {it['memory_gb']} GB, {it['system']}; "
        f"Python {of['python']}, Rasa {of['rasa']}, locust {of['locust']}, "
        f"PostgreSQL {of['postgresql']}, Redis {of['redis']}"
    )


def _field(path: str, name: str) -> str:
    for row in Path(path).read_text().splitlines():
        if row.startswith(name):
            return row.partition(":")[2].strip()
    return "unknown"


def _locked(package: str) -> str:
    """The version that the benchmark's own environment has."""
    rows = (ROOT / "requirements/bench.txt").read_text("utf-8").splitlines()
    (found,) = (row for row in rows if row.startswith(f"{package}=="))
    return found.partition("==")[2].rstrip(" \\")


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()
