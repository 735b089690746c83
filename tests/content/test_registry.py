"""The registry of numbers, on a fixed clock."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.checks import check, errors
from bot.content.checks.registry import ALWAYS
from bot.content.load import Content
from bot.content.problems import Severity
from bot.studio.check import run

EXPIRES = datetime.date(2027, 5, 22)


@pytest.mark.parametrize(
    ("days_before", "severity"),
    [(31, None), (30, Severity.WARNING), (1, Severity.WARNING), (0, Severity.BLOCKER)],
)
def test_expiry_warns_then_blocks_publishing_never_a_start(
    project: Path, days_before: int, severity: Severity | None
) -> None:
    _, problems = check(project, EXPIRES - datetime.timedelta(days=days_before))
    about = {p.severity for p in problems if "到期" in p.message}
    assert about == ({severity} if severity else set())
    assert errors(problems) == []


def test_expired_number_fails_only_the_check_for_publishing(
    project: Path, edit: Callable[[str, str, str], None]
) -> None:
    edit("data/hotlines.yml", "checked: 2026-11-22", "checked: 2020-01-01")
    edit("data/hotlines.yml", "expires: 2027-05-22", "expires: 2020-07-01")
    assert run(project) == 0
    assert run(project, publishing=True) == 1


def test_numbers_that_save_lives_can_be_called(content: Content) -> None:
    for key in ALWAYS:
        assert content.hotlines[key].callable


def test_doubtful_numbers_are_kept_but_never_shown(content: Content) -> None:
    doubtful = "0712-96110 12110712 12363 96599 95118 9510211 400-8822-528 95152 950616 956025"
    for key in doubtful.split():
        assert not content.hotlines[key].showable


def test_receive_only_and_text_message_numbers_are_not_dialled(content: Content) -> None:
    for key in ("12381", "10699000", "12110", "10086999", "www.12377.cn", "国家反诈中心"):
        assert content.hotlines[key].showable
        assert not content.hotlines[key].callable


def test_every_entry_says_where_it_comes_from_and_when_to_use_it(content: Content) -> None:
    assert len(content.hotlines) >= 60
    for hotline in content.hotlines.values():
        assert hotline.source.startswith("facts ")
        assert hotline.when
        assert hotline.use
