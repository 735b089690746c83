"""Guessing passwords: locked after five failures, also when they come at once; unknown names are
answered like known ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.studio.console import accounts
from bot.studio.console.accounts import ADDRESS_WINDOW, FAILURES, LOCKED
from tests.studio.console.conftest import PASSWORD, Console, Visitor

WRONG = "猜猜猜猜猜猜猜猜猜猜猜{}"
UNKNOWN = ["没有这个人", "", "王警官' OR 1=1 --", "x" * 5000, "\u202e王", "王\0"]


def guess(console: Console, name: str, times: int) -> list[int]:
    visitor = console.anybody
    return [visitor.sign_in(name, WRONG.format(n)).status_code for n in range(times)]


def test_locked_even_for_the_right_password(console: Console) -> None:
    assert guess(console, "王警官", FAILURES) == [401] * FAILURES
    assert console.anybody.sign_in("王警官").status_code == 401
    assert console.publisher.get("/account").status_code == 200, "who is signed in goes on"
    assert Visitor(console.app).sign_in("李编辑").status_code == 303, "others are not locked"
    console.clock.now += LOCKED - 1
    assert console.anybody.sign_in("王警官").status_code == 401
    console.clock.now += 1
    assert console.anybody.sign_in("王警官").status_code == 303
    assert console.noted("密码不对")[0].detail == {"结果": "账号锁定十五分钟"}


def test_failures_are_forgotten_after_a_success(console: Console) -> None:
    for _ in range(3):
        guess(console, "王警官", FAILURES - 1)
        assert Visitor(console.app).sign_in("王警官").status_code == 303


def test_locked_again_after_the_lock(console: Console) -> None:
    guess(console, "王警官", FAILURES)
    console.clock.now += LOCKED
    guess(console, "王警官", FAILURES)
    assert console.anybody.sign_in("王警官").status_code == 401


def test_all_at_once(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of forty guesses at the same moment at most five are compared with the password."""
    store, compared = console.app.state.accounts, []
    kept = store.get("王警官").password
    monkeypatch.setattr(accounts, "verified", lambda *pair: bool(compared.append(pair[0])))
    monkeypatch.setattr(accounts, "ADDRESS_FAILURES", 1000)
    visitors = [Visitor(console.app) for _ in range(8)]
    for visitor in visitors:
        assert visitor.csrf

    def five(visitor: Visitor) -> list[int]:
        return [
            visitor.sign_in("王警官", f"猜猜猜猜猜猜猜猜猜猜猜{n}").status_code for n in range(5)
        ]

    with ThreadPoolExecutor(8) as pool:
        statuses = [status for found in pool.map(five, visitors) for status in found]
    assert statuses == [401] * 40
    assert (len(compared), compared.count(kept)) == (40, FAILURES)
    assert store.get("王警官").locked_until == console.clock.now + LOCKED


@pytest.mark.parametrize("name", UNKNOWN, ids=range(len(UNKNOWN)))
def test_unknown_names_are_answered_like_known_ones(console: Console, name: str) -> None:
    known = console.anybody.sign_in("王警官", WRONG)
    unknown = console.anybody.sign_in(name, WRONG)
    assert (unknown.status_code, unknown.text) == (known.status_code, known.text)


def test_unknown_names_cost_as_much(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is compared with a password once: known, unknown, disabled, locked."""
    compared = []
    monkeypatch.setattr(accounts, "verified", lambda *pair: bool(compared.append(pair)))
    console.app.state.accounts.change("李编辑", active=False)
    guess(console, "王警官", FAILURES + 1)
    guess(console, "李编辑", 1)
    guess(console, "没有这个人", 1)
    assert len(compared) == FAILURES + 3


def test_an_address_that_tries_many_names_is_slowed(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "ADDRESS_FAILURES", 6)
    for n in range(6):
        guess(console, f"某人{n}", 1)
    written = len(console.noted("密码不对"))
    assert console.anybody.sign_in("王警官").status_code == 401
    assert len(console.noted("密码不对")) == written, "the trail is not flooded"
    console.clock.now += ADDRESS_WINDOW
    assert console.anybody.sign_in("王警官").status_code == 303


def test_what_was_typed_as_a_name_is_not_kept(console: Console) -> None:
    guess(console, PASSWORD, 1)
    assert console.noted("密码不对")[0].what == "（没有这个账号）"
    assert PASSWORD not in str(console.noted())


def test_too_many_at_a_time_are_asked_to_wait(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accounts, "_WAITING", accounts.threading.Semaphore(0))
    answer = console.anybody.sign_in("王警官")
    assert answer.status_code == 503
    assert "正忙" in answer.text
    assert answer.headers["retry-after"] == "5"
