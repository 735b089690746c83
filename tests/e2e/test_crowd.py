"""What nginx does when more messages are under way than the bots let in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from tests import nginx
from tests.e2e.conftest import wait_until
from tests.ports import free_port

MOST = 20  # of one bot (tests/nginx.py)


class Bot(ThreadingHTTPServer):
    """All may come at the same moment: nginx waits a second for a connection."""

    request_queue_size = 128


class Slow(BaseHTTPRequestHandler):
    """Ends its answers when it is told to; until then it sends something, as nginx requires."""

    go = threading.Event()
    come = threading.Semaphore(0)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.come.release()
        self.send_response(200)
        self.end_headers()
        for _ in range(60):
            if self.go.wait(1):
                break
            self.wfile.write(b" ")
        self.wfile.write(b"{}")

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def front() -> Iterator[str]:
    with Bot(("127.0.0.1", 0), Slow) as bot:
        threading.Thread(target=bot.serve_forever, daemon=True).start()
        with nginx.server([bot.server_port], [free_port()]) as before:
            yield before.url
        bot.shutdown()


def post(front: str) -> requests.Response:
    return requests.post(f"{front}/webhooks/chat/message", json={"text": "你好"}, timeout=40)


def test_more_than_the_bots_let_in_is_told_at_once(front: str) -> None:
    with ThreadPoolExecutor(MOST) as people:
        let_in = [people.submit(post, front) for _ in range(MOST)]
        for _ in range(MOST):
            assert Slow.come.acquire(timeout=20), "all of these reach the bot"
        refused = post(front)
        page = requests.get(f"{front}/", timeout=20)
        Slow.go.set()
        assert [one.result().status_code for one in let_in] == [200] * MOST
    assert refused.status_code == 429
    assert refused.headers["Retry-After"].isdigit()
    assert refused.json()["error"]
    assert page.status_code == 200, "the page still comes, and carries the numbers"
    assert wait_until(lambda: post(front).status_code == 200, 60), "now others may come"
