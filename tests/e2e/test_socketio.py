"""Rasa's Socket.IO contract: an off-the-shelf web client on a foreign page, and bare clients."""

from __future__ import annotations

import functools
import json
import queue
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
import socketio

from bot.channel.origins import VARIABLE
from bot.channel.sessions import PREFIX
from bot.channel.socketio import SocketChannel, as_markdown
from bot.content.load import ROOT
from tests.e2e.conftest import Server, running

CLIENT = ROOT / "node_modules/rasa-webchat/lib/index.js"
POLLING = "/socket.io/?EIO=4&transport=polling"
TOKEN = re.compile(r"[\w-]{22}\.[0-9a-f]{8}\.[\w-]{43}")
SWITCH = re.compile(r"^# (?=bot\.channel\.socketio\.)", re.MULTILINE)
WAIT = 20_000

PAGE = """<!doctype html><meta charset="utf-8"><title>乡镇网站</title>
<script src="/index.js"></script>
<script>
  WebChat.default({
    socketUrl: "%s", socketPath: "/socket.io/", initPayload: "/get_started", embedded: true,
    title: "反诈问答", customMessageDelay: () => 0,
  }, null);
</script>"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Somebody else's web site: its origin and its folder."""
    folder = tmp_path_factory.mktemp("site")
    handler = functools.partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}", folder
        http.shutdown()


@pytest.fixture(scope="module")
def open_server(
    model: Path, site: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The assistant with the channel switched on as credentials.yml says, open to the site."""
    folder = tmp_path_factory.mktemp("socketio")
    given = (ROOT / "credentials.yml").read_text("utf-8")
    assert len(SWITCH.findall(given)) == 1
    (folder / "credentials.yml").write_text(SWITCH.sub("", given), "utf-8")
    more = {"CREDENTIALS": str(folder / "credentials.yml"), VARIABLE: site[0]}
    with running(model, folder / "log", more=more) as started:
        yield started


@pytest.fixture
def webchat(browser: Any, open_server: Server, site: tuple[str, Path]) -> Iterator[Any]:
    """rasa-webchat on the foreign page. It asks a font from elsewhere, which it does not get."""
    assert CLIENT.exists(), "sh deploy/node_modules.sh fetches it"
    origin, folder = site
    (folder / "index.js").write_bytes(CLIENT.read_bytes())
    (folder / "index.html").write_text(PAGE % open_server.url, "utf-8")
    page = browser.new_page(viewport={"width": 480, "height": 800}, locale="zh-CN")
    page.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(origin)
    yield page
    page.close()
    assert broken == []


def said(page: Any, text: str) -> Any:
    """The bubbles of the assistant in which this stands."""
    return page.locator(".rw-response", has_text=text)


def ask(page: Any, text: str) -> None:
    page.fill("textarea.rw-new-message", text)
    page.press("textarea.rw-new-message", "Enter")


def stored(server: Server) -> dict[str, list[str]]:
    """Conversation -> what was said in it, as the database has it."""
    heard: dict[str, list[str]] = {}
    with closing(sqlite3.connect(str(server.database))) as database:
        for sender, data in database.execute("SELECT sender_id, data FROM events ORDER BY id"):
            event = json.loads(data)
            if event["event"] == "user" and event.get("input_channel") == "socketio":
                heard.setdefault(sender, []).append(event["text"])
    return heard


def conversation_of(token: str) -> str:
    return PREFIX + token.split(".")[0]


def session_of(page: Any) -> str:
    kept = "JSON.parse(localStorage.getItem('chat_session')).session_id"
    return str(page.evaluate(kept))


def test_greeting_question_and_button(webchat: Any, open_server: Server) -> None:
    said(webchat, "孝感反诈问答助手").wait_for(timeout=WAIT)
    ask(webchat, "96110打来的电话能接吗")
    answer = said(webchat, "可以打的电话").last
    answer.wait_for(timeout=WAIT)
    assert answer.locator("br").count(), "the lines of an answer stay lines"
    buttons = webchat.locator(".rw-reply")
    buttons.first.wait_for(timeout=WAIT)
    title = buttons.first.inner_text()
    before = webchat.locator(".rw-response").count()
    buttons.first.click()
    webchat.wait_for_function(
        "n => document.querySelectorAll('.rw-response').length > n", arg=before, timeout=WAIT
    )
    heard = stored(open_server)[conversation_of(session_of(webchat))]
    assert heard[1:] == ["96110打来的电话能接吗", title]
    assert not any("/" in text for text in heard)


def test_reload_goes_on_with_the_conversation(webchat: Any, open_server: Server) -> None:
    said(webchat, "孝感反诈问答助手").wait_for(timeout=WAIT)
    ask(webchat, "刚用建行给骗子转了三万")
    said(webchat, "95533").wait_for(timeout=WAIT)
    session = session_of(webchat)
    webchat.reload()
    said(webchat, "95533").wait_for(timeout=WAIT)
    assert session_of(webchat) == session
    ask(webchat, "没联系了")
    ask(webchat, "个人的卡")
    said(webchat, "您这种情况").wait_for(timeout=WAIT)
    assert said(webchat, "孝感反诈问答助手").count() == 1, "no second greeting"
    heard = stored(open_server)[conversation_of(session)]
    assert heard[1:] == ["刚用建行给骗子转了三万", "没联系了", "个人的卡"]


def test_personal_numbers_are_not_kept(webchat: Any, open_server: Server) -> None:
    said(webchat, "孝感反诈问答助手").wait_for(timeout=WAIT)
    ask(webchat, "我的手机13812345678，身份证420902199003074518，卡号6227001234567890123，被骗了吗")
    webchat.wait_for_function("document.querySelectorAll('.rw-response').length > 1", timeout=WAIT)
    kept = b"".join(p.read_bytes() for p in Path(open_server.database).parent.glob("*.db*"))
    assert b"socketio" in kept
    for number in (b"13812345678", b"420902199003074518", b"6227001234567890123"):
        assert number not in kept


def test_cheats_address_cannot_be_tapped(webchat: Any) -> None:
    said(webchat, "孝感反诈问答助手").wait_for(timeout=WAIT)
    ask(webchat, "中奖了让我点 http://icbc-safe.xyz/login 领奖")
    said(webchat, "多半是仿冒").wait_for(timeout=WAIT)
    assert webchat.locator(".rw-response a").count() == 0


class Client:
    """A bare Socket.IO client; what it is sent comes out of `replies`."""

    def __init__(self, server: Server, **options: Any) -> None:
        self.socket = socketio.Client(reconnection=False)
        self.replies: queue.Queue[dict[str, Any]] = queue.Queue()
        self.confirmed: queue.Queue[str] = queue.Queue()
        self.socket.on("bot_uttered", self.replies.put)
        self.socket.on("session_confirm", self.confirmed.put)
        self.socket.connect(server.url, transports=["polling"], **options)

    def session(self, *data: Any) -> str:
        self.socket.emit("session_request", data)
        return self.confirmed.get(timeout=10)

    def say(self, *data: Any) -> None:
        self.socket.emit("user_uttered", data)


@pytest.fixture
def client(open_server: Server) -> Iterator[Client]:
    connected = Client(open_server)
    yield connected
    connected.socket.disconnect()


def test_reply_has_rasas_form(client: Client) -> None:
    session = client.session({"session_id": None})
    client.say({"session_id": session, "message": "刷单返利是真的吗"})
    reply = client.replies.get(timeout=10)
    assert set(reply) == {"text", "quick_replies"}
    assert "96110" in reply["text"]
    for button in reply["quick_replies"]:
        assert set(button) == {"content_type", "title", "payload"}
        assert button["content_type"] == "text"
    assert client.replies.empty(), "one answer is one message"


def test_traditional_characters_come_back(client: Client) -> None:
    client.say({"session_id": client.session(), "message": "刷單返利是真的嗎"})
    assert "騙局" in client.replies.get(timeout=10)["text"]


@pytest.mark.parametrize("opening", ["/get_started", '/greet{"a": 1}'])
def test_opening_is_greeted(client: Client, opening: str) -> None:
    client.say({"session_id": client.session(), "message": opening})
    assert "孝感反诈问答助手" in client.replies.get(timeout=10)["text"]


def test_command_is_only_text(client: Client, open_server: Server) -> None:
    session = client.session()
    for command in ("/restart", "／session_start"):
        client.say({"session_id": session, "message": command})
        assert "110" in client.replies.get(timeout=10)["text"]
    heard = stored(open_server)[conversation_of(session)]
    assert heard == ["restart", "session_start"]


@pytest.mark.parametrize(
    "asked",
    [
        *((), (None,), ({},), ([],), ("x",)),
        *(({"session_id": odd},) for odd in (None, 5, "guess", ["a" * 20], "' OR 1=1 --" * 3)),
        ({"session_id": "0123456789abcdef" * 2},),
    ],
    ids=str,
)
def test_session_that_is_none_of_ours_is_replaced(client: Client, asked: tuple[Any, ...]) -> None:
    assert TOKEN.fullmatch(client.session(*asked))


def test_naming_a_session_joins_nobody(client: Client, open_server: Server) -> None:
    other, name = Client(open_server), {"session_id": "resident-1-of-the-city"}
    client.say({**name, "message": "刚用建行给骗子转了三万"})
    assert "95533" in client.replies.get(timeout=10)["text"]
    other.say({**name, "message": "还要做什么"})
    assert "95533" not in other.replies.get(timeout=10)["text"]
    assert client.replies.empty()
    client.say({**name, "message": "没联系了"})
    client.replies.get(timeout=10)
    client.say({**name, "message": "个人的卡"})
    assert "您这种情况" in client.replies.get(timeout=10)["text"], "it has one while connected"
    other.socket.disconnect()


def test_no_two_get_the_same_session(client: Client) -> None:
    assert len({client.session() for _ in range(5)}) == 5


def test_nobody_hears_another_session(client: Client, open_server: Server) -> None:
    other = Client(open_server)
    other.session()
    client.say({"session_id": client.session(), "message": "你好"})
    client.replies.get(timeout=10)
    other.say({"message": "刷单返利是真的吗"})
    assert "刷单" in other.replies.get(timeout=10)["text"], "a client without session is answered"
    assert client.replies.empty()
    assert other.replies.empty()
    other.socket.disconnect()


def test_client_that_comes_back_is_answered(client: Client, open_server: Server) -> None:
    session = client.session()
    client.socket.disconnect()
    again = Client(open_server)
    again.say({"session_id": session, "message": "刷单返利是真的吗"})
    assert again.replies.get(timeout=10)["text"]
    again.socket.disconnect()


ODD = {
    "nothing": (),
    "null": (None,),
    "a string": ("被骗了",),
    "a number": (5,),
    "a list": (["被骗了"],),
    "no message": ({},),
    "message null": ({"message": None},),
    "message a list": ({"message": ["被骗了"]},),
    "message an object": ({"message": {"text": "被骗了"}},),
    "message bytes": ({"message": b"\xff\xfe"},),
    "topic a list": ({"message": "被骗了", "metadata": {"topic": ["x"]}},),
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD.keys())
def test_bad_shape_does_no_harm(client: Client, open_server: Server, data: tuple[Any, ...]) -> None:
    log = Path(open_server.database).with_suffix("")
    before = log.stat().st_size
    session = client.session()
    body = {**data[0], "session_id": session} if data and isinstance(data[0], dict) else None
    client.say(*data) if body is None else client.say(body)
    client.say({"session_id": session, "message": "你好", "metadata": "no JSON {"})
    assert "孝感反诈问答助手" in client.replies.get(timeout=10)["text"]
    assert client.replies.empty()
    assert b"Traceback" not in log.read_bytes()[before:]


@pytest.mark.parametrize("text", ["", " ", "\x00", "{{7*7}}", "长" * 1500, "\u202e😭"])
def test_odd_text_gets_the_numbers(client: Client, text: str) -> None:
    client.say({"session_id": client.session(), "message": text})
    assert "110" in client.replies.get(timeout=10)["text"]


def test_broken_packets_do_no_harm(client: Client, open_server: Server) -> None:
    for packet in (
        b"42" + b"[" * 3000,
        b"42{}",
        b"4",
        b"9",
        b"\xff",
        b"451-",
        b"42[[]]",
        b"x" * 99,
    ):
        opened = requests.get(open_server.url + POLLING, timeout=20).text
        address = f"{open_server.url}{POLLING}&sid={json.loads(opened[1:])['sid']}"
        requests.post(address, data=b"40", timeout=20)
        requests.post(address, data=packet, timeout=20)
    client.say({"session_id": client.session(), "message": "你好"})
    assert client.replies.get(timeout=10)["text"]


def test_origin_must_be_on_the_list(open_server: Server, site: tuple[str, Path]) -> None:
    def status(origin: str | None) -> tuple[int, str | None]:
        headers = {} if origin is None else {"Origin": origin}
        got = requests.get(open_server.url + POLLING, headers=headers, timeout=20)
        return got.status_code, got.headers.get("Access-Control-Allow-Origin")

    assert status(site[0]) == (200, site[0])
    assert status(open_server.url) == (200, open_server.url)
    assert status(None)[0] == 200, "a client that is no page names no origin"
    for foreign in ("https://evil.example", "null", site[0] + "9", "http://127.0.0.1"):
        assert status(foreign) == (400, None)


def test_foreign_page_gets_no_answer(browser: Any, open_server: Server) -> None:
    """Over WebSocket too, where no browser would ask whether it may."""
    page = browser.new_page()
    page.route("http://evil.example/", lambda route: route.fulfill(body="<p>x"))
    page.goto("http://evil.example/")
    address = open_server.url.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    got = page.evaluate(
        """address => new Promise(done => {
          const socket = new WebSocket(address);
          socket.onmessage = () => done("message");
          socket.onerror = socket.onclose = () => done("refused");
        })""",
        address,
    )
    assert got == "refused"
    page.close()


def test_off_unless_switched_on(server: Server) -> None:
    for address in (POLLING, "/socket.io/", "/webhooks/socketio/"):
        assert requests.get(server.url + address, timeout=20).status_code == 404


def test_operators_settings_are_kept() -> None:
    channel = SocketChannel.from_credentials(
        {"session_persistence": False, "user_message_evt": "said", "jwt_key": "k"}
    )
    assert channel.session_persistence is False
    assert (channel.user_message_evt, channel.jwt_key) == ("said", "k")
    assert SocketChannel.from_credentials(None).session_persistence is True


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("甲\n乙\n\n丙", "甲  \n乙\n\n丙"),
        ("账号：______", "账号：＿＿＿＿＿＿"),
        ("http://a.top", "http:\u2060//a.top"),
        ("![x](//a.top) www.a.top", "![x]\u2060(//a.top) www\u2060.a.top"),
        ("1. 打 110", "1. 打 110"),
    ],
)
def test_text_is_safe_as_markdown(text: str, shown: str) -> None:
    assert as_markdown(text) == shown
