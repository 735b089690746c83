"""The trainers' commands, as they are typed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.content.load import ROOT, Content
from bot.studio.environment import quieted
from bot.studio.train import fingerprint, model_path


def bot(
    *arguments: str, cwd: Path = ROOT, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        input=stdin,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The project's files, to be broken."""
    for name in ("bot", "data", "actions", "tests/questions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_check_of_the_real_content() -> None:
    done = bot("check")
    assert done.returncode == 0
    assert "0 个错误" in done.stdout
    assert done.stderr == ""


def test_check_names_file_line_and_column(clone: Path) -> None:
    path = clone / "data/faq/scam/scam_nfc.yml"
    path.write_text(path.read_text("utf-8").replace("urgent: false", "urgent: no", 1), "utf-8")
    done = bot("check", cwd=clone)
    assert done.returncode == 1
    assert "data/faq/scam/scam_nfc.yml:3:9 urgent: 只能写 true 或 false → " in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_broken_yaml_stops_run_with_clear_lines(clone: Path) -> None:
    (clone / "data/faq/scam/scam_nfc.yml").write_text("title: '", "utf-8")
    done = bot("run", cwd=clone, PORT="0")
    assert done.returncode == 1
    assert "scam_nfc.yml:1:8" in done.stderr
    assert "Traceback" not in done.stderr


def test_taken_port_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = bot("run", PORT=port)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert port in done.stderr


def test_port_that_is_no_number_is_one_clear_line() -> None:
    done = bot("run", PORT="八千")
    assert done.returncode == 1
    assert done.stderr.strip().startswith("PORT=八千")


def test_ask_shows_how_a_message_is_understood(model: Path) -> None:
    done = bot("ask", "我刚给骗子转了三万怎么办")
    assert done.returncode == 0, done.stderr
    for part in ("主题：lost_money", "其次：", "紧急：是", "分词：", "110"):
        assert part in done.stdout


def test_ask_why_names_words_and_nearest_questions(model: Path, content: Content) -> None:
    done = bot("ask", "--why", "刷丹返利要先垫钱，能做吗")
    assert done.returncode == 0, done.stderr
    assert "为什么是 faq/scam_brushing，不是 " in done.stdout
    assert "支持：" in done.stdout
    assert "反对：" in done.stdout
    trained = {q for t in content.topics.values() for _, q in t.all_questions()}
    nearest = done.stdout.split("最像的训练问法：\n")[1].splitlines()[:3]
    assert all(line.split("：", 1)[1] in trained for line in nearest)


def test_ask_jsonl_answers_line_by_line(model: Path) -> None:
    lines = ["刷單返利可以相信嗎", "今天天气怎么样", "", "😀", "/restart", "x" * 5000]
    done = bot("ask", "--jsonl", stdin="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["text"] for one in found] == lines
    assert found[0]["topic"] == "scam_brushing"
    assert found[1]["topic"] == "oos"


def test_ask_without_a_question_says_how() -> None:
    done = bot("ask")
    assert done.returncode == 2
    assert "例如" in done.stderr


def test_help_is_in_chinese() -> None:
    assert "检查" in bot("--help").stdout


def test_edited_answer_needs_no_training(content: Content, clone: Path) -> None:
    from bot.content.load import load_or_fail

    before = fingerprint(load_or_fail(clone), clone)
    path = clone / "data/faq/scam/scam_nfc.yml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("不要贴。", "千万别贴。", 1), "utf-8")
    assert fingerprint(load_or_fail(clone), clone) == before
    path.write_text(text.replace("questions:\n", "questions:\n  - 贴卡退款行不行啊\n", 1), "utf-8")
    assert fingerprint(load_or_fail(clone), clone) != before


def test_trained_model_is_found_again(content: Content, model: Path) -> None:
    assert model == model_path(content)
    done = bot("train")
    assert done.returncode == 0
    assert "最新" in done.stdout


def test_rasa_validates_the_data() -> None:
    """No errors; and only warnings that are known and harmless."""
    done = subprocess.run(
        [sys.executable, "-m", "rasa", "data", "validate", "--data", "data"],
        cwd=ROOT,
        env={**quieted(), "LOG_LEVEL": "INFO"},  # it says what it found, not only what is wrong
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    warnings = [line for line in said.splitlines() if "UserWarning" in line]
    harmless = (
        "no matching response defined",  # answers live in the content, bot/nlg.py renders them
        "is not a valid utterance action",  # the same, said of the rules
        "'offer' is listed in the domain file, but is not found in the NLU",  # a low confidence
        "duplicated intents have been found across multiple domain files: faq",  # Rasa's own merge
        "Slot auto-fill has been removed",  # Rasa's notice for every project with slots
    )
    assert [w for w in warnings if not any(h in w for h in harmless)] == []
    assert "No story structure conflicts found" in said
