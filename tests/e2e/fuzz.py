"""Requests made up from docs/widget-api.yml (schemathesis) against a running server.

`make fuzz` sends 10,000; the tests a few hundred. Nothing may answer 5xx, take what is forbidden,
or answer otherwise than the file says.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.content.load import ROOT
from bot.studio.check import content_or_exit
from bot.studio.train import ensure_model
from tests.e2e.conftest import Server, running

API = ROOT / "docs" / "widget-api.yml"
CASES = 10_000
_GENERATED = re.compile(r"(\d[\d,]*) generated")
# Cases of each operation: with a thousand, Hypothesis 6.168 trips over its own optimiser.
_PER_ROUND = 300


def fuzz(server: Server, examples: int, *options: str) -> tuple[int, str]:
    """How many cases were sent, so many of each operation at most, and what was said.

    Raises AssertionError if one of them broke the contract.
    """
    program = [sys.executable, "-m", "schemathesis.cli", "run", str(API)]
    url = ["--url", f"{server.url}/webhooks/chat", "--max-examples", str(examples)]
    with TemporaryDirectory() as folder:  # it keeps what it found in the working folder
        run = subprocess.run(
            [*program, *url, "--no-color", *options], cwd=folder, capture_output=True, text=True
        )
    said = run.stdout + run.stderr
    assert run.returncode == 0, said
    found = _GENERATED.search(said)
    assert found is not None, said
    return int(found.group(1).replace(",", "")), said


def main() -> None:
    model, sent = ensure_model(content_or_exit()), 0
    with TemporaryDirectory() as folder:
        more = {"SESSION_LIMIT": "1000000"}
        with running(model, Path(folder) / "log", more=more) as server:
            while sent < CASES:  # each round with another seed
                sent += fuzz(server, _PER_ROUND)[0]
                print(f"{sent} cases, no 5xx, the contract kept", flush=True)
            log = (Path(folder) / "log").read_text("utf-8", "replace")
            assert "Traceback" not in log, log[-5000:]


if __name__ == "__main__":
    main()
