"""Starts the console on an address of its own."""

from __future__ import annotations

import logging
import os
import sys

from bot.store.console import AccountStore
from bot.studio import run as residents
from bot.studio.console.settings import Settings, from_environment

_BUSIEST = 200  # requests at a time; more get 503 at once


def serve(host: str, port: int) -> int:
    """Runs until Ctrl-C; 1 with one clear line if it cannot start."""
    theirs = os.environ.get("PORT") or str(residents.DEFAULT_PORT)
    if str(port) == theirs:
        print(
            f"{port} 是居民聊天用的端口，管理台不能开在上面 → 用 --port 换一个，如 5015",
            file=sys.stderr,
        )
        return 1
    if not 0 < port < 65536:
        print(f"--port {port} 不是端口号 → 用 1 到 65535 之间的数字", file=sys.stderr)
        return 1
    residents.require_free(host, port, f"--port {port + 1 if port < 65535 else port - 1}")
    if not AccountStore().all():
        print("还没有账号 → 先开一个：python -m bot console account add 姓名 --role publisher")
    settings = from_environment(host)
    if host not in ("127.0.0.1", "localhost", "::1") and not settings.https:
        print("注意：别的电脑也能打开，但没有加密 → 前面放一个 HTTPS 代理，再设 CONSOLE_HTTPS=1；")
        print("　　　别的电脑用的网址（主机名）要写进 CONSOLE_HOSTS")
    _listen(host, port, settings)
    return 0


def _listen(host: str, port: int, settings: Settings) -> None:
    import uvicorn

    from bot.studio.console.app import create_app
    from bot.studio.console.middleware import LOG

    shown = f"[{host}]" if ":" in host else host
    print(f"\n  管理台：http://{shown}:{port}/\n  按 Ctrl-C 停止。\n", flush=True)
    logging.basicConfig(format="%(asctime)s %(message)s", stream=sys.stdout)
    LOG.setLevel(logging.INFO)
    uvicorn.run(
        create_app(settings),
        host=host,
        port=port,
        http="h11",
        ws="none",
        log_level="warning",
        access_log=False,  # ours has no addresses
        server_header=False,
        limit_concurrency=_BUSIEST,
        timeout_graceful_shutdown=3,
    )
