"""Whatever is sent: a clear answer or a 4xx, never a 500, never silence, nothing executed."""

from __future__ import annotations

import json

import pytest
import requests

from tests.e2e.conftest import Server

EDGE = ("rest/webhook", "chat/message")

ODD_TEXTS = {
    "empty": "",
    "blanks": " \t\n　",
    "10,000 characters": "被骗了怎么办" * 1667,
    "one word repeated": "钱" * 900,
    "emoji only": "😭😭😱",
    "punctuation only": "？？？！！！",
    "HTML and script": "<script>alert('x')</script><img src=x onerror=alert(1)>",
    "control characters": "转\x00账\x1b[31m\u202e怎么办",
    "template": "{{7*7}} ${jndi:ldap://x} {96110} %s %n",
    "SQL": "'; DROP TABLE events; --",
    "half a character": "\ud83d怎么办",
    "right to left": "\u202e办么怎",
}
PAYLOADS = [
    "/restart",
    "/session_start",
    "/faq",
    "/faq/lost_money",
    "/greet",
    '/greet{"tips_told": ["x"]}',
    "//restart",
    " /restart",
    "／restart",
    "\u200b/restart",
    "/back",
    "/oos@0.9",
]
ODD_BODIES = {
    "nothing": b"",
    "no JSON": b"{message:",
    "a list": b"[]",
    "a string": b'"hello"',
    "a number": b"5",
    "null": b"null",
    "not UTF-8": b'{"sender": "a", "message": "\xff\xfe"}',
    "deep nesting": b"[" * 3000 + b"]" * 3000,
}


def post(server: Server, path: str, body: bytes) -> requests.Response:
    headers = {"Content-Type": "application/json"}
    url = f"{server.url}/webhooks/{path}"
    return requests.post(url, data=body, headers=headers, timeout=20)


def named(path: str, sender: object, text: object) -> dict[str, object]:
    keys = ("sender", "message") if path.startswith("rest") else ("session", "text")
    return dict(zip(keys, (sender, text), strict=True))


@pytest.mark.parametrize("path", EDGE)
@pytest.mark.parametrize("kind", ODD_TEXTS)
def test_odd_text_is_answered(server: Server, path: str, kind: str) -> None:
    body = json.dumps(named(path, "odd-text", ODD_TEXTS[kind])).encode()
    response = post(server, path, body)
    assert response.status_code == 200
    said = response.json() if path.startswith("rest") else response.json()["replies"]
    assert said
    assert said[0]["text"]
    assert "110" in said[0]["text"]
    assert "<script>" not in response.text


@pytest.mark.parametrize("path", EDGE)
@pytest.mark.parametrize("kind", ODD_BODIES)
def test_odd_body_is_refused(server: Server, path: str, kind: str) -> None:
    response = post(server, path, ODD_BODIES[kind])
    assert response.status_code == 400
    assert response.json()["error"]


ODD_NAMES = ["", "x" * 200, "a/b", "名字", "a\nb"]


@pytest.mark.parametrize("sender", [None, 5, ["a"], {"a": 1}, *ODD_NAMES])
def test_odd_sender_is_refused(server: Server, sender: object) -> None:
    body = named("rest/webhook", sender, "你好")
    assert post(server, "rest/webhook", json.dumps(body).encode()).status_code == 400


@pytest.mark.parametrize("session", [None, "chat/x", "x" * 100_000, *ODD_NAMES])
def test_odd_session_is_replaced(server: Server, session: object) -> None:
    body = named("chat/message", session, "你好")
    answered = post(server, "chat/message", json.dumps(body).encode()).json()
    assert answered["new"] is True
    assert answered["session"] != session
    assert answered["replies"][0]["text"]


@pytest.mark.parametrize("session", [5, True, ["a"], {"a": 1}])
def test_a_session_of_a_wrong_type_is_refused(server: Server, session: object) -> None:
    body = named("chat/message", session, "你好")
    assert post(server, "chat/message", json.dumps(body).encode()).status_code == 400


@pytest.mark.parametrize("path", EDGE)
@pytest.mark.parametrize("text", [5, None, ["你好"], {"a": 1}, True])
def test_message_of_a_wrong_type_is_refused(server: Server, path: str, text: object) -> None:
    response = post(server, path, json.dumps(named(path, "odd-type", text)).encode())
    assert response.status_code == 400


@pytest.mark.parametrize("topic", [5, ["lost_money"], {"a": 1}, "../../etc/passwd", "x" * 100])
def test_odd_topic_is_refused(server: Server, topic: object) -> None:
    body = {**named("chat", "odd-topic", "你好"), "topic": topic}
    assert post(server, "chat/message", json.dumps(body).encode()).status_code == 400


@pytest.mark.parametrize("payload", PAYLOADS)
def test_slash_is_no_command(server: Server, payload: str) -> None:
    server.sender = f"slash-{PAYLOADS.index(payload)}"
    before = server.say("老年人怎么防骗")[1]["sections"][0]["items"]
    assert server.say(payload)[0]["text"], "not even silence"
    after = server.say("老年人怎么防骗")[1]["sections"][0]["items"]
    assert not set(before) & set(after), "the conversation was not restarted"


def test_standard_rest_contract(server: Server) -> None:
    body = {"sender": "integrator", "message": "刷单返利是真的吗"}
    response = requests.post(f"{server.url}/webhooks/rest/webhook", json=body, timeout=20)
    (message,) = response.json()
    assert message["recipient_id"] == "integrator"
    assert "96110" in message["text"]
    assert {"title", "payload"} <= set(message["buttons"][0])
    body["message"] = message["buttons"][0]["payload"]
    again = requests.post(f"{server.url}/webhooks/rest/webhook", json=body, timeout=20)
    assert again.json()[0]["text"] != message["text"]
    assert requests.get(f"{server.url}/webhooks/rest/", timeout=20).json() == {"status": "ok"}


def test_rasas_own_api_is_off(server: Server) -> None:
    for path in ("version", "status", "domain", "conversations/x/tracker", "model/parse"):
        assert requests.get(f"{server.url}/{path}", timeout=20).status_code == 404


def test_long_text_is_turned_down_quickly(server: Server) -> None:
    reply = server.ask("长" * 100_000)
    assert "太长" in reply["text"]
