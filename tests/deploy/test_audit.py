"""The list of advisories is judged and about what is pinned; a silence is no all-clear."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.load import ROOT
from deploy import audit

TOLD = yaml.safe_load(audit.LIST.read_text("utf-8"))
PINS = audit.pinned(audit.LOCK.read_text("utf-8"))


def test_every_package_is_hash_locked_and_no_index_is_named() -> None:
    for name in ("base", "dev", "checkers", "bench"):
        lock = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
        for block in re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]:
            assert "--hash=sha256:" in block, block
        # Options that name where packages come from are lines of their own.
        assert re.findall(r"^-.*", lock, re.MULTILINE) == []
        assert "http" not in re.sub(r"^[a-z].*==|^ *#.*", "", lock, flags=re.MULTILINE)


def test_every_advisory_is_judged() -> None:
    for one in TOLD["advisories"]:
        assert one["package"] in PINS, f"{one['package']} is not pinned any more"
        assert len(one["why"]) > 15, one["ids"]


def test_the_page_is_written_from_the_list() -> None:
    assert audit.PAGE.read_text("utf-8") == audit.page(TOLD, PINS), "make advisories"


def test_what_the_pinned_versions_are_in() -> None:
    hit = {name for one in TOLD["advisories"] if audit.touches(one, PINS) for name in one["ids"]}
    assert {"CVE-2025-47273", "CVE-2024-52304"} <= hit
    assert not {"CVE-2024-49375", "CVE-2022-35920"} & hit, "the pins are the fixed versions"


def test_offline_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main(["--offline"]) == 0
    assert "没有在线核对" in capsys.readouterr().out


def answer_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Any) -> None:
    """A pip-audit that says this."""
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat <<'E'\n{json.dumps(told)}\nE\n")
    program.chmod(0o755)
    monkeypatch.setattr(audit, "PIP_AUDIT", program)


def test_that_nothing_could_be_audited_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It exits with 0 and «No known vulnerabilities found»."""
    skipped = {"name": "rasa", "skip_reason": "Dependency not found on PyPI"}
    answer_of(tmp_path, monkeypatch, {"dependencies": [skipped]})
    assert audit.asked_online(PINS) is None


def test_what_is_not_judged_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = {"id": "PYSEC-2025-49", "aliases": ["CVE-2025-47273"]}
    new = {"id": "CVE-2027-0001", "aliases": []}
    told = {"name": "setuptools", "version": "70.3.0", "vulns": [known]}
    answer_of(tmp_path, monkeypatch, {"dependencies": [told]})
    assert audit.main([]) == 0
    told["vulns"] = [known, new]
    answer_of(tmp_path, monkeypatch, {"dependencies": [told]})
    assert audit.main([]) == 1
    assert "CVE-2027-0001" in capsys.readouterr().out
