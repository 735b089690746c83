"""`python -m bot console`, as the operator types it."""

from __future__ import annotations

import contextlib
import getpass
import io
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from bot.__main__ import main
from bot.content.load import ROOT
from bot.store.console import AccountStore
from bot.store.database import URL_VARIABLE
from bot.store.trail import TrailStore
from bot.studio.console import accounts
from bot.studio.console.settings import from_environment
from tests.e2e.conftest import wait_until
from tests.ports import free_port
from tests.studio.console.conftest import PASSWORD


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'console.db'}"
    monkeypatch.setenv(URL_VARIABLE, url)
    monkeypatch.setenv("BOT_USER", "张管理")
    return url


def typed(monkeypatch: pytest.MonkeyPatch, *arguments: str, stdin: str = PASSWORD) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{stdin}\n"))
    return main(["console", "account", *arguments])


def opened(monkeypatch: pytest.MonkeyPatch, name: str = "王警官") -> None:
    told = ("add", name, "--role", "publisher", "--password-stdin")
    assert typed(monkeypatch, *told) == 0


def test_an_account_is_opened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(monkeypatch, " 王警官 ")
    account = AccountStore().get("王警官")
    assert account is not None
    assert account.role == "publisher"
    assert account.password.startswith("$argon2id$")
    assert accounts.verified(account.password, PASSWORD)
    (entry,) = TrailStore().entries()
    assert (entry.who, entry.action, entry.what) == ("张管理（命令行）", "开账号", "王警官")
    assert typed(monkeypatch, "list") == 0
    said = capsys.readouterr()
    assert "王警官　审核发布" in said.out
    assert PASSWORD not in said.out + said.err + str(entry)


def test_the_password_is_asked_for_twice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter([PASSWORD, PASSWORD, PASSWORD, PASSWORD + "？"])
    monkeypatch.setattr(getpass, "getpass", lambda _: next(answers))
    assert typed(monkeypatch, "add", "王警官", "--role", "editor") == 0
    assert typed(monkeypatch, "password", "王警官") == 1
    assert "两遍不一样" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("王警官", "太短了", "至少 12 个字"),
        ("王警官", "啊" * 30, "太好猜"),
        ("王警官", "王警官的密码就是这一句话", "太好猜"),
        ("王警官", "字" * 201, "最多 200"),
        ("", PASSWORD, "不能作姓名"),
        ("a/b", PASSWORD, "不能作姓名"),
        ("<b>", PASSWORD, "不能作姓名"),
        ("王" * 41, PASSWORD, "不能作姓名"),
        ("王\u202e警官", PASSWORD, "不能作姓名"),
    ],
    ids=range(9),
)
def test_what_is_refused(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    password: str,
    said: str,
) -> None:
    told = ("add", name, "--role", "editor", "--password-stdin")
    assert typed(monkeypatch, *told, stdin=password) == 1
    assert said in capsys.readouterr().err
    assert AccountStore().all() == []


def test_the_same_name_twice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(monkeypatch)
    told = ("add", "王警官", "--role", "editor", "--password-stdin")
    assert typed(monkeypatch, *told) == 1
    assert "已经有" in capsys.readouterr().err
    assert AccountStore().all()[0].role == "publisher"


def test_disabled_enabled_renewed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened(monkeypatch)
    store = AccountStore()
    store.change("王警官", failures=5, locked_until=9e9)
    typed(monkeypatch, "list")
    assert "锁定中" in capsys.readouterr().out
    assert typed(monkeypatch, "disable", "王警官") == 0
    assert not store.all()[0].active
    typed(monkeypatch, "list")
    assert "已停用" in capsys.readouterr().out
    assert typed(monkeypatch, "enable", "王警官") == 0
    assert (store.all()[0].active, store.all()[0].locked_until) == (True, None)
    new = "屋顶上的猫已经下来吃饭了"
    assert typed(monkeypatch, "password", "王警官", "--password-stdin", stdin=new) == 0
    assert accounts.verified(store.all()[0].password, new)
    assert typed(monkeypatch, "role", "王警官", "--role", "editor") == 0
    assert store.all()[0].role == "editor"
    for action in ("disable", "enable"):
        assert typed(monkeypatch, action, "没有") == 1
    assert "没有“没有”这个账号" in capsys.readouterr().err
    done = [entry.action for entry in TrailStore().entries()]
    assert done == ["改权限", "换密码", "启用账号", "停用账号", "开账号"]


def console(*arguments: object, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "console", *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.parametrize(
    ("port", "environment", "said"),
    [
        (5005, {}, "居民聊天用的端口"),
        (5017, {"PORT": "5017"}, "居民聊天用的端口"),
        (0, {}, "不是端口号"),
        (70000, {}, "不是端口号"),
    ],
)
def test_ports_that_are_refused(port: int, environment: dict[str, str], said: str) -> None:
    process = console("--port", port, **environment)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said in out
    assert "Traceback" not in out


def test_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = console("--port", taken.getsockname()[1])
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "不能用" in out
    assert "--port" in out


def test_it_serves_and_ends(tmp_path: Path) -> None:
    port = free_port()
    process = console("--port", port)
    try:
        url = f"http://127.0.0.1:{port}"
        assert wait_until(lambda: answers(url))
        page = requests.get(f"{url}/sign-in?next=/audit", timeout=10)
        assert "server" not in page.headers
        assert page.headers["x-frame-options"] == "DENY"
        assert oversized(port) in (b"HTTP/1.1 413", b"")
        assert answers(url)
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    assert "还没有账号" in out
    assert f"http://127.0.0.1:{port}/" in out
    assert "GET /sign-in 200" in out
    assert "next" not in out
    assert "127.0.0.1:" not in out.replace(f"127.0.0.1:{port}/", "")
    assert "Traceback" not in out


def answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/sign-in", timeout=2).ok
    except requests.RequestException:
        return False


def oversized(port: int) -> bytes:
    """What is answered over a real connection to a body in pieces; nothing if it hangs up."""
    head = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
    head += b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
    piece = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        wire.sendall(head)
        with contextlib.suppress(OSError):  # it has hung up
            for _ in range(100):
                wire.sendall(piece)
            return b"all was read"
        with contextlib.suppress(ConnectionResetError):
            return wire.recv(12)
        return b""


def test_names_it_may_be_called_by() -> None:
    told = {"CONSOLE_HOSTS": "fanzha.xiaogan.gov.cn, Console.Local", "CONSOLE_HTTPS": "1"}
    found = from_environment("10.0.0.5", told)
    assert found.https
    for host in ("fanzha.xiaogan.gov.cn", "console.local", "10.0.0.5", "127.0.0.1"):
        assert host in found.hosts
    assert not from_environment(environment={}).https
