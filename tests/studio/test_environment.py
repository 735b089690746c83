"""What Rasa's servers are started with is understood by the libraries that it is meant for."""

from __future__ import annotations

import subprocess
import sys

from bot.studio.environment import quieted


def test_sanic_does_without_uvloop() -> None:
    code = "from sanic import Sanic; print(Sanic('any').config.USE_UVLOOP)"
    ran = subprocess.run(
        [sys.executable, "-c", code], env=quieted(), capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "False"
