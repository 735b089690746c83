"""nginx as it is deployed (deploy/nginx), on ports of its own, ended with the tests."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.content.load import ROOT
from tests.ports import free_port

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


def conf_of_compose(
    folder: Path, bots: Sequence[int], actions: Sequence[int], ports: Sequence[int]
) -> Path:
    """What the container has (deploy/compose), but for paths and ports: HTTP, TLS, actions.

    The certificate is to be in the folder.
    """
    told = yaml.safe_load((ROOT / "deploy/compose/compose.yml").read_text("utf-8"))
    http, tls, inner = (f"127.0.0.1:{port}" for port in ports)
    values = dict(told["services"]["nginx"]["environment"])
    values["LISTEN"] = values["LISTEN"].replace("8443", tls)
    values["ACTIONS_LISTEN"] = inner
    for name, servers in (("BOT_SERVERS", bots), ("ACTION_SERVERS", actions)):
        for port in servers:  # the first that still has a container's name
            here = f"server 127.0.0.1:{port}"
            values[name] = re.sub(r"server [a-z-]+:\d+", here, values[name], count=1)
    (folder / "conf.d").mkdir()
    (folder / "conf.d/assistant.conf").write_text(filled_in(values), "utf-8")
    text = (ROOT / "deploy/compose/nginx.conf").read_text("utf-8")
    text = text.replace("/tmp/", f"{folder}/").replace("listen 8080", f"listen {http}")
    text = text.replace("/etc/nginx/tls", str(folder)).replace("/etc/nginx/conf.d", "conf.d")
    text = text.replace("/dev/std", f"{folder}/std").replace("include /etc/nginx/mime.types;", "")
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(f"{user}{text}", "utf-8")
    return folder / "nginx.conf"


@contextmanager
def composed(
    folder: Path, bots: Sequence[int], actions: Sequence[int]
) -> Iterator[tuple[str, str]]:
    """nginx as compose has it, with a certificate of its own; where it answers: HTTP, HTTPS."""
    make_certificate(folder)
    ports = [free_port() for _ in range(3)]
    conf = conf_of_compose(folder, bots, actions, ports)
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([program, "-c", conf, "-p", folder, "-g", "daemon off;"])
    try:
        _wait_for(folder / "nginx.pid", process, lambda: (folder / "stderr").read_text("utf-8"))
        yield f"http://127.0.0.1:{ports[0]}", f"https://localhost:{ports[1]}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def make_certificate(folder: Path) -> None:
    """fullchain.pem, good for localhost until tomorrow, and privkey.pem."""
    openssl = "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 1"
    names = "-addext subjectAltName=DNS:localhost -keyout privkey.pem -out fullchain.pem"
    subprocess.run(f"{openssl} {names}".split(), cwd=folder, check=True, capture_output=True)


def _wait_for(file: Path, process: subprocess.Popen[bytes], said: Callable[[], str]) -> None:
    deadline = time.monotonic() + 10
    while not file.exists():
        assert process.poll() is None, said()
        assert time.monotonic() < deadline, "nginx does not start"
        time.sleep(0.02)


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
        "MOST_OPEN": str(20 * len(bots)),
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
        _wait_for(folder / "nginx.pid", process, lambda: made.errors)
        yield made
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)
