"""The secrets: given by the operator, or made once and kept where only we can read them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.channel.secrets import FILE, actions_secret, session_secrets
from bot.store.database import FOLDER_VARIABLE


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "var"))
    return tmp_path / "var" / FILE


def test_the_operators_secrets_in_their_order(kept: Path) -> None:
    given = {"SESSION_SECRETS": " the first of them , and another of them,, "}
    assert session_secrets(given) == (b"the first of them", b"and another of them")
    assert not kept.exists()


def test_a_short_secret_is_refused_and_not_repeated() -> None:
    with pytest.raises(ValueError, match=r"SESSION_SECRETS.*16") as refused:
        session_secrets({"SESSION_SECRETS": "long enough to be used,geheim"})
    assert "geheim" not in str(refused.value)
    with pytest.raises(ValueError, match=r"ACTIONS_SECRET.*16"):
        actions_secret({"ACTIONS_SECRET": "geheim"})


def test_one_is_made_and_kept_for_its_owner_alone(kept: Path) -> None:
    (first,) = session_secrets({})
    assert len(first) >= 32
    assert session_secrets({}) == (first,)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == [FILE], "nothing is left beside it"


def test_servers_that_start_at_once_have_one_secret(kept: Path) -> None:
    code = "from bot.channel.secrets import session_secrets; print(session_secrets({})[0].decode())"
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env={**os.environ})
        for _ in range(3)
    ]
    said = {process.communicate(timeout=120)[0] for process in started}
    assert said == {kept.read_bytes() + b"\n"}


@pytest.mark.parametrize("broken", [b"", b"short"])
def test_a_broken_file_stops_nobody(kept: Path, broken: bytes) -> None:
    kept.parent.mkdir()
    kept.write_bytes(broken)
    (found,) = session_secrets({})
    assert len(found) >= 32
    assert kept.read_bytes() == broken


def test_a_folder_that_cannot_be_written_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "file" / "var"))
    one, two = session_secrets({}), session_secrets({})
    assert one != two
    assert len(one[0]) >= 32


def test_the_action_server_needs_none() -> None:
    assert actions_secret({}) is None
    assert actions_secret({"ACTIONS_SECRET": "a secret of theirs"}) == "a secret of theirs"
