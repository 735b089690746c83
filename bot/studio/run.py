"""`python -m bot run`: check, train if needed, start both servers, say where the page is."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from honcho.manager import Manager
from honcho.printer import Printer

from bot.content.load import ROOT
from bot.store.versions import VersionStore, model_file
from bot.studio.check import Commands, content_or_exit
from bot.studio.environment import quieted
from bot.studio.train import ensure_model

DEFAULT_PORT = 5005
SUPERVISOR = "BOT_SUPERVISOR_PID"
ACTION_SERVER_URL = "ACTION_SERVER_URL"  # bot.channel.resilience reads it
ACTIONS_SECRET = "ACTIONS_SECRET"  # bot.channel.secrets reads it
_PATIENCE = 180


def register(commands: Commands) -> None:
    """Adds `run`, and the two servers that it starts."""
    parser = commands.add_parser("run", help="检查、训练并启动，打开聊天页面（PORT=端口）")
    parser.set_defaults(run=lambda args: run())
    serving = commands.add_parser("serve")
    for argument in ("model", "host", "port"):
        serving.add_argument(argument)
    serving.set_defaults(run=lambda args: serve(args.model, args.host, args.port))
    acting = commands.add_parser("serve-actions")
    acting.add_argument("port")
    acting.set_defaults(run=lambda args: serve_actions(args.port))


def run(environment: Mapping[str, str] = os.environ) -> int:
    """Runs until Ctrl-C or until one of the servers dies; then none is left."""
    host = environment.get("HOST", "127.0.0.1")
    port = _port(environment, "PORT", DEFAULT_PORT)
    actions_port = _port(environment, "ACTIONS_PORT", 0)
    require_free(host, port, f"make run PORT={_another(port)}")
    actions_port = require_free("127.0.0.1", actions_port, f"ACTIONS_PORT={_another(actions_port)}")
    model = _model_to_serve()
    env = {
        **quieted(),
        ACTION_SERVER_URL: f"http://127.0.0.1:{actions_port}/webhook",
        SUPERVISOR: str(os.getpid()),
    }
    env.setdefault(ACTIONS_SECRET, secrets.token_hex(32))
    print("启动服务（约十几秒）……", flush=True)
    manager = Manager(Printer(sys.stdout))
    python = f'exec "{sys.executable}" -m bot'
    beside = {**env, **_inner_of_the_actions(environment)}
    manager.add_process("actions", f"{python} serve-actions {actions_port}", env=beside, cwd=ROOT)
    serve = f'{python} serve "{model}" {host} {port}'
    manager.add_process("bot", serve, env=env, cwd=ROOT)
    threading.Thread(target=_announce, args=(host, port), daemon=True).start()
    manager.loop()
    return manager.returncode or 1  # that a server ended on its own is a failure too


def _inner_of_the_actions(environment: Mapping[str, str]) -> dict[str, str]:
    """Two servers on one machine cannot share an inner port: theirs is the next one."""
    from bot.channel.inner import PORT_VARIABLE, where

    found = where(_port(environment, "PORT", DEFAULT_PORT), environment)
    return {PORT_VARIABLE: str(found[1] + 1)} if found else {}


def _model_to_serve() -> Path:
    """What is published, else the working files' model: trained if there is none yet.

    A half-edited file must not keep a published version from being served.
    """
    store = VersionStore()
    version = store.live()
    if version is None:
        return ensure_model(content_or_exit())
    print(f"用的是发布的第 {version.id} 版（{version.at}，{version.why}）。")
    print('data/ 里的改动，发布以后才生效：python -m bot publish --why "改了什么"')
    return model_file(store, version)


def serve(model: str, host: str, port: str) -> int:
    """Rasa's own server, in this process; without its HTTP API, and even without a model."""
    _end_with_supervisor()
    _settings_or_exit()
    from bot.channel import logs, seeing
    from bot.channel.health import Health
    from bot.channel.inner import open_inner

    open_inner(seeing.inner(Health(model=True)), int(port))
    model = _published_model() or model
    import rasa
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(_level(os.environ))
    logs.set_up()
    rasa.run(
        model=model,
        endpoints="endpoints.yml",
        credentials=os.environ.get("CREDENTIALS") or "credentials.yml",
        interface=host,
        port=int(port),
        enable_api=False,
    )
    return 0


def _level(environment: Mapping[str, str]) -> int:
    """How much is logged. Raises SystemExit with one clear line."""
    name = environment.get("LOG_LEVEL") or "WARNING"
    level = logging.getLevelName(name)
    if not isinstance(level, int):
        raise SystemExit(f"LOG_LEVEL={name} 不认识 → 写 DEBUG、INFO、WARNING 或 ERROR")
    return level


def _settings_or_exit() -> None:
    """Raises SystemExit with one clear line."""
    from bot.channel.settings import check

    try:
        check()
    except ValueError as error:
        raise SystemExit(str(error)) from None


def _published_model() -> str | None:
    """What is published answers, not the working files; the path of its model."""
    from bot.channel.follow import at_start
    from bot.content.live import go_over

    found = at_start()
    if found is None:
        return None
    go_over(found[0])
    return str(found[1])


def serve_actions(port: str) -> int:
    """Rasa's own action server, in this process. SANIC_HOST keeps it on this machine."""
    _end_with_supervisor()
    from rasa_sdk.__main__ import main
    from rasa_sdk.plugin import plugin_manager

    from actions.common import prepare
    from bot.channel import seeing
    from bot.channel.acting import Seen
    from bot.channel.action_door import install
    from bot.channel.health import Health
    from bot.channel.inner import open_inner

    open_inner(seeing.inner(Health(model=False)), int(port))
    plugin_manager().register(Seen())
    install()
    prepare()
    sys.argv = ["rasa_sdk", "--actions", "actions", "--port", port, "--quiet"]
    main()
    return 0


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name) or str(default)
    if not value.isdigit() or int(value) > 65535:
        raise SystemExit(f"{name}={value} 不是端口号 → 用 1 到 65535 之间的数字")
    return int(value)


def require_free(host: str, port: int, instead: str) -> int:
    """The port if nobody listens on it (0: a free one).

    Raises SystemExit with one clear line, which names what to type `instead`.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            advice = f"换一个端口，如 {instead}"
            raise SystemExit(f"{host}:{port} 不能用（{error.strerror}）→ {advice}") from None
        return int(probe.getsockname()[1])


def _another(port: int) -> int:
    return port + 1 if port < 65535 else port - 1


def _announce(host: str, port: int) -> None:
    """Says where the page is, as soon as it answers."""
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{shown}:{port}/webhooks/chat/health", timeout=2):
                print(
                    f"\n  聊天页面已就绪：http://{shown}:{port}/\n  按 Ctrl-C 停止。\n", flush=True
                )
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.3)


def _end_with_supervisor() -> None:
    """Ends this server when the process that started it is gone, even if that was killed."""
    pid = int(os.environ.get(SUPERVISOR, "0"))
    if not pid:
        return

    def watch() -> None:
        while _alive(pid):
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
