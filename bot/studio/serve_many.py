"""`python -m bot serve-many`: several bots and action servers on a machine, replaced when one dies.

For a machine without systemd or Kubernetes, which do the same. SIGHUP exchanges the bots one after
the other, each only when the one before answers: for a new version of the program, or new settings.
Each server has an inner port of its own: INNER_PORT=9105 is the first bot's, the next bots and then
the action servers have those after it; with +10000 each has its own port and so much.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot.content.load import ROOT
from bot.studio.check import Commands
from bot.studio.environment import quieted
from bot.studio.run import ACTION_SERVER_URL, SUPERVISOR, _model_to_serve

HEALTHY_SECONDS = 20.0  # who lives that long died of something else than its start
_LONGEST_PAUSE = 30.0
_PATIENCE, _GRACE = 180.0, 15.0  # seconds for a bot to answer, and to end


def register(commands: Commands) -> None:
    """Adds `serve-many`."""
    about = "INNER_PORT=9105 是第一个对话服务的内部端口，其余的依次加一（先对话，后动作）。"
    told = "在一台机器上开几个服务进程，坏了自动补上"
    parser = commands.add_parser("serve-many", help=told, description=f"{told}。{about}")
    parser.add_argument("--bots", type=int, default=2, help="对话服务的个数，默认 2")
    parser.add_argument("--actions", type=int, default=2, help="动作服务的个数，默认 2")
    parser.add_argument("--port", type=int, default=5101, help="第一个对话服务的端口，往后依次加一")
    parser.add_argument("--actions-port", type=int, default=5201, help="第一个动作服务的端口")
    parser.set_defaults(run=serve_many)


@dataclass
class Worker:
    """One server: how it is started, since when it runs, how often it died young."""

    name: str
    command: list[str]
    health: str
    env: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    died_young: int = 0

    def start(self) -> None:
        self.began = time.monotonic()
        env = {**quieted(), SUPERVISOR: str(os.getpid()), **self.env}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *self.command], cwd=ROOT, env=env
        )
        print(f"{self.name}：进程 {self.process.pid}", flush=True)

    def look_after(self) -> None:
        """Starts it anew if it is dead; again and again later, if it dies young."""
        if self.process is None or self.process.poll() is None:
            return
        lived = time.monotonic() - self.began
        self.died_young = 0 if lived > HEALTHY_SECONDS else self.died_young
        if lived < min(_LONGEST_PAUSE, 2**self.died_young - 1):
            return
        print(f"{self.name}：结束了（{self.process.returncode}），重新启动", flush=True)
        self.died_young += 1
        self.start()

    def end(self) -> None:
        """Lets it finish what it is answering."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGCONT)
        self.process.terminate()
        try:
            self.process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def answers(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(self.health, timeout=2):
            return True
        return False


def serve_many(args: argparse.Namespace) -> int:
    """Runs until SIGTERM or Ctrl-C; then none is left."""
    wanted: set[int] = set()
    for what in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(what, lambda number, _: wanted.add(number))
    actions = [_actions(args.actions_port + n) for n in range(args.actions)]
    model = str(_model_to_serve())
    bots = [_bot(model, args.port + n, actions[n % len(actions)]) for n in range(args.bots)]
    workers = [*actions, *bots]
    own = [*range(args.port, args.port + args.bots)]
    own += range(args.actions_port, args.actions_port + args.actions)
    for worker, inner in zip([*bots, *actions], inner_ports(own), strict=False):
        worker.env["INNER_PORT"] = str(inner)
    for worker in workers:
        worker.start()
    while not wanted & {signal.SIGTERM, signal.SIGINT}:
        if signal.SIGHUP in wanted:
            wanted.discard(signal.SIGHUP)
            _exchange(bots, workers, wanted)
        _look_after(workers)
        time.sleep(0.2)
    for worker in workers:
        if worker.process is not None:
            worker.process.send_signal(signal.SIGTERM)
    for worker in workers:
        worker.end()
    return 0


def inner_ports(own: Sequence[int], environment: Mapping[str, str] = os.environ) -> list[int]:
    """One for each server with a port of its own; none if they are not wanted.

    Raises SystemExit with one clear line if there are not so many, or if some are taken by these.
    """
    from bot.channel.inner import PORT_VARIABLE, where

    given = environment.get(PORT_VARIABLE, "")
    found = [where(port, environment) for port in own]
    ports = [one[1] + (0 if given.startswith("+") else n) for n, one in enumerate(found) if one]
    if set(ports) & set(own) or max(ports, default=0) > 65535:
        raise SystemExit(
            f"{PORT_VARIABLE}={given} 不行：内部端口会是 {ports[0]} 到 {ports[-1]}，"
            "超出范围，或者和服务自己的端口相同 → 换一个，或者写 +10000"
        )
    return ports


def _look_after(workers: list[Worker]) -> None:
    for worker in workers:
        worker.look_after()


def _exchange(bots: list[Worker], workers: list[Worker], wanted: set[int]) -> None:
    """Bot by bot; stops where one does not come back, so that the others go on answering."""
    for bot in bots:
        bot.end()
        bot.start()
        until = time.monotonic() + _PATIENCE
        while not bot.answers():
            if time.monotonic() > until or wanted:
                print(f"{bot.name}：没有按时回来，其余的不换", flush=True)
                return
            _look_after(workers)
            time.sleep(0.2)


def _actions(port: int) -> Worker:
    health = f"http://127.0.0.1:{port}/health"
    return Worker(f"动作 {port}", ["serve-actions", str(port)], health)


def _bot(model: str, port: int, actions: Worker) -> Worker:
    """Asks the action servers that ACTION_SERVER_URL names, else one of those started here."""
    host = os.environ.get("HOST", "127.0.0.1")
    its_own = actions.health.removesuffix("/health") + "/webhook"
    env = {ACTION_SERVER_URL: os.environ.get(ACTION_SERVER_URL) or its_own}
    health = f"http://127.0.0.1:{port}/webhooks/chat/health"
    return Worker(f"对话 {port}", ["serve", model, host, str(port)], health, env)
