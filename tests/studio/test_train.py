"""The process that trains the Rasa model: it makes nothing that its name would not be true of."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.content.load import ROOT, Content
from bot.studio.environment import quieted
from bot.studio.train import fingerprint


def train_now(name: str, said: bytes) -> tuple[int, str]:
    command = [sys.executable, "-m", "bot", "train-now", name]
    done = subprocess.run(command, cwd=ROOT, env=quieted(), input=said, capture_output=True)
    return done.returncode, done.stdout.decode()


def test_not_for_content_that_has_changed_since() -> None:
    code, says = train_now("0123456789abcdef", b"\n")
    assert (code, "又改了" in says) == (1, True)
    assert not list((ROOT / "models").glob("0123456789abcdef*"))


def test_not_when_who_started_it_has_ended(model: Path, content: Content) -> None:
    made = model.stat().st_mtime
    code, _ = train_now(fingerprint(content), b"")
    assert code == 1
    assert model.stat().st_mtime == made, "not made anew"
