"""Parts of the assistant killed or hanging: the resident still gets an answer with numbers."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from rasa.core.channels.channel import UserMessage

from bot.channel import turn
from bot.channel.intake import Incoming
from bot.channel.resilience import SECONDS
from bot.content.load import Content
from tests.e2e.conftest import Server, command, running, wait_until
from tests.ports import free_port


@pytest.fixture(scope="module")
def fragile(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of this module's own, since its action server is going to be ended."""
    with running(model, tmp_path_factory.mktemp("fragile") / "log") as started:
        yield started


QUESTIONS = {"工行的电话": "95588", "老年人怎么防骗": "96110", "该打哪个电话": "110"}


def assert_answered_in_time(server: Server) -> None:
    """Our own deadline; `ask` waits for 20 s, and Rasa's own would be 300 s."""
    assert SECONDS < 2, "the deadline that a resident feels"
    for question, number in QUESTIONS.items():
        before = in_vain(server)
        reply = server.ask(question)
        assert number in reply["text"]
        assert reply["calls"]
        assert in_vain(server) == before + 1


def in_vain(server: Server) -> int:
    """How often the bot has asked an action server that did not answer."""
    assert server.database is not None
    log = server.database.with_suffix("")
    return log.read_text("utf-8", "replace").count("The action server did not answer")


def assert_the_first_thirty_minutes(server: Server) -> None:
    """The card, the questions and the list need no action server, and do not wait for one."""
    before = in_vain(server)
    card = server.ask("十分钟前用建行转了三万五给他，现在还在视频")
    assert [call["number"] for call in card["calls"]][:2] == ["110", "95533"]
    assert card["ask"]
    assert "您这种情况" in server.say("个人的卡")[0]["text"]
    assert in_vain(server) == before


def test_hanging_action_server(fragile: Server) -> None:
    assert fragile.actions is not None
    fragile.actions.send_signal(signal.SIGSTOP)
    try:
        assert_answered_in_time(fragile)
        assert_the_first_thirty_minutes(fragile)
    finally:
        fragile.actions.send_signal(signal.SIGCONT)
    assert fragile.ask("工行的电话")["calls"][0]["number"] == "95588"


def test_killed_action_server(fragile: Server) -> None:
    assert fragile.actions is not None
    fragile.actions.kill()
    fragile.actions.wait(10)
    assert_answered_in_time(fragile)
    assert_the_first_thirty_minutes(fragile)
    assert fragile.ask("点赞做任务返钱靠谱吗")["topic"] == "scam_brushing"


def test_no_model_still_gives_the_numbers(tmp_path: Path) -> None:
    empty = tmp_path / "models"
    empty.mkdir()
    with running(empty, tmp_path / "log", with_actions=False) as server:
        reply = server.ask("我刚用建行给骗子转了三万怎么办")
        assert [c["number"] for c in reply["calls"]][:2] == ["110", "95533"]
        assert "30000 元" in reply["text"]
        assert "12356" in server.ask("不想活了")["lead"]
        assert "96110" in server.ask("刷单是真的吗")["text"]
        health = requests.get(f"{server.url}/webhooks/chat/health", timeout=20)
        assert health.status_code == 503


async def test_a_raising_classifier_costs_nobody_the_first_steps(content: Content) -> None:
    async def broken(message: UserMessage) -> None:
        raise RuntimeError("the model is broken")

    async def ask(text: str) -> str:
        (reply,) = await turn.take(Incoming("somebody", text), broken, "chat")
        return str(reply["text"])

    said = await ask("刚用微信转了5000给骗子")
    assert said.index("110") < said.index("95017")
    assert "5000 元" in said
    assert "急" not in await ask("你好")


def test_one_server_dies_and_the_other_does_not_linger(model: Path, tmp_path: Path) -> None:
    port, actions_port = free_port(), free_port()
    run, log = start_run(port, actions_port, tmp_path / "log")
    try:
        assert wait_until(lambda: "就绪" in log.read_text("utf-8", "replace"))
        subprocess.run(["pkill", "-KILL", "-f", f"bot serve-actions {actions_port}"], check=True)
        assert run.wait(30) != 0
        assert wait_until(lambda: not listening(port), 60)
    finally:
        run.kill()


def test_ctrl_c_stops_everything(model: Path, tmp_path: Path) -> None:
    port, actions_port = free_port(), free_port()
    run, log = start_run(port, actions_port, tmp_path / "log")
    try:
        assert wait_until(lambda: "就绪" in log.read_text("utf-8", "replace"))
        assert "训练模型" not in log.read_text("utf-8"), "an unchanged content is not trained again"
        assert requests.get(f"http://127.0.0.1:{port}/", timeout=20).ok
        run.send_signal(signal.SIGINT)
        assert run.wait(30) != 0
        assert wait_until(lambda: not listening(port) and not listening(actions_port), 60)
    finally:
        run.kill()


def test_killed_supervisor_takes_its_servers_along(model: Path, tmp_path: Path) -> None:
    port, actions_port = free_port(), free_port()
    run, log = start_run(port, actions_port, tmp_path / "log")
    assert wait_until(lambda: "就绪" in log.read_text("utf-8", "replace"))
    run.kill()
    run.wait(10)
    assert wait_until(lambda: not listening(port) and not listening(actions_port), 60)


def start_run(port: int, actions_port: int, log: Path) -> tuple[subprocess.Popen[bytes], Path]:
    """`python -m bot run` on these ports."""
    from bot.content.load import ROOT
    from bot.studio.environment import quieted

    env = {
        **quieted(),
        "PORT": str(port),
        "ACTIONS_PORT": str(actions_port),
        "DATABASE_URL": f"sqlite:///{log.with_suffix('.db')}",
    }
    out = log.open("wb")
    return subprocess.Popen(command("run"), cwd=ROOT, env=env, stdout=out, stderr=out), log


def listening(port: int) -> bool:
    try:
        requests.get(f"http://127.0.0.1:{port}/", timeout=1)
    except requests.ConnectionError:
        return False
    except requests.RequestException:
        return True
    return True
