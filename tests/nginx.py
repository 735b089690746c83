"""nginx as it is deployed (deploy/nginx), on ports of its own, ended with the tests."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.content.load import ROOT
from tests.postgres import free_port

TEMPLATE = ROOT / "deploy/nginx/assistant.conf.template"
# What a distribution's own nginx.conf has around it.
_AROUND = """\
daemon off;
{user}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/assistant.conf;
}}
"""


@dataclass
class Nginx:
    """A running nginx: where residents go, and where the bots find the action servers."""

    url: str
    actions_url: str
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def errors(self) -> str:
        return (self.folder / "error.log").read_text("utf-8", "replace")


def filled_in(values: dict[str, str]) -> str:
    """The template with its ${NAME} replaced, as envsubst does."""
    text = TEMPLATE.read_text("utf-8")
    for name, value in values.items():
        text = text.replace("${" + name + "}", value)
    return text


def upstream(ports: Sequence[int]) -> str:
    return " ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in ports)


@contextmanager
def server(
    bots: Sequence[int], actions: Sequence[int], ports: tuple[int, int] | None = None
) -> Iterator[Nginx]:
    """nginx before servers on these ports; `ports` are its own two."""
    folder = Path(tempfile.mkdtemp(prefix="nginx-"))
    folder.chmod(0o755)
    port, actions_port = ports or (free_port(), free_port())
    values = {
        "LISTEN": f"127.0.0.1:{port}",
        "BOT_SERVERS": upstream(bots),
        "ACTIONS_LISTEN": f"127.0.0.1:{actions_port}",
        "ACTION_SERVERS": upstream(actions),
    }
    (folder / "assistant.conf").write_text(filled_in(values), "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    conf = folder / "nginx.conf"
    conf.write_text(_AROUND.format(folder=folder, user=user), "utf-8")
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([program, "-c", conf, "-p", folder, "-e", folder / "error.log"])
    made = Nginx(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{actions_port}", folder, process)
    try:
        deadline = time.monotonic() + 10
        while not (folder / "nginx.pid").exists():
            assert process.poll() is None, made.errors
            assert time.monotonic() < deadline, "nginx does not start"
            time.sleep(0.02)
        yield made
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
