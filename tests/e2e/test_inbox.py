"""From a resident's question to the trainers' inbox: masked, without who asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import requests

from bot.content.load import ROOT
from tests.e2e.conftest import Server, wait_until
from tests.sessions import token


def inbox(server: Server) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "inbox", "--json"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{server.database}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_question_that_fell_back_is_in_the_inbox_masked(server: Server) -> None:
    server.ask("我叫王小明电话13871234567，阳台上的兰花黄叶了怎么浇水")
    assert wait_until(lambda: any("兰花" in t for g in inbox(server) for t in g["texts"]), 60)
    (group,) = [g for g in inbox(server) if any("兰花" in text for text in g["texts"])]
    said = json.dumps(group, ensure_ascii=False)
    assert "13871234567" not in said
    assert "王小明" not in said
    assert set(group["reasons"]) & {"oos", "offer"}


def test_disliked_and_rephrased(server: Server) -> None:
    reply = server.ask("刷单返利可以相信吗，帮我讲讲这回事")
    body = {"session": token(server.sender), "message": reply["message"], "useful": False}
    assert requests.post(f"{server.url}/webhooks/chat/feedback", json=body, timeout=10).ok
    server.say("刷单返利到底可不可以相信，讲讲这回事")

    def reasons() -> set[str]:
        found = [g for g in inbox(server) if any("讲讲这回事" in text for text in g["texts"])]
        return {reason for group in found for reason in group["reasons"]}

    assert wait_until(lambda: {"disliked", "rephrased"} <= reasons(), 60), reasons()
