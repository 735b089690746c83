"""Passwords, and what happens when they are guessed."""

from __future__ import annotations

import re
import threading
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.content.clock import here
from bot.store.console import LONGEST_NAME, Account, AccountStore

SHORTEST, LONGEST = 12, 200
FAILURES, LOCKED = 5, 15 * 60  # per account
ADDRESS_FAILURES, ADDRESS_WINDOW, ADDRESSES = 30, 15 * 60, 10_000
_NAME = re.compile(r"[^\W_](?:[\w .·-]*\w)?\Z")
_HASHER = PasswordHasher()
_NOBODYS = _HASHER.hash("nobody has this password")
_AT_ONCE = threading.Semaphore(2)  # each takes 64 MB
_WAITING = threading.Semaphore(10)  # fewer than there are threads: others must get their pages


class Refused(Exception):
    """An account or a password that cannot be; says why, in Chinese."""


class Busy(Exception):
    """Too many passwords are being judged at this moment."""


def name_of(given: str) -> str:
    """The name as it is kept. Raises Refused."""
    name = unicodedata.normalize("NFKC", given).strip()
    if not _NAME.match(name) or len(name) > LONGEST_NAME:
        raise Refused(
            f"“{given[:LONGEST_NAME]}”不能作姓名 → 用汉字、字母、数字，最多 {LONGEST_NAME} 个字"
        )
    return name


def hashed(password: str, name: str) -> str:
    """What is kept of a password. Raises Refused if it is too weak."""
    if len(password) < SHORTEST:
        raise Refused(f"密码太短 → 至少 {SHORTEST} 个字，可以用一句话")
    if len(password) > LONGEST:
        raise Refused(f"密码太长 → 最多 {LONGEST} 个字")
    if len(set(password)) < 5 or name.lower() in password.lower():
        raise Refused("密码太好猜 → 不要用同一个字重复，也不要带姓名")
    with _AT_ONCE:
        return _HASHER.hash(password)


def add(store: AccountStore, given: str, role: str, password: str) -> str:
    """Opens an account; its name. Raises Refused."""
    name = name_of(given)
    account = Account(name, hashed(password, name), role, True, here().isoformat(" ", "seconds"))
    if not store.add(account):
        raise Refused(f"已经有“{name}”了 → 换密码用 account password")
    return name


class Door:
    """Judges who wants to come in. Whatever is wrong, the answer is the same and takes as long."""

    def __init__(self, store: AccountStore, clock: Callable[[], float] = time.time) -> None:
        self._store, self._clock = store, clock
        self._tries: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = threading.Lock()

    def admits(self, given: str, password: str, address: str) -> Account | None:
        """The account, or nothing: wrong, unknown, disabled, locked, or too much from there.

        Raises Busy if too many passwords are being judged already.
        """
        name = _name_or_nothing(given)
        if not self._may_try(address):
            return None
        tried = self._store.may_try(name, self._clock(), FAILURES, LOCKED)
        account = self._store.get(name) if tried else None
        if not verified(account.password if account else _NOBODYS, password) or account is None:
            return None
        self._store.succeeded(name)
        self._forgive(address)
        return account

    def known(self, given: str) -> Account | None:
        """Whose name this is."""
        name = _name_or_nothing(given)
        return self._store.get(name) if name else None

    def braked(self, address: str) -> bool:
        """Whether there were too many failures from this address lately."""
        with self._lock:
            return len(self._recent(address)) >= ADDRESS_FAILURES

    def _may_try(self, address: str) -> bool:
        """Counts the attempt before it is judged: attempts at the same moment count too."""
        with self._lock:
            recent = self._recent(address)
            if len(recent) >= ADDRESS_FAILURES:
                return False
            self._tries[address] = [*recent, self._clock()]
            self._tries.move_to_end(address)
            while len(self._tries) > ADDRESSES:
                self._tries.popitem(last=False)
            return True

    def _forgive(self, address: str) -> None:
        """Takes back the attempt that succeeded, not those before it."""
        with self._lock:
            self._tries[address] = self._tries.get(address, [])[:-1]

    def _recent(self, address: str) -> list[float]:
        since = self._clock() - ADDRESS_WINDOW
        return [at for at in self._tries.get(address, ()) if at > since]


def _name_or_nothing(given: str) -> str:
    try:
        return name_of(given)
    except Refused:
        return ""


def verified(kept: str, password: str) -> bool:
    """Whether this is the password. Raises Busy."""
    if not _WAITING.acquire(blocking=False):
        raise Busy
    try:
        with _AT_ONCE:
            return _HASHER.verify(kept, password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    finally:
        _WAITING.release()
