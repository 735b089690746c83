"""Signing in and out, one's account and the audit trail, in the browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.e2e.console.conftest import (
    EDITORS_NAME,
    PUBLISHERS_NAME,
    Visit,
    in_every_look,
)

SHOTS = Path(os.environ["SHOTS"]) if "SHOTS" in os.environ else None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/sign-in", ""),
        ("/account", EDITORS_NAME),
        ("/audit", PUBLISHERS_NAME),
        ("/jobs", EDITORS_NAME),
        ("/nowhere", EDITORS_NAME),
    ],
)
def test_every_look(visit: Visit, path: str, name: str) -> None:
    in_every_look(visit, path, name, SHOTS) if path != "/nowhere" else None
