"""What stands in front in containers: compose's own nginx, with TLS, before a real bot."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests import nginx
from tests.e2e.conftest import Server
from tests.e2e.test_framing import NO_TEXT
from tests.ports import free_port


@dataclass
class Front:
    """Where it answers, and whom to trust."""

    http: str
    https: str
    trusted: Path

    def get(self, path: str) -> requests.Response:
        return requests.get(f"{self.https}{path}", verify=str(self.trusted), timeout=20)

    def raw(self, sent: bytes) -> bytes:
        context = ssl.create_default_context(cafile=str(self.trusted))
        port = urlsplit(self.https).port or 0
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10) as line,
            context.wrap_socket(line, server_hostname="localhost") as safe,
        ):
            safe.sendall(sent)
            return safe.recv(65536)


@pytest.fixture(scope="module")
def front(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """One of the two bots answers; nobody is at the other's port."""
    folder = tmp_path_factory.mktemp("front")
    folder.chmod(0o755)
    bots = [urlsplit(server.url).port or 0, free_port()]
    with nginx.composed(folder, bots, [free_port(), free_port()]) as (http, https):
        yield Front(http, https, folder / "fullchain.pem")


def test_a_message_goes_through_and_the_page_too(front: Front) -> None:
    body = {"text": "刷单返利是真的吗", "id": "through-the-front"}
    url = f"{front.https}/webhooks/chat/message"
    answer = requests.post(url, json=body, verify=str(front.trusted), timeout=20)
    assert answer.status_code == 200
    assert answer.json()["replies"][0]["topic"] == "scam_brushing"
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "反诈" in front.get("/").content.decode()


def test_without_tls_there_is_only_the_way_to_it(front: Front) -> None:
    sent = requests.get(f"{front.http}/x?y=z", allow_redirects=False, timeout=20)
    assert sent.status_code == 308
    assert sent.headers["Location"] == "https://127.0.0.1/x?y=z"


@pytest.mark.parametrize("path", ["/webhooks/rest/webhook", "/webhooks/", "/webhooks/socketio"])
def test_channels_for_programs_are_not_seen(front: Front, path: str) -> None:
    assert front.get(path).status_code == 404


@pytest.mark.parametrize("path", [*NO_TEXT, "/刷单".encode()])
def test_an_address_that_is_no_ascii_is_refused(front: Front, path: bytes) -> None:
    heard = front.raw(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert heard.startswith(b"HTTP/1.1 400 ")
