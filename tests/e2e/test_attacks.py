"""What an attacker tries at the door of a server in production, and what becomes of it."""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests
import socketio
from sanic import Sanic

from bot.channel.rest import RestChannel
from bot.channel.secrets import HEADER
from bot.channel.sessions import PREFIX, Sessions
from bot.channel.socketio import SocketChannel
from bot.content.load import ROOT
from bot.studio.environment import quieted
from tests.e2e.conftest import Server, command, running
from tests.ports import free_port
from tests.sessions import SECRET, conversation, token

REST_TOKEN, ACTIONS_SECRET = "the token of an integrator", "the secret of the actions"
SOCKETIO_TOKEN = "the token of a web client"
SESSION_LIMIT, ADDRESS_LIMIT, CAP = 20, 60, 6
CASE = "十分钟前用建行给骗子转了三万"
CALM = "刷单返利是真的吗"
_names = (f"attack-{number}" for number in itertools.count())
_addresses = (f"198.51.{number // 250}.{number % 250 + 1}" for number in itertools.count())


@pytest.fixture(scope="module")
def guarded(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server in production, behind a proxy on this machine, with every channel in its file."""
    folder = tmp_path_factory.mktemp("guarded")
    given = (ROOT / "credentials.yml").read_text("utf-8")
    credentials = given.replace("# bot.channel.socketio.", "bot.channel.socketio.")
    (folder / "credentials.yml").write_text(credentials, "utf-8")
    more = {
        "PRODUCTION": "yes",
        "CREDENTIALS": str(folder / "credentials.yml"),
        "REST_TOKEN": REST_TOKEN,
        "SOCKETIO_TOKEN": SOCKETIO_TOKEN,
        "ACTIONS_SECRET": ACTIONS_SECRET,
        "TRUSTED_PROXIES": "127.0.0.1",
        "SESSION_LIMIT": str(SESSION_LIMIT),
        "ADDRESS_LIMIT": str(ADDRESS_LIMIT),
        "CONVERSATION_MESSAGES": str(CAP),
    }
    with running(model, folder / "log", more=more) as server:
        yield server


@pytest.fixture
def name() -> str:
    return next(_names)


class Somebody:
    """A client with an address of its own, as the proxy tells it."""

    def __init__(self, server: Server) -> None:
        self.server, self.address = server, next(_addresses)

    def post(self, path: str, body: Any, **headers: str) -> requests.Response:
        told = {"X-Forwarded-For": self.address, **headers}
        url = f"{self.server.url}/webhooks/chat/{path}"
        return requests.post(url, json=body, headers=told, timeout=20)

    def say(self, session: str | None, text: str, **more: Any) -> dict[str, Any]:
        answered = self.post("message", {"session": session, "text": text, **more})
        assert answered.status_code == 200, answered.text
        return dict(answered.json())


@pytest.fixture
def victim(guarded: Server) -> Somebody:
    return Somebody(guarded)


@pytest.fixture
def attacker(guarded: Server) -> Somebody:
    return Somebody(guarded)


def shown(answer: dict[str, Any]) -> str:
    return json.dumps(answer["replies"], ensure_ascii=False)


def messages_in(server: Server, conversation_id: str) -> int:
    with closing(sqlite3.connect(f"file:{server.database}?mode=ro", uri=True)) as database:
        query = "select count(*) from events where sender_id = ? and type_name = 'user'"
        return int(database.execute(query, (conversation_id,)).fetchone()[0])


def log_of(server: Server) -> str:
    assert server.database is not None
    return server.database.with_suffix("").read_text("utf-8", "replace")


# ---- whose conversation it is ----


@pytest.mark.parametrize("made_up", ["1", "victim", "", "0123456789abcdef" * 2, "chat/" + "a" * 22])
def test_naming_a_session_joins_nobody(victim: Somebody, attacker: Somebody, made_up: str) -> None:
    """Also where the victim's client has named it so, and both send the same id of a message."""
    first = victim.say(made_up, CASE, id="message-0001")
    assert first["new"] is True
    assert first["session"] != made_up
    for more in ({}, {"id": "message-0001"}, {"id": "message-0002"}):
        other = attacker.say(made_up, "还要做什么", **more)
        assert other["new"] is True
        assert other["session"] != first["session"]
        assert "95533" not in shown(other)
        assert "30000" not in shown(other)
    again = attacker.post("message", {"session": made_up, "id": "message-0001", "again": True})
    assert again.status_code == 404


def test_a_session_that_the_attacker_planted_is_not_the_victims(
    victim: Somebody, attacker: Somebody
) -> None:
    """Fixation: what the server issues is not what was planted, unless that was a session."""
    planted = uuid.uuid4().hex
    told = victim.say(planted, CASE)
    assert victim.say(told["session"], "没联系了")["new"] is False
    assert "95533" not in shown(attacker.say(planted, "还要做什么"))


def expired() -> str:
    """A session of ours of two days ago."""
    past = Sessions([SECRET.encode()], 24 * 3600, now=lambda: time.time() - 48 * 3600)
    return past.issue(conversation("attack-expired"))


def foreign() -> str:
    return Sessions([b"another city's secret"], 24 * 3600).issue(conversation("attack-foreign"))


def forged() -> str:
    """The conversation of another token under the signature of one's own."""
    mine, theirs = token("attack-mine").split("."), token("attack-theirs").split(".")
    return ".".join([theirs[0], mine[1], mine[2]])


@pytest.mark.parametrize("make", [expired, foreign, forged])
def test_a_token_that_does_not_hold_is_replaced_and_the_message_answered(
    attacker: Somebody, make: Any
) -> None:
    given = make()
    whose = PREFIX + given.split(".")[0]
    answered = attacker.say(given, CASE)
    assert answered["new"] is True
    assert "95533" in shown(answered)
    assert answered["session"].split(".")[0] != given.split(".")[0]
    assert messages_in(attacker.server, whose) == 0
    onwards = attacker.say(answered["session"], "没联系了")
    assert onwards["new"] is False
    assert onwards["session"] == answered["session"]


def test_a_message_sent_again_with_an_expired_token_is_one_turn(attacker: Somebody) -> None:
    given, id = expired(), uuid.uuid4().hex
    one, two = (attacker.say(given, CASE, id=id) for _ in range(2))
    assert one["replies"] == two["replies"]
    assert messages_in(attacker.server, PREFIX + one["session"].split(".")[0]) == 1


def test_a_session_that_was_deleted_leads_to_nothing_when_it_is_replayed(
    victim: Somebody, attacker: Somebody
) -> None:
    session = victim.say(None, CASE, id="message-0001")["session"]
    assert victim.post("forget", {"session": session}).json() == {"forgotten": True}
    body = {"session": session, "id": "message-0001", "again": True}
    assert attacker.post("message", body).status_code == 404
    other = attacker.say(session, "还要做什么")
    assert "95533" not in shown(other)
    assert "30000" not in shown(other)


def test_an_opening_is_one_conversation_from_the_first_message_on(victim: Somebody) -> None:
    opening, id = uuid.uuid4().hex, uuid.uuid4().hex
    one = victim.say(None, CASE, opening=opening, id=id)
    two = victim.say(None, CASE, opening=opening, id=id)
    three = victim.say(None, "没联系了", opening=opening)
    whose = {PREFIX + each["session"].split(".")[0] for each in (one, two, three)}
    assert len(whose) == 1
    assert messages_in(victim.server, whose.pop()) == 2
    assert opening not in log_of(victim.server)


def test_nothing_of_another_conversation_is_read_judged_or_deleted(
    victim: Somebody, attacker: Somebody, name: str
) -> None:
    id = uuid.uuid4().hex
    reply = victim.say(token(name), CASE, id=id)["replies"][0]
    mine = attacker.say(None, "你好")["session"]
    tampered = token(name)[:-2] + "AA"
    for session in (mine, tampered, conversation(name), name, None):
        named = {"session": session}
        assert attacker.post("message", {**named, "id": id, "again": True}).status_code == 404
        verdict = {**named, "message": reply["message"], "useful": False}
        assert attacker.post("feedback", verdict).status_code == 404
        assert attacker.post("forget", named).status_code == 200
    assert messages_in(victim.server, conversation(name)) == 1
    deleted = victim.post("forget", {"session": token(name)})
    assert deleted.json() == {"forgotten": True}
    assert messages_in(victim.server, conversation(name)) == 0


def test_other_channels_cannot_name_a_conversation(victim: Somebody, name: str) -> None:
    victim.say(token(name), CASE)
    body = {"sender": conversation(name), "message": "还要做什么"}
    bearer = {"Authorization": f"Bearer {REST_TOKEN}"}
    url = f"{victim.server.url}/webhooks/rest/webhook"
    assert requests.post(url, json=body, headers=bearer, timeout=20).status_code == 400


def test_tokens_are_kept_nowhere(victim: Somebody) -> None:
    session = victim.say(None, CALM, id=uuid.uuid4().hex)["session"]
    signature = session.split(".")[2].encode()
    assert victim.server.database is not None
    folder = victim.server.database.parent
    assert [path for path in folder.iterdir() if signature in path.read_bytes()] == []


# ---- too much ----


def assert_told_to_wait(answer: requests.Response) -> None:
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 10
    told = answer.json()
    assert [call["dial"] for call in told["replies"][0]["calls"]] == ["110", "96110"]
    assert [one["number"] for one in told["card"]["first"]] == ["110", "96110"]
    assert told["card"]["banks"]


def flood(somebody: Somebody, times: int, body: Any, **headers: str) -> list[requests.Response]:
    return [somebody.post("message", body, **headers) for _ in range(times)]


def above_the_limit(somebody: Somebody, body: Any) -> requests.Response:
    """Sent until it is refused: every ten seconds the count begins anew."""
    while True:
        answer = somebody.post("message", body)
        if answer.status_code == 429:
            return answer


def test_a_flood_in_one_conversation_is_slowed_and_the_urgent_still_helped(
    attacker: Somebody, name: str
) -> None:
    body = {"session": token(name), "text": CALM, "id": "message-0001"}
    statuses = [one.status_code for one in flood(attacker, 2 * SESSION_LIMIT + 2, body)]
    assert set(statuses) == {200, 429}
    assert_told_to_wait(above_the_limit(attacker, body))
    hant = above_the_limit(attacker, {**body, "script": "hant"})
    assert "轉" in hant.json()["replies"][0]["text"]
    # Nothing is stored, so it is to be sent again.
    helped = above_the_limit(attacker, {"session": token(name), "text": CASE})
    assert 1 <= int(helped.headers["Retry-After"]) <= 10
    reply = helped.json()["replies"][0]
    assert reply["urgent"]
    assert [call["number"] for call in reply["calls"]][:2] == ["110", "95533"]
    time.sleep(int(helped.headers["Retry-After"]))
    again = attacker.post("message", {"session": token(name), "text": CASE})
    assert again.status_code == 200
    assert again.json()["replies"][-1]["message"], "handled, and stored"
    assert attacker.say(token(f"{name}-other"), CALM)["replies"][0]["topic"] == "scam_brushing"


def evading(number: int) -> dict[str, str]:
    """What one may write into headers to look like somebody else."""
    other = f"203.0.113.{number}"
    return {
        "X-Real-IP": other,
        "Forwarded": f"for={other}",
        "X-Client-IP": other,
        "CF-Connecting-IP": other,
        "True-Client-IP": other,
        "Via": other,
    }


@pytest.mark.parametrize("opening", [True, False])
def test_new_sessions_and_spoofed_headers_do_not_lead_past_the_limit(
    attacker: Somebody, victim: Somebody, opening: bool
) -> None:
    """The proxy appends the true address; all that stands before it is the client's own."""
    statuses = []
    for number in range(2 * ADDRESS_LIMIT + 10):
        spoofed = {"X-Forwarded-For": f"203.0.113.{number}, {attacker.address}", **evading(number)}
        body = {"text": CALM, "id": "message-0001"}
        if opening:
            body["opening"] = uuid.uuid4().hex
        statuses.append(attacker.post("feedback", body, **spoofed).status_code)
    assert statuses.count(429) > 5
    assert victim.say(None, CALM)["replies"], "nobody else is slowed"


def test_who_is_no_proxy_cannot_choose_an_address(guarded: Server) -> None:
    """The same from an address that is not trusted: here 127.0.0.2."""
    statuses = []
    with requests.Session() as line:
        adapter = requests.adapters.HTTPAdapter()
        adapter.init_poolmanager(1, 1, source_address=("127.0.0.2", 0))
        line.mount("http://", adapter)
        for number in range(2 * ADDRESS_LIMIT + 10):
            headers = {"X-Forwarded-For": f"203.0.113.{number}", **evading(number)}
            url = f"{guarded.url}/webhooks/chat/feedback"
            statuses.append(line.post(url, json={}, headers=headers, timeout=20).status_code)
    assert statuses.count(429) > 5


def test_a_conversation_that_has_become_long_begins_anew_and_says_so(
    victim: Somebody, name: str
) -> None:
    session = token(name)
    for number in range(CAP):
        assert victim.say(session, CALM, id=f"message-{number:04}")["new"] is False
    last = victim.say(session, CALM, id="message-last")
    assert last["new"] is True
    assert last["session"].split(".")[0] != session.split(".")[0]
    begun, answer = last["replies"]
    assert "重新开始" in begun["text"]
    assert [call["number"] for call in begun["calls"]] == ["110", "96110"]
    assert answer["topic"] == "scam_brushing"
    again = victim.say(session, CALM, id="message-last")
    assert again["replies"] == last["replies"], "sent again it is not handled again"
    onwards = victim.say(last["session"], "没联系了")
    assert onwards["new"] is False
    assert len(onwards["replies"]) == 1
    assert messages_in(victim.server, conversation(name)) == CAP


# ---- doors that are closed ----


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer x", f"Basic {REST_TOKEN}"])
def test_rest_asks_for_its_token(guarded: Server, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization is not None else {}
    body = {"sender": "integrator", "message": CALM}
    url = f"{guarded.url}/webhooks/rest/webhook"
    refused = requests.post(url, json=body, headers=headers, timeout=20)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    bearer = {"Authorization": f"bearer {REST_TOKEN}"}
    assert requests.post(url, json=body, headers=bearer, timeout=20).json()[0]["text"]


CHANNELS = [
    *("callback", "facebook", "slack", "telegram", "mattermost", "botframework", "rocketchat"),
    *("twilio", "twilio_voice", "webexteams", "hangouts", "cmdline", "console"),
]


@pytest.mark.parametrize("channel", CHANNELS)
def test_channels_that_are_off_are_not_there(guarded: Server, channel: str) -> None:
    for path in ("", "/", "/webhook", "/set_webhook", "/bot"):
        for method in ("GET", "POST"):
            url = f"{guarded.url}/webhooks/{channel}{path}"
            assert requests.request(method, url, json={}, timeout=20).status_code == 404, path


def connected(server: Server, **options: Any) -> bool:
    client = socketio.Client(reconnection=False)
    try:
        client.connect(server.url, transports=["polling"], wait_timeout=5, **options)
    except socketio.exceptions.ConnectionError:
        return False
    client.disconnect()
    return True


def test_socketio_asks_for_its_token(guarded: Server) -> None:
    assert connected(guarded, auth={"token": SOCKETIO_TOKEN})
    assert connected(guarded, headers={"Authorization": f"Bearer {SOCKETIO_TOKEN}"})
    for wrong in (None, {"token": [SOCKETIO_TOKEN]}, {"token": REST_TOKEN}):
        assert not connected(guarded, auth=wrong)
    assert not connected(guarded, headers={"Authorization": f"Bearer {REST_TOKEN}"})


def test_without_a_token_a_channel_has_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    async def nobody(_: Any) -> None:
        raise AssertionError("no message can come")

    monkeypatch.setenv("PRODUCTION", "yes")
    for channel in (SocketChannel(), RestChannel()):
        blueprint = channel.blueprint(nobody)
        app = Sanic(f"without-{channel.name()}")
        app.blueprint(blueprint, url_prefix=f"/webhooks/{channel.name()}")
        assert not app.router.routes_all


def test_settings_that_make_no_sense_are_said_in_a_line(model: Path, tmp_path: Path) -> None:
    odd = {
        "SESSION_SECRETS": "short",
        "WIDGET_ORIGINS": "www.example.gov.cn/path",
    }
    for name, value in odd.items():
        env = {**quieted(), "BOT_VAR": str(tmp_path), name: value}
        said = subprocess.run(
            command("serve", model, "127.0.0.1", free_port()), env=env, capture_output=True
        )
        assert said.returncode == 1
        lines = said.stderr.decode().strip().splitlines()
        assert name in lines[-1]
        assert "→" in lines[-1]
        assert "Traceback" not in said.stderr.decode()


RASA = [
    *("PUT /model", "DELETE /model", "POST /model", "POST /model/train", "POST /model/parse"),
    *("POST /model/test/stories", "POST /model/test/intents", "POST /model/predict"),
    *("GET /version", "GET /status", "GET /domain", "GET /conversations/x/tracker"),
    *("GET /conversations/x/story", "POST /conversations/x/messages", "PUT /models/x"),
    *("POST /conversations/x/trigger_intent", "POST /conversations/x/execute"),
    *("PUT /conversations/x/tracker/events", "POST /conversations/x/tracker/events"),
    *("PUT /models/model.tar.gz", "POST /upload", "GET /models/default", "POST /webhook"),
]


@pytest.mark.parametrize("door", RASA)
def test_nothing_loads_a_model_or_reads_a_tracker(guarded: Server, door: str) -> None:
    method, path = door.split(" ")
    model_file = {"model_file": "http://127.0.0.1:1/evil.tar.gz"}
    for sent in ({"json": model_file}, {"data": b"\x1f\x8b" + b"0" * 1000}):
        answered = requests.request(method, guarded.url + path, timeout=20, **sent)
        assert answered.status_code in (404, 405)
        assert "error" in answered.json()


@pytest.mark.parametrize("given", [None, "", "x", ACTIONS_SECRET + "x", "密"])
def test_the_action_server_answers_only_rasa(guarded: Server, given: str | None) -> None:
    headers = {} if given is None else {HEADER: given.encode()}
    for method, path in (("POST", "/webhook"), ("GET", "/actions"), ("POST", "/nothing")):
        url = f"{guarded.actions_url}{path}"
        refused = requests.request(method, url, json={}, headers=headers, timeout=20)
        assert refused.status_code in (403, 404)
        assert "action_hotlines" not in refused.text
    assert requests.get(f"{guarded.actions_url}/health", timeout=20).ok


def test_the_action_server_answers_no_page(guarded: Server, server: Server) -> None:
    """A page in a browser on that machine, which can reach it without any secret."""
    secret = {HEADER: ACTIONS_SECRET}
    page = {"Origin": "http://evil.example"}
    assert requests.get(f"{guarded.actions_url}/actions", headers=secret, timeout=20).ok
    for url, headers in ((guarded.actions_url, {**secret, **page}), (server.actions_url, page)):
        assert requests.get(f"{url}/actions", headers=headers, timeout=20).status_code == 403


def test_rasa_knows_the_secret(victim: Somebody) -> None:
    assert victim.say(None, "工行的电话")["replies"][0]["calls"][0]["number"] == "95588"


# ---- what is written into the log ----


def test_nobody_writes_lines_into_the_log(attacker: Somebody) -> None:
    mark = f"forged-{uuid.uuid4().hex}"
    line = f"x\r\n2026-01-01 CRITICAL {mark}\x1b[2K"
    bodies: list[Any] = [
        {"text": line, "id": "message-0001"},
        {"session": line, "text": line},
        {"opening": line, "text": CALM},
        {"id": line},
        {"topic": line},
        {line: line},
        [line],
    ]
    for body in bodies:
        for path in ("message", "feedback", "forget"):
            attacker.post(path, body)
    escaped = requests.utils.quote(line)
    for path in (f"/{escaped}", f"/webhooks/{escaped}", f"/webhooks/chat/today?audience={escaped}"):
        requests.get(attacker.server.url + path, headers={"User-Agent": mark}, timeout=20)
    requests.request(mark[:12], attacker.server.url, timeout=20)
    assert mark not in log_of(attacker.server)


def test_the_log_has_neither_what_was_said_nor_who_said_it(attacker: Somebody) -> None:
    attacker.say(None, "我的电话是13871234567，" + CASE)
    said = log_of(attacker.server)
    assert not re.search(rf"13871234567|{CASE}|{re.escape(attacker.address)}", said)
