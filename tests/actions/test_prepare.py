"""The action server reads what it answers from before it is asked."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa_sdk import Tracker

from actions import common
from bot.content import live


def test_nothing_is_read_when_somebody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    live._working.cache_clear()
    common.prepare()

    def read() -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(live, "load_or_fail", read)
    asking = Tracker("a", {}, {}, [], False, None, {}, None)
    assert common.content(asking).topics


def test_it_starts_while_the_database_is_away(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> None:
        raise sa.exc.OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(common, "VersionStore", away)
    with caplog.at_level(logging.WARNING, "actions.common"):
        common.prepare()
    assert "OperationalError" in caplog.text
