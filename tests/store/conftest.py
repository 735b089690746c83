"""Both databases that the program runs on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import URL_VARIABLE
from tests.postgres import new_database, server

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of these tests' own."""
    with server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The URL of a new database, which the program uses in this test."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'deep' / 'kept.db'}"
    else:
        url = new_database(request.getfixturevalue("postgres"), f"kept{next(_NUMBERS)}")
    monkeypatch.setenv(URL_VARIABLE, url)
    return url
