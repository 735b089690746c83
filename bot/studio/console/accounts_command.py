"""`python -m bot console account …`: the operator opens, disables and renews accounts."""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from collections.abc import Callable

from bot.content.clock import here
from bot.store.console import Account, AccountStore, SessionStore
from bot.store.trail import Entry, TrailStore
from bot.studio.console import accounts
from bot.studio.console.roles import ROLES
from bot.studio.history import name_of


def run(args: argparse.Namespace) -> int:
    """Runs one of them; 1 with one clear line if it cannot be done."""
    store = AccountStore()
    actions: dict[str, Callable[[AccountStore, argparse.Namespace], str]] = {
        "add": _add,
        "list": _list,
        "disable": _disable,
        "enable": _enable,
        "password": _password,
        "role": _role,
    }
    try:
        print(actions[args.action](store, args))
    except accounts.Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


def _add(store: AccountStore, args: argparse.Namespace) -> str:
    name = accounts.name_of(args.name)
    if store.get(name):
        raise accounts.Refused(f"已经有“{name}”了 → 换密码用 account password")
    accounts.add(store, name, args.role, _asked(args.password_stdin))
    _note("开账号", name, 权限=ROLES[args.role])
    return f"开好了：{name}（{ROLES[args.role]}）。"


def _list(store: AccountStore, args: argparse.Namespace) -> str:
    return "\n".join(map(_line, store.all())) or "还没有账号。"


def _line(account: Account) -> str:
    locked = account.locked_until is not None and account.locked_until > time.time()
    marks = [word for word, said in (("已停用", not account.active), ("锁定中", locked)) if said]
    return "　".join([account.name, ROLES[account.role], *marks, f"{account.created} 开的"])


def _disable(store: AccountStore, args: argparse.Namespace) -> str:
    name = _existing(store, args.name)
    store.change(name, active=False)
    SessionStore().end_all(name)
    _note("停用账号", name)
    return f"停用了“{name}”，已经退出登录。"


def _enable(store: AccountStore, args: argparse.Namespace) -> str:
    name = _existing(store, args.name)
    store.change(name, active=True, failures=0, locked_until=None)
    _note("启用账号", name)
    return f"“{name}”又可以登录了。"


def _password(store: AccountStore, args: argparse.Namespace) -> str:
    name = _existing(store, args.name)
    kept = accounts.hashed(_asked(args.password_stdin), name)
    store.change(name, password=kept, failures=0, locked_until=None)
    SessionStore().end_all(name)
    _note("换密码", name)
    return f"“{name}”的密码换好了，已经退出登录。"


def _role(store: AccountStore, args: argparse.Namespace) -> str:
    name = _existing(store, args.name)
    store.change(name, role=args.role)
    _note("改权限", name, 权限=ROLES[args.role])
    return f"“{name}”现在是{ROLES[args.role]}。"


def _existing(store: AccountStore, given: str) -> str:
    name = accounts.name_of(given)
    if store.get(name) is None:
        raise accounts.Refused(f"没有“{name}”这个账号 → 用 account list 看有哪些")
    return name


def _asked(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"密码（至少 {accounts.SHORTEST} 个字，看不见输入）：")
    if getpass.getpass("再写一遍：") != first:
        raise accounts.Refused("两遍不一样，没有改。")
    return first


def _note(action: str, name: str, **detail: str) -> None:
    at = here().isoformat(" ", "seconds")
    who = f"{name_of(None)}（命令行）"
    TrailStore().note(Entry(at, who[:100], action, name, dict(detail)))
