"""docs/widget-api.yml says what the server does: a few hundred requests made up from it."""

from __future__ import annotations

from typing import Any

import pytest
import requests
import yaml

from tests.e2e.conftest import Server
from tests.e2e.fuzz import API, fuzz


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return dict(yaml.safe_load(API.read_text("utf-8")))


def test_the_contract_is_kept(server: Server) -> None:
    sent, _ = fuzz(server, 40, "--seed", "1")
    assert sent > 100


def test_every_address_of_the_channel_is_described(
    server: Server, described: dict[str, Any]
) -> None:
    for path, methods in described["paths"].items():
        for method in ("get", "post"):
            url = f"{server.url}/webhooks/chat{path}"
            there = requests.request(method, url, json={}, timeout=20).status_code != 405
            assert there == (method in methods), (method, path)


def test_a_reply_has_no_part_that_is_not_described(
    server: Server, described: dict[str, Any]
) -> None:
    known = set(described["components"]["schemas"]["Reply"]["properties"])
    questions = ("十分钟前用建行给骗子转了三万", "防骗小测验", "刷单返利是真的吗", "工行的电话")
    said = [server.ask(question) for question in questions]
    assert {key for reply in said for key in reply} <= known
