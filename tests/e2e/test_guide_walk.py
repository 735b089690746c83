"""The walk in the trainers' guide: its commands are run and its edits made, beside a real chat."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.content.load import ROOT
from bot.store.asked import AskedStore
from tests.e2e.conftest import Server, running, wait_until
from tests.house import House

GUIDE, CHAPTER = ROOT / "docs/trainers-guide.zh.md", "## 十二、"
ASKED = ["社区群领鸡蛋要绑银行卡吗"] * 3 + ["进群领鸡蛋要绑银行卡吗"] * 2 + ["今天下雨吗"]
TOLD = "进群、绑银行卡"  # what the walk adds to the answer
_BLOCK = re.compile(r"```(console|diff)\n(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Command:
    """What is typed, and the lines that the guide shows of what comes back."""

    typed: str
    shown: list[str]

    def run(self, house: House) -> None:
        arguments = shlex.split(self.typed)
        assert arguments[:3] == [".venv/bin/python", "-m", "bot"]
        _, said = house.run(*arguments[3:])
        lines = iter(said.splitlines())
        for line in self.shown:
            pattern = ".*".join(map(re.escape, line.split("…")))
            found = any(re.fullmatch(pattern, one.rstrip()) for one in lines)
            assert found, f"{self.typed}\n{line}\nis not in order in\n{said}"


@dataclass(frozen=True)
class Edit:
    """Lines of a file that the trainer replaces."""

    file: str
    pairs: list[tuple[str, str]]

    def run(self, house: House) -> None:
        path = house.root / self.file
        text = path.read_text("utf-8")
        for old, new in self.pairs:
            assert text.count(f"\n{old}\n") == 1, old
            text = text.replace(f"\n{old}\n", f"\n{new}\n")
        path.write_text(text, "utf-8")


def steps() -> list[Command | Edit]:
    chapter = GUIDE.read_text("utf-8").split(CHAPTER, 1)[1].split("\n## ", 1)[0]
    found: list[Command | Edit] = []
    for kind, text in _BLOCK.findall(chapter):
        lines = text.rstrip("\n").split("\n")
        if kind == "diff":
            old, new = ([x[1:] for x in lines[1:] if x[0] == sign] for sign in "-+")
            found.append(Edit(lines[0], list(zip(old, new, strict=True))))
            continue
        starts = [n for n, line in enumerate(lines) if line.startswith("$ ")]
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            found.append(Command(lines[start][2:], lines[start + 1 : end]))
    return found


@pytest.fixture(scope="module")
def house(model: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    made = House.copied(tmp_path_factory.mktemp("house"), model)
    status, said = made.run("publish", "--why", "第一版")
    assert status == 0, said
    return made


@pytest.fixture(scope="module")
def chat(model: Path, house: House) -> Iterator[Server]:
    more = {"DATABASE_URL": house.url, "BOT_VAR": str(house.root / "var")}
    with running(model, house.root / "log", with_actions=False, more=more) as server:
        yield server


def test_the_walk(house: House, chat: Server) -> None:
    def told() -> bool:
        return TOLD in str(chat.ask(ASKED[0])["text"])

    for text in ASKED:
        chat.ask(text)
    store = AskedStore(sa.create_engine(house.url))
    assert wait_until(lambda: len(store.all()) == len(ASKED), 60)
    done = 0
    for step in steps():
        step.run(house)
        done += 1
        if isinstance(step, Command) and (" publish " in step.typed or " rollback " in step.typed):
            now = house.live()
            assert wait_until(lambda: told() == (now == 2), 60), step.typed  # noqa: B023
    assert done > 12
    assert told()
