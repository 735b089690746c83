"""The locks: complete as they stand, and naming no place to get packages from."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.content.load import ROOT

LEFT_OUT = "django-htmx {} requires django, which is not installed."


def test_nothing_is_missing_but_what_is_left_out() -> None:
    """Packages are installed as locked, without dependencies: a gap would show only when used."""
    checked = subprocess.run(
        [sys.executable, "-m", "pip", "check"], stdout=subprocess.PIPE, text=True
    )
    (said,) = checked.stdout.splitlines()
    assert said == LEFT_OUT.format(said.split()[1])


@pytest.mark.parametrize("name", ["base.txt", "dev.txt"])
def test_no_address(name: str) -> None:
    text = (ROOT / "requirements" / name).read_text("utf-8")
    assert "://" not in text
    assert "--index" not in text


def test_htmx_is_there_without_django() -> None:
    assert find_spec("django") is None
    found = find_spec("django_htmx")
    assert found is not None
    assert found.origin is not None
    path = Path(found.origin).parent / "static" / "django_htmx" / "htmx-2.min.js"
    assert 'version:"2.' in path.read_text("utf-8")
