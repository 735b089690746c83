"""Requests as no decent client writes them, byte by byte: refused, and nothing of them lives on."""

from __future__ import annotations

import json
import socket
from urllib.parse import urlsplit

import pytest
import requests

from tests.e2e.conftest import Server

MESSAGE = "/webhooks/chat/message"
BODY = json.dumps({"text": "刷单返利是真的吗"}).encode()
# What an attacker would like to be answered on somebody else's connection.
SMUGGLED = b"GET /webhooks/chat/health HTTP/1.1\r\nHost: smuggled\r\nConnection: close\r\n\r\n"


def head(*lines: str, path: str = MESSAGE, method: str = "POST") -> bytes:
    given = [f"{method} {path} HTTP/1.1", "Host: x", *lines]
    return ("\r\n".join(given) + "\r\n\r\n").encode("utf-8")


def chunked(body: bytes, size: bytes | None = None) -> bytes:
    return (size or b"%x" % len(body)) + b"\r\n" + body + b"\r\n0\r\n\r\n"


def told(server: Server, sent: bytes, *, last: bool = True) -> bytes:
    """All that comes back until the server hangs up; it is told if this was the last."""
    at = urlsplit(server.url)
    with socket.create_connection((str(at.hostname), int(at.port or 80)), timeout=20) as line:
        line.sendall(sent)
        if last:
            line.shutdown(socket.SHUT_WR)
        heard = b""
        try:
            while got := line.recv(65536):
                heard += got
                line.settimeout(3)  # a busy machine begins late; what has begun goes on
        except (TimeoutError, ConnectionError):
            pass
    return heard


def statuses(heard: bytes) -> list[int]:
    parts = heard.split(b"HTTP/1.1 ")[1:]
    return [int(part[:3]) for part in parts]


TWO_READINGS = {
    "a length and chunks": head(f"Content-Length: {len(BODY)}", "Transfer-Encoding: chunked")
    + chunked(BODY),
    "chunks and a length": head("Transfer-Encoding: chunked", "Content-Length: 4") + chunked(BODY),
    "two lengths": head("Content-Length: 0", f"Content-Length: {len(BODY)}") + BODY,
    "two equal lengths": head(*[f"Content-Length: {len(BODY)}"] * 2) + BODY,
    "two lengths in one line": head(f"Content-Length: {len(BODY)}, 0") + BODY,
    "an underscore": head(f"Content-Length: {len(BODY) // 10}_{len(BODY) % 10}") + BODY,
    "a sign": head(f"Content-Length: +{len(BODY)}") + BODY,
    "a negative length": head("Content-Length: -1") + BODY,
    "a length in other digits": head(f"Content-Length: {chr(0x0664)}{chr(0x0660)}") + BODY,
    "a length that is none": head("Content-Length: many") + BODY,
    "an empty length": head("Content-Length: ") + BODY,
    "chunks twice": head("Transfer-Encoding: chunked", "Transfer-Encoding: chunked")
    + chunked(BODY),
    "chunks, capital": head("Transfer-Encoding: Chunked") + chunked(BODY),
    "chunks and more": head("Transfer-Encoding: chunked, identity") + chunked(BODY),
    "chunks with a tab": head("Transfer-Encoding:\tchunked\t") + chunked(BODY),
    "another encoding": head("Transfer-Encoding: xchunked") + chunked(BODY),
    "a chunk of a negative size": head("Transfer-Encoding: chunked") + chunked(BODY, b"-5"),
    "a chunk of no size": head("Transfer-Encoding: chunked") + chunked(BODY, b"zz"),
    "a huge chunk": head("Transfer-Encoding: chunked") + chunked(BODY, b"f" * 40),
}


@pytest.mark.parametrize("kind", TWO_READINGS)
def test_what_can_be_read_in_two_ways_is_refused_and_nothing_after_it(
    server: Server, kind: str
) -> None:
    heard = told(server, TWO_READINGS[kind] + SMUGGLED)
    assert len(statuses(heard)) <= 1, "the hidden request is not answered"
    assert all(400 <= status < 500 for status in statuses(heard)), heard[:200]
    assert b"ready" not in heard
    assert b"replies" not in heard


SOUND = {
    "a length": head(f"Content-Length: {len(BODY)}") + BODY,
    "chunks": head("Transfer-Encoding: chunked") + chunked(BODY),
    "one byte a chunk": head("Transfer-Encoding: chunked")
    + b"".join(b"1\r\n%c\r\n" % byte for byte in BODY)
    + b"0\r\n\r\n",
}


@pytest.mark.parametrize("kind", SOUND)
def test_what_is_clear_is_answered_and_so_is_the_next(server: Server, kind: str) -> None:
    heard = told(server, SOUND[kind] + SMUGGLED, last=False)
    assert statuses(heard) == [200, 200]


NO_HTTP = {
    "nothing": b"\r\n\r\n",
    "noise": bytes(range(256)) * 8,
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500 + b"\r\n\r\n",
    "an old version": b"GET /\r\n\r\n",
    "another version": b"GET / HTTP/9.9\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no name": head(": x", method="GET"),
    "no colon": head("nothing", method="GET"),
    "a null byte": b"GET / HTTP/1.1\r\nHost: x\x00y\r\nX\x00: y\r\n\r\n",
    "bare lines": b"GET / HTTP/1.1\nHost: x\n\n",
    "a folded line": b"GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
    "a long path": head(path="/" + "a" * 20_000, method="GET"),
    "a long header": head("X: " + "a" * 20_000, method="GET"),
    "many headers": head(*[f"X{n}: y" for n in range(5000)], method="GET"),
    "a null byte in the path": head(path="/widget.js\x00.html", method="GET"),
    "an odd method": head(method="GET\x00"),
    "an odd expectation": head("Expect: 200-maybe", "Content-Length: 2") + b"{}",
    "another's address": head(path="http://evil.example/webhooks/chat/health", method="GET"),
    "a tunnel": head(path="evil.example:443", method="CONNECT"),
    "an upgrade": head("Upgrade: websocket", "Connection: Upgrade", path="/", method="GET"),
}


UNCLEAR = {
    "an address in UTF-8": head(path="/刷单", method="GET"),
    "a question in UTF-8": head(path="/webhooks/chat/today?audience=老人", method="GET"),
    "no address": head(path="", method="GET"),
    "half an address": head(path="http://[", method="GET"),
    "two hosts": head("Host: y", method="GET"),
    "the same host twice": head("Host: x", method="GET"),
    "no host": b"GET / HTTP/1.1\r\nAccept: */*\r\n\r\n",
    "a host that is none": b"GET / HTTP/1.1\r\nHost: a b/c@d\r\n\r\n",
    "a host in Chinese": "GET / HTTP/1.1\r\nHost: 孝感\r\n\r\n".encode(),
    "a length that is none": head("Content-Length: zz") + BODY,
    "a length that is none, and no body": head("Content-Length: zz", method="GET"),
    "a question without an address": head(path="?audience=x", method="GET"),
    "a port that is none": head(path="http://x:zz/", method="GET"),
    "a blank in the address": head(path="/a b", method="GET"),
}


@pytest.mark.parametrize("kind", UNCLEAR)
def test_whose_address_or_host_is_not_clear_is_refused_with_a_reason(
    server: Server, kind: str
) -> None:
    heard = told(server, UNCLEAR[kind] + SMUGGLED)
    assert statuses(heard) == [400]
    assert json.loads(heard.split(b"\r\n\r\n", 1)[1])["error"]


NO_TEXT = [b"/\xff\xfe", b"/webhooks/chat/today?audience=\xff", b"/\xed\xa0\x80"]


@pytest.mark.parametrize("path", NO_TEXT)
def test_bytes_that_are_no_text_in_an_address_get_no_answer(server: Server, path: bytes) -> None:
    """Sanic hangs up; nginx, in front of it, says 400 (test_front.py). No error is counted."""
    assert server.database is not None
    log = server.database.with_suffix("")
    before = log.read_text("utf-8", "replace")
    heard = told(server, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n" + SMUGGLED)
    assert heard == b""
    since = log.read_text("utf-8", "replace").removeprefix(before)
    assert "WARNING sanic.error" in since
    assert "ERROR" not in since
    assert requests.get(f"{server.url}/webhooks/chat/health", timeout=20).ok


@pytest.mark.parametrize("kind", UNCLEAR)
def test_the_action_server_reads_as_strictly(server: Server, kind: str) -> None:
    heard = told(Server(server.actions_url, server.bot), UNCLEAR[kind] + SMUGGLED)
    # 403: before it is read, nobody knows that it comes from this machine.
    assert statuses(heard) in ([400], [403])


@pytest.mark.parametrize("kind", NO_HTTP)
def test_what_is_no_request_does_no_harm(server: Server, kind: str) -> None:
    heard = told(server, NO_HTTP[kind])
    assert all(status < 500 for status in statuses(heard)), heard[:300]
    assert b"Traceback" not in heard
    assert requests.get(f"{server.url}/webhooks/chat/health", timeout=20).ok


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("GBK", '{"text": "刷单"}'.encode("gbk")),
        ("UTF-16", '{"text": "x"}'.encode("utf-16")),
        ("UTF-32", '{"text": "x"}'.encode("utf-32")),
        ("a null byte", b'{"text": "a\x00b"}'),
        ("a key twice", b'{"session": "a", "session": "b", "text": "x"}'),
        ("NaN", b'{"text": "x", "again": NaN}'),
        ("deep", b'{"text": "x", "x": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
        ("two documents", b'{"text": "x"}{"text": "y"}'),
        ("compressed", b"\x1f\x8b\x08" + b"\0" * 50),
        ("a form", b"text=x&session=y"),
    ],
)
@pytest.mark.parametrize("path", ["message", "feedback", "forget"])
def test_odd_bodies_are_refused(server: Server, path: str, kind: str, body: bytes) -> None:
    for charset in ("utf-8", "gbk", "utf-16", "nonsense", "\xff"):
        headers = {"Content-Type": f"application/json; charset={charset}"}
        url = f"{server.url}/webhooks/chat/{path}"
        refused = requests.post(url, data=body, headers=headers, timeout=20)
        assert refused.status_code == 400, kind
        assert refused.json()["error"]


def test_what_is_too_large_is_refused_before_it_is_read(server: Server) -> None:
    declared = told(server, head("Content-Length: 1000000000000") + b"{")
    assert statuses(declared) == [413]
    whole = requests.post(f"{server.url}{MESSAGE}", data=b'"' + b"x" * 1_100_000, timeout=20)
    assert whole.status_code == 413
    assert whole.json()["error"]
