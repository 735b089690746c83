"""What the widget and the pages that embed it rely on, over real HTTP."""

from __future__ import annotations

import gzip
import http.client
import itertools
import json
import re
import socket
import sqlite3
import threading
import time
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from bot.channel.origins import VARIABLE
from bot.channel.sessions import PREFIX
from tests.e2e.conftest import Server, running, wait_until
from tests.sessions import conversation, token

FRIEND, FRIEND_WITH_PORT = "https://www.example.gov.cn", "http://community.example.cn:8080"
STRANGER = "https://evil.example"
TEN_MINUTES_AGO = "十分钟前用建行给骗子转了三万"
CHAT = "/webhooks/chat/"
_numbers = itertools.count()


@pytest.fixture(scope="module")
def contract(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that two foreign sites may use."""
    more = {VARIABLE: f"{FRIEND}, {FRIEND_WITH_PORT.upper()}/"}
    with running(model, tmp_path_factory.mktemp("contract") / "log", more=more) as server:
        yield server


@pytest.fixture
def session() -> str:
    return f"contract-{next(_numbers)}"


def post(server: Server, path: str, body: object, **headers: str) -> requests.Response:
    url = f"{server.url}{CHAT}{path}"
    return requests.post(url, json=body, headers=headers, timeout=20)


def said(session: str, text: str = "刷单返利是真的吗", **more: object) -> dict[str, object]:
    return {"session": token(session), "text": text, **more}


def raw(server: Server, method: str, path: str, **headers: str) -> http.client.HTTPResponse:
    """A request whose path and headers nobody tidies up; the body is not decompressed."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    response = connection.getresponse()
    response.whole = response.read()  # type: ignore[attr-defined]
    connection.close()
    return response


def rows(server: Server, table: str, session: str, also: str = "1") -> int:
    """How many rows of the conversation of this name the database has."""
    column = {"events": "sender_id", "replies": "session"}[table]
    with closing(sqlite3.connect(f"file:{server.database}?mode=ro", uri=True)) as connection:
        query = f"select count(*) from {table} where {column} = ? and {also}"
        return int(connection.execute(query, (conversation(session),)).fetchone()[0])


def user_messages(server: Server, session: str) -> int:
    return rows(server, "events", session, "type_name = 'user'")


def on_disk(server: Server) -> bytes:
    """The database, its write-ahead log and the server's log, as they lie there."""
    assert server.database is not None
    stem = server.database.with_suffix("")
    return b"".join(p.read_bytes() for p in stem.parent.glob(f"{stem.name}*") if p.is_file())


# ---- a message that is sent again ----


def test_the_same_id_twice_is_one_turn_and_the_same_to_the_byte(
    contract: Server, session: str
) -> None:
    body = said(session, id="message-0001")
    first, second = post(contract, "message", body), post(contract, "message", body)
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert first.json()["replies"][0]["message"]
    assert user_messages(contract, session) == 1


def test_another_id_or_none_is_another_turn(contract: Server, session: str) -> None:
    for more in ({"id": "message-0001"}, {"id": "message-0002"}, {}, {"id": None}):
        assert post(contract, "message", said(session, **more)).status_code == 200
    assert user_messages(contract, session) == 4
    assert rows(contract, "replies", session) == 2


def test_the_same_id_in_two_sessions_is_two_messages(contract: Server, session: str) -> None:
    post(contract, "message", said(session, "刷单返利是真的吗", id="message-0001"))
    other = post(contract, "message", said(f"{session}-x", "96110是什么", id="message-0001"))
    assert other.json()["replies"][0]["topic"] != "scam_brushing"
    assert user_messages(contract, f"{session}-x") == 1


def test_the_script_may_change_when_it_is_sent_again(contract: Server, session: str) -> None:
    body = said(session, id="message-0001")
    hans = post(contract, "message", body).json()["replies"]
    hant = post(contract, "message", {**body, "script": "hant"}).json()["replies"]
    again = post(contract, "message", {**body, "script": "hans"}).json()["replies"]
    assert again == hans
    assert user_messages(contract, session) == 1
    assert "骗" in hans[0]["text"]
    assert "騙" in hant[0]["text"]
    assert not re.search("[骗钱转]", json.dumps(hant[0]["sections"], ensure_ascii=False))
    for key in ("topic", "message", "urgent"):
        assert hant[0][key] == hans[0][key]
    numbers = [[call["dial"] for call in one["calls"]] for one in (hans[0], hant[0])]
    assert numbers[0] == numbers[1]


def test_the_chosen_script_wins_over_the_written_one(contract: Server, session: str) -> None:
    written = said(session, "刷單返利是真的嗎，會不會被騙錢")
    assert "騙" in post(contract, "message", written).json()["replies"][0]["text"]
    chosen = post(contract, "message", {**written, "script": "hans"}).json()["replies"][0]
    assert "骗" in chosen["text"]
    assert "騙" not in chosen["text"]


def test_at_the_same_instant_is_one_turn(contract: Server, session: str) -> None:
    many = 6
    start, answers = threading.Barrier(many), []

    def send() -> None:
        start.wait()
        answers.append(post(contract, "message", said(session, id="message-0001")).content)

    threads = [threading.Thread(target=send) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == many
    assert len(set(answers)) == 1
    assert user_messages(contract, session) == 1
    assert rows(contract, "replies", session) == 1


def test_whoever_hangs_up_finds_the_reply_when_back(contract: Server, session: str) -> None:
    at = urlsplit(contract.url)
    body = json.dumps(said(session, id="message-0001")).encode()
    head = f"POST {CHAT}message HTTP/1.1\r\nHost: {at.netloc}\r\nContent-Type: application/json\r\n"
    with socket.create_connection((str(at.hostname), int(at.port or 80))) as line:
        line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        line.shutdown(socket.SHUT_WR)  # and gone, before an answer can be there
    assert wait_until(lambda: rows(contract, "replies", session) == 1, 60)
    replies = post(contract, "message", said(session, id="message-0001")).json()["replies"]
    assert replies[0]["topic"] == "scam_brushing"
    assert user_messages(contract, session) == 1


@pytest.mark.parametrize("id", ["12345678", "a" * 64, "A_b-C_d-", "6f1f6a3e-8f6e-4f5a-9d43-0d5f"])
def test_ids_that_will_do(contract: Server, session: str, id: str) -> None:
    assert post(contract, "message", said(session, id=id)).status_code == 200


@pytest.mark.parametrize(
    "id",
    [
        "",
        "1234567",
        "a" * 65,
        "with blank",
        "a.b.c.d.e",
        "八个汉字也不能用",
        "1234567\n",
        12345678,
        True,
        [],
        ["12345678"],
        {"a": 1},
    ],
)
def test_ids_that_are_refused(contract: Server, session: str, id: object) -> None:
    refused = post(contract, "message", said(session, id=id))
    assert refused.status_code == 400
    assert "'id'" in refused.json()["error"]
    assert user_messages(contract, session) == 0


@pytest.mark.parametrize("script", ["", "zh-Hant", "HANT", "hant ", 1, True, ["hant"], {"a": 1}])
def test_scripts_that_are_refused(contract: Server, session: str, script: object) -> None:
    refused = post(contract, "message", said(session, script=script))
    assert refused.status_code == 400
    assert "'script'" in refused.json()["error"]


@pytest.mark.parametrize("script", [None, "hans", "hant"])
def test_scripts_that_will_do(contract: Server, session: str, script: str | None) -> None:
    assert post(contract, "message", said(session, script=script)).status_code == 200


# ---- the list for somebody whose money is gone ----


def test_the_case_comes_with_its_time_and_its_numbers(contract: Server, session: str) -> None:
    before = time.time()
    replies = post(contract, "message", said(session, TEN_MINUTES_AGO)).json()["replies"]
    case = replies[-1]["case"]
    assert set(case) == {"lead", "sections", "keys", "calls", "since"}
    assert "110" in case["lead"]
    assert case["sections"][0]["part"] == "steps"
    assert [call["number"] for call in case["calls"]][:2] == ["110", "95533"]
    script = next(part for part in case["sections"] if part["part"] == "script")
    assert "30000" in " ".join(script["items"])
    since = case["since"]
    assert set(since) == {"from", "to", "said"}
    assert since["from"] <= since["to"]
    for moment in (since["from"], since["to"]):
        assert isinstance(moment, int)
        assert abs(before - 600 - moment) <= 5 * 60
    assert since["to"] <= time.time()
    assert since["said"]


def test_the_time_of_a_case_does_not_move(contract: Server, session: str) -> None:
    first = post(contract, "message", said(session, TEN_MINUTES_AGO)).json()["replies"][-1]
    time.sleep(1.1)
    second = post(contract, "message", said(session, "没联系了")).json()["replies"][-1]
    assert second["case"]["since"]["from"] == first["case"]["since"]["from"]
    assert second["case"]["since"]["to"] == first["case"]["since"]["to"]


def test_the_case_is_in_the_chosen_script(contract: Server, session: str) -> None:
    body = said(session, TEN_MINUTES_AGO, script="hant")
    case = post(contract, "message", body).json()["replies"][-1]["case"]
    assert isinstance(case["since"]["from"], int)
    assert "steps" in [part["part"] for part in case["sections"]], "a name, no text"
    written = json.dumps(case, ensure_ascii=False)
    assert "轉" in written
    assert not re.search("[转骗银]", written)


def test_who_has_not_told_the_time_gets_a_case_without_one(contract: Server, session: str) -> None:
    replies = post(contract, "message", said(session, "钱被骗子骗走了")).json()["replies"]
    assert replies[-1]["case"]["sections"]
    assert replies[-1]["case"]["since"] is None


def test_a_hint_at_self_harm_takes_the_list_away(contract: Server, session: str) -> None:
    assert post(contract, "message", said(session, TEN_MINUTES_AGO)).json()["replies"][-1]["case"]
    reply = post(contract, "message", said(session, "我不想活了")).json()["replies"][-1]
    assert "case" in reply
    assert reply["case"] is None


def test_a_calm_question_says_nothing_of_a_case(contract: Server, session: str) -> None:
    replies = post(contract, "message", said(session)).json()["replies"]
    assert [reply for reply in replies if "case" in reply] == []


# ---- leaving ----


def test_forget_leaves_nothing_of_this_session(contract: Server, session: str) -> None:
    for one in (session, f"{session}0"):
        body = said(one, TEN_MINUTES_AGO, id="message-0001")
        assert post(contract, "message", body).status_code == 200
    answered = post(contract, "forget", {"session": token(session)})
    assert answered.status_code == 200
    assert answered.json() == {"forgotten": True}
    assert rows(contract, "events", session) == rows(contract, "replies", session) == 0
    assert rows(contract, "events", f"{session}0") > 0
    assert rows(contract, "replies", f"{session}0") == 1


def test_after_forgetting_the_case_is_unknown(contract: Server, session: str) -> None:
    post(contract, "message", said(session, TEN_MINUTES_AGO))
    post(contract, "forget", {"session": token(session)})
    reply = post(contract, "message", said(session, "还要做什么")).json()["replies"][-1]
    assert "30000" not in json.dumps(reply)
    assert "95533" not in json.dumps(reply), "their bank"
    assert (reply.get("case") or {}).get("since") is None


def test_forgetting_an_unknown_session_is_no_mistake(contract: Server, session: str) -> None:
    assert post(contract, "forget", {"session": token(session)}).status_code == 200
    assert post(contract, "forget", {"session": token(session)}).status_code == 200


def test_forgetting_while_an_answer_is_on_its_way(contract: Server, session: str) -> None:
    body = said(session, TEN_MINUTES_AGO, id="message-0001")
    asking = threading.Thread(target=post, args=(contract, "message", body))
    asking.start()
    time.sleep(0.01)
    assert post(contract, "forget", {"session": token(session)}).status_code == 200
    asking.join()
    time.sleep(0.2)
    # Either the message came after the wish to be forgotten, or nothing of it is left.
    assert user_messages(contract, session) == rows(contract, "replies", session)


def test_what_is_forgotten_is_gone_from_the_disk(contract: Server, session: str) -> None:
    """Not only no row: a deleted row's text stays in the file and in its log, unless told."""
    secret = "gone-for-good"
    post(contract, "message", said(session, f"{secret} 刷单返利是真的吗", id="message-0001"))
    assert secret.encode() in on_disk(contract)
    post(contract, "forget", {"session": token(session)})
    assert secret.encode() not in on_disk(contract)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe",
        b'{"session": 5}',
        b'{"session": ["a"]}',
        b'{"opening": {}}',
        b'{"session": "a", "session": "b"}',
    ],
)
def test_odd_wishes_to_be_forgotten_are_refused(contract: Server, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    url = f"{contract.url}{CHAT}forget"
    refused = requests.post(url, data=body, headers=headers, timeout=20)
    assert refused.status_code == 400
    assert refused.json()["error"]


# ---- personal numbers ----

PERSONAL = {
    "phone": "我的电话是13871234567，骗子让我刷单先垫钱",
    "phone with a code": "他用+86 138-7123-4567打给我，说我涉嫌洗钱",
    "full-width phone": "电话１３８７１２３４５６７叫我转到安全账户",
    "identity card": "我身份证420902199003071234被拿去贷款了",
    "identity card with an X": "身份证 42090219900307123X 发给客服了",
    "bank card": "我把三万转到了6217002870012345678这张建行卡",
    "bank card in groups": "十分钟前往 6217 0028 7001 2345 678 转了三万",
    "landline": "0712-2387654打来说是公安局的，叫我转账",
    "from abroad": "00441632960961打来的，说我快递有问题",
    "service number": "4001238765叫我开共享屏幕退款",
}


def test_personal_numbers_are_nowhere_on_the_disk(contract: Server, session: str) -> None:
    for number, text in enumerate(PERSONAL.values()):
        for letter in "xy":
            body = said(f"{session}-{number}", text, id=f"personal-{letter}")
            assert post(contract, "message", body).status_code == 200
        assert rows(contract, "replies", f"{session}-{number}") == 2
    assert "〔号码已隐去〕" in texts_in(contract, f"{session}-"), "they were heard"
    assert found_of(PERSONAL.values(), texts_in(contract, f"{session}-")) == []
    left = on_disk(contract)
    assert [t for t in PERSONAL.values() if written_in(t).encode() in left] == []


@pytest.mark.parametrize(
    "answer",
    [
        "13871234567",
        "打的13871234567",
        "6217002870012345678",
        "转到他的卡6217002870012345678",
        "金额6217002870012345678",
        "他的卡号6217002870012345678，户名张三",
        "420902199003071234",
    ],
)
def test_a_personal_number_is_no_sum(contract: Server, session: str, answer: str) -> None:
    """Sums are read before numbers are hidden; what is none must not be kept as one."""
    post(contract, "message", said(session, TEN_MINUTES_AGO))
    replies = post(contract, "message", said(session, answer, id="personal-z")).json()["replies"]
    assert found_of([answer], json.dumps(replies, ensure_ascii=False)) == []
    assert found_of([answer], texts_in(contract, session)) == []


def written_in(text: str) -> str:
    """The personal number in a text, as it was written."""
    found = re.search(r"[\d０-９][\d０-９ -]{6,}[\d０-９Xx]", text)
    assert found is not None
    return found.group()


def found_of(texts: Iterable[str], kept: str) -> list[str]:
    """The texts of whose numbers seven digits in a row are in what was kept."""
    digits = {text: re.sub(r"\D", "", unicodedata.normalize("NFKC", text)) for text in texts}
    kept = re.sub(r"(?<=\d)[ -](?=\d)", "", unicodedata.normalize("NFKC", kept))
    return [
        text
        for text, number in digits.items()
        if any(number[at : at + 7] in kept for at in range(len(number) - 6))
    ]


def texts_in(server: Server, session: str) -> str:
    """All that is kept of the sessions that begin so; moments and ids of messages left out."""
    with closing(sqlite3.connect(f"file:{server.database}?mode=ro", uri=True)) as connection:
        query = (
            "select data from events where sender_id glob ?1 || '*'"
            " union all select body from replies where session glob ?1 || '*'"
        )
        found = "\n".join(row[0] for row in connection.execute(query, (PREFIX + session,)))
    found = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), found)
    return re.sub(r"[0-9a-f]{32}|\d{10}\.\d+|\d\.\d{6,}(?:e-\d+)?", "", found)


# ---- which pages may use it ----

ENDPOINTS = [("POST", "message"), ("POST", "forget"), ("POST", "feedback"), ("GET", "today")]


def ask(server: Server, method: str, path: str, **headers: str) -> requests.Response:
    body = said("contract-origin") if method == "POST" else None
    url = f"{server.url}{CHAT}{path}"
    return requests.request(method, url, json=body, headers=headers, timeout=20)


def cors(response: requests.Response) -> list[str]:
    return [name for name in response.headers if name.lower().startswith("access-control-")]


@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
@pytest.mark.parametrize(
    "origin",
    [
        STRANGER,
        "null",
        "http://www.example.gov.cn",
        "https://www.example.gov.cn:8443",
        "https://example.gov.cn",
        "https://www.example.gov.cn.evil.example",
        "https://www.example.gov.cn@evil.example",
        "http://community.example.cn",
        "http://localhost",
        "file://",
        "chrome-extension://abcdefgh",
        "*",
    ],
)
def test_strangers_are_turned_away(contract: Server, method: str, path: str, origin: str) -> None:
    refused = ask(contract, method, path, Origin=origin)
    assert refused.status_code == 403
    assert VARIABLE in refused.json()["error"]
    assert cors(refused) == []


def test_another_port_of_this_machine_is_a_stranger(contract: Server) -> None:
    at = urlsplit(contract.url)
    origin = f"http://{at.hostname}:{int(at.port or 0) ^ 1}"
    assert ask(contract, "GET", "today", Origin=origin).status_code == 403


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "https://a]b", "\xff", "//", ":"])
def test_an_origin_that_is_none_is_a_stranger(contract: Server, origin: str) -> None:
    response = raw(contract, "GET", f"{CHAT}today", Origin=origin)
    assert response.status == 403
    assert response.getheader("Access-Control-Allow-Origin") is None


def test_a_stranger_leaves_no_trace(contract: Server, session: str) -> None:
    refused = post(contract, "message", said(session), Origin=STRANGER)
    assert refused.status_code == 403
    assert rows(contract, "events", session) == 0


def preflight(server: Server, origin: str) -> requests.Response:
    asked = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    return requests.options(f"{server.url}{CHAT}message", headers=asked, timeout=20)


@pytest.mark.parametrize("origin", [STRANGER, "null"])
def test_a_strangers_preflight_allows_nothing(contract: Server, origin: str) -> None:
    """Whatever its status (Rasa's own part answers it), a browser goes by these headers."""
    assert cors(preflight(contract, origin)) == []


@pytest.mark.parametrize(
    "path",
    [
        "//webhooks/chat/today",
        "/webhooks//chat/today",
        "/webhooks/%63hat/today",
        "/webhooks/./chat/today",
        "/x/../webhooks/chat/today",
        "/WEBHOOKS/chat/today",
    ],
)
def test_no_way_of_writing_the_address_leads_past_the_list(contract: Server, path: str) -> None:
    assert raw(contract, "GET", path, Origin=STRANGER).status in (301, 308, 400, 403, 404)


@pytest.mark.parametrize("path", ["/webhooks/chat/today/", "/webhooks/chat/today?x=1"])
def test_other_addresses_of_the_chat_are_watched_too(contract: Server, path: str) -> None:
    assert raw(contract, "GET", path, Origin=STRANGER).status == 403


@pytest.mark.parametrize("origin", [FRIEND, FRIEND.upper(), FRIEND_WITH_PORT])
@pytest.mark.parametrize(("method", "path"), ENDPOINTS)
def test_friends_may(contract: Server, method: str, path: str, origin: str) -> None:
    answered = ask(contract, method, path, Origin=origin)
    assert answered.status_code in (200, 400), "400: feedback on nothing, but heard"
    assert answered.headers["Access-Control-Allow-Origin"] == origin.lower()
    assert "Access-Control-Allow-Credentials" not in answered.headers
    assert "Origin" in answered.headers["Vary"]
    assert "Retry-After" in answered.headers["Access-Control-Expose-Headers"]


def test_a_friends_mistake_is_told_to_the_friend(contract: Server) -> None:
    refused = post(contract, "message", {"session": 5}, Origin=FRIEND)
    assert refused.status_code == 400
    assert refused.headers["Access-Control-Allow-Origin"] == FRIEND


def test_a_friends_preflight(contract: Server) -> None:
    allowed = preflight(contract, FRIEND)
    assert allowed.ok
    assert allowed.content == b""
    assert allowed.headers["Access-Control-Allow-Origin"] == FRIEND
    assert "POST" in allowed.headers["Access-Control-Allow-Methods"]
    assert allowed.headers["Access-Control-Allow-Headers"].lower() == "content-type"
    assert int(allowed.headers["Access-Control-Max-Age"]) > 0
    assert "Access-Control-Allow-Credentials" not in allowed.headers
    assert allowed.headers["Vary"] == "Origin"


def test_our_own_page_may(contract: Server) -> None:
    own = ask(contract, "POST", "message", Origin=contract.url)
    assert own.status_code == 200
    assert cors(own) == []
    assert ask(contract, "POST", "message", Origin=contract.url.upper()).status_code == 200
    host = {"Host": "Assistant.example.cn", "Origin": "https://assistant.example.cn"}
    assert ask(contract, "GET", "today", **host).status_code == 200, "behind a proxy"


def test_who_is_no_page_may(contract: Server) -> None:
    plain = ask(contract, "POST", "message")
    assert plain.status_code == 200
    assert "Access-Control-Allow-Origin" not in plain.headers
    assert plain.headers["Vary"] == "Origin", "no cache gives it to somebody else"


def test_only_the_chat_is_guarded(contract: Server) -> None:
    for path in ("/", "/widget.js", "/sw.js", "/webhooks/rest/"):
        assert requests.get(f"{contract.url}{path}", headers={"Origin": STRANGER}, timeout=20).ok
    body = {"sender": "contract-rest", "message": "刷单返利是真的吗"}
    url = f"{contract.url}/webhooks/rest/webhook"
    answered = requests.post(url, json=body, headers={"Origin": STRANGER}, timeout=20)
    assert answered.ok
    assert cors(answered) == [], "answered, but no foreign page may read it"


# ---- the files ----


@pytest.fixture(scope="module")
def paths(contract: Server) -> list[str]:
    """Every file that the service worker keeps, and itself."""
    worker = requests.get(f"{contract.url}/sw.js", timeout=20).text
    found = re.search(r'"files":(\[.*?\])', worker)
    assert found is not None
    return [*json.loads(found.group(1)), "/sw.js"]


def test_every_file_comes_and_says_what_it_is(contract: Server, paths: list[str]) -> None:
    kinds = {"js": "text/javascript", "css": "text/css", "/": "text/html"}
    for path in paths:
        response = raw(contract, "GET", path)
        assert response.status == 200, path
        kind = kinds[path.rpartition(".")[2]]
        assert response.getheader("Content-Type") == f"{kind}; charset=utf-8", path
        assert response.getheader("Content-Encoding") is None
        assert len(response.whole) == int(response.getheader("Content-Length") or 0)  # type: ignore[attr-defined]


def test_compressed_for_who_can_read_it(contract: Server, paths: list[str]) -> None:
    for path in paths:
        plain = raw(contract, "GET", path)
        small = raw(contract, "GET", path, Accept_Encoding="br, gzip")
        assert small.getheader("Content-Encoding") == "gzip", path
        assert gzip.decompress(small.whole) == plain.whole, path  # type: ignore[attr-defined]
        assert small.getheader("Content-Type") == plain.getheader("Content-Type")
        for response in (plain, small):
            assert response.getheader("Vary") == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "br, gzip; q=0"])
def test_not_compressed_for_who_cannot(contract: Server, accepted: str) -> None:
    response = raw(contract, "GET", "/widget.js", Accept_Encoding=accepted)
    assert response.getheader("Content-Encoding") is None


def test_caching(contract: Server, paths: list[str]) -> None:
    for path in paths:
        response = raw(contract, "GET", path)
        versioned = path.startswith("/widget/")
        wanted = "public, max-age=31536000, immutable" if versioned else "no-cache"
        if path == "/widget.js":  # foreign pages keep the numbers while this server is dead
            wanted = "public, max-age=300, stale-while-revalidate=604800, stale-if-error=604800"
        assert response.getheader("Cache-Control") == wanted, path
        anywhere = "*" if versioned or path == "/widget.js" else None
        assert response.getheader("Access-Control-Allow-Origin") == anywhere, path


def test_what_is_known_is_not_sent_again(contract: Server, paths: list[str]) -> None:
    for path in paths:
        tag = raw(contract, "GET", path).getheader("ETag")
        assert tag
        known = raw(contract, "GET", path, If_None_Match=tag, Accept_Encoding="gzip")
        assert known.status == 304, path
        assert known.whole == b""  # type: ignore[attr-defined]
        assert known.getheader("ETag") == tag
        assert known.getheader("Content-Encoding") is None
        assert raw(contract, "GET", path, If_None_Match='"other"').status == 200


@pytest.mark.parametrize("form", ["W/{tag}", '"other", {tag}', "*"])
def test_tags_as_proxies_write_them(contract: Server, form: str) -> None:
    """nginx makes a tag weak when it compresses; a cache may name several."""
    tag = raw(contract, "GET", "/widget.js").getheader("ETag") or ""
    known = raw(contract, "GET", "/widget.js", If_None_Match=form.format(tag=tag))
    assert known.status == 304


def test_head_is_get_without_the_body(contract: Server, paths: list[str]) -> None:
    for path in paths:
        get, head = raw(contract, "GET", path), raw(contract, "HEAD", path)
        assert head.status == 200, path
        assert head.whole == b""  # type: ignore[attr-defined]
        for name in ("Content-Type", "Content-Length", "ETag", "Cache-Control"):
            assert head.getheader(name) == get.getheader(name), (path, name)


def test_a_part_of_an_old_version(contract: Server, paths: list[str]) -> None:
    path = next(path for path in paths if path.endswith("/app.js"))
    old = re.sub("[0-9a-f]{12}", "0123456789ab", path)
    now, then = raw(contract, "GET", path), raw(contract, "GET", old)
    assert then.status == 200
    assert then.whole == now.whole  # type: ignore[attr-defined]
    assert then.getheader("Cache-Control") == "no-cache"


@pytest.mark.parametrize(
    "path",
    [
        "/widget/{v}/../../../credentials.yml",
        "/widget/{v}/..%2f..%2f..%2fcredentials.yml",
        "/widget/{v}/%2e%2e/%2e%2e/channel/page.py",
        "/widget/{v}/....//app.js",
        "/widget/{v}/..\\..\\page.py",
        "/widget/{v}//etc/passwd",
        "/widget/0123456789ab/../../page.py",
        "/../../etc/passwd",
        "/widget/{v}/index.html",
        "/widget/{v}/i18n/zh-Hans.json",
        "/widget/{v}/",
        "/widget/",
        "/embed.js",
    ],
)
def test_nothing_else_is_given_out(contract: Server, paths: list[str], path: str) -> None:
    version = next(p for p in paths if p.startswith("/widget/")).split("/")[2]
    assert raw(contract, "GET", path.replace("{v}", version)).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_files_are_only_read(contract: Server, method: str) -> None:
    assert raw(contract, method, "/widget.js").status in (404, 405)


def secured(headers: Any) -> bool:
    policy = headers.get("Content-Security-Policy") or ""
    return (
        "default-src 'none'" in policy
        and headers.get("X-Content-Type-Options") == "nosniff"
        and headers.get("Referrer-Policy") == "no-referrer"
    )


def test_every_file_has_the_security_headers(contract: Server, paths: list[str]) -> None:
    assert [path for path in paths if not secured(raw(contract, "GET", path).headers)] == []


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "message", 200),
        ("POST", "forget", 200),
        ("POST", "feedback", 400),
        ("GET", "today", 200),
    ],
)
def test_every_answer_has_the_security_headers(
    contract: Server, method: str, path: str, status: int
) -> None:
    answered = ask(contract, method, path)
    assert answered.status_code == status
    assert secured(answered.headers)
    assert answered.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("path", "origin", "status"),
    [
        ("/webhooks/chat/health", "", 200),
        ("/webhooks/chat/today", STRANGER, 403),
        ("/webhooks/chat/nothing", "", 404),
        ("/nothing", "", 404),
        ("/webhooks/chat/message", "", 405),
    ],
)
def test_everything_else_has_the_security_headers_too(
    contract: Server, path: str, origin: str, status: int
) -> None:
    answered = requests.get(f"{contract.url}{path}", headers={"Origin": origin}, timeout=20)
    assert answered.status_code == status
    assert secured(answered.headers)
