"""Publishing, as it is typed: a copy of the real files, the real model, a real database."""

from __future__ import annotations

import datetime
import json
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.content.bundle import content_hash, files, pack, pack_files, unpack, unpack_files
from bot.content.load import ROOT, Content
from bot.store.versions import Bundle, Overtaken, VersionStore
from bot.studio.differences import differences
from bot.studio.gate import reasons_against
from tests.house import ANSWER, House

NOW = datetime.datetime(2026, 11, 28, 9, 0)


@pytest.fixture(scope="module")
def house(model: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Version 1 is published: checked, examined with all held-out questions, live."""
    made = House.copied(tmp_path_factory.mktemp("house"), model)
    status, said = made.run("publish", "--why", "第一版")
    assert status == 0, said
    return made


def test_first_version_has_its_figures(house: House) -> None:
    version = house.store.get(1)
    assert version is not None
    assert version.figures["accuracy"] > 90
    assert version.figures["urgent_missed"] == []
    wrong = [one for one in version.figures["misses"] if "topic" in one["wrong"]]
    assert len(wrong) == version.figures["asked"] - version.figures["right"]
    assert all(one["taken"] != one["topic"] and one["text"] for one in wrong)
    assert (version.who, version.why) == ("王警官", "第一版")


def test_nothing_new_is_not_published(house: House) -> None:
    status, said = house.run("publish", "--why", "没改")
    assert status == 0
    assert "没有要发布的" in said


def test_an_answer_is_published_without_training_and_without_rasa(house: House) -> None:
    house.touch()
    watch = "import atexit; atexit.register(lambda: print([m for m in ('rasa', 'tensorflow') "
    watch += "if m in sys.modules]))"
    before = house.live()
    status, said = house.run("publish", "--why", "改一个字", before=watch)
    assert status == 0, said
    assert said.splitlines()[-1] == "[]", "neither was imported"
    assert "改动　主题：scam_brushing" in said
    assert house.live() == before + 1
    old, new = house.store.get(before), house.store.get(before + 1)
    assert old is not None
    assert new is not None
    assert old.model == new.model, "the same model, kept once"
    assert (
        "凡是叫您先垫钱的" in unpack(house.store.blob(new.answers)).topics["scam_brushing"].answer
    )


def test_rollback_and_history(house: House) -> None:
    house.touch()
    assert house.run("publish", "--why", "再改")[0] == 0
    newest = house.live()
    status, said = house.run("rollback", "--why", "改错了")
    assert status == 0, said
    assert house.live() == newest - 1
    status, said = house.run("rollback", "99", "--why", "试")
    assert (status, "没有第 99 版" in said) == (1, True)
    told = [json.loads(line) for line in house.run("history", "--json")[1].splitlines()]
    assert [one["id"] for one in told if one["live"]] == [newest - 1]
    assert "▶ 第" in house.run("history")[1]


def test_broken_content_is_refused_and_the_old_version_stays(house: House) -> None:
    before = house.live()
    house.edit("urgent: false", "urgent: no")
    status, said = house.run("publish", "--why", "写错了")
    house.edit("urgent: no", "urgent: false")
    assert status == 1
    assert f"{ANSWER}:" in said
    assert house.live() == before


def test_a_half_edited_file_keeps_no_server_from_starting(house: House) -> None:
    """What is published is served; `run` says which version that is."""
    house.edit("urgent: false", "urgent: no")
    ask = "from bot.studio import run; print(run._model_to_serve()); sys.exit(0)"
    status, said = house.run("check", before=ask)
    house.edit("urgent: no", "urgent: false")
    assert status == 0, said
    assert f"用的是发布的第 {house.live()} 版" in said
    assert Path(said.strip().splitlines()[-1]).is_file()


@pytest.mark.parametrize(
    "at",
    [
        "bot.store.versions._keep",  # within the transaction that stores it
        "bot.store.versions.VersionStore.switch",  # stored, not yet live
        "bot.studio.publish.pack",
        "bot.studio.publish.differences",
    ],
)
def test_killed_at_a_step_the_old_version_stays_and_the_next_publish_works(
    house: House, at: str
) -> None:
    module, _, name = at.rpartition(".")
    holder = f"importlib.import_module({module!r})"
    if "VersionStore" in module:
        holder = "importlib.import_module('bot.store.versions').VersionStore"
    kill = f"import importlib, os; setattr({holder}, {name!r}, "
    kill += "lambda *a, **k: os.kill(os.getpid(), 9))"
    before = house.live()
    house.touch()
    process = house.start("publish", "--why", "会被杀掉", before=kill)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    assert house.live() == before
    status, said = house.run("publish", "--why", "再来")
    assert status == 0, said
    assert house.live() > before


@pytest.mark.parametrize("seconds", [0.3, 1.2, 2.1, 3.0])
def test_killed_at_any_moment(house: House, seconds: float) -> None:
    before = house.live()
    house.touch()
    process = house.start("publish", "--why", "会被杀掉")
    time.sleep(seconds)
    process.kill()
    process.communicate(timeout=60)
    assert house.live() in (before, *range(before + 1, before + 9))
    status, said = house.run("publish", "--why", "再来")
    assert status == 0, said
    version = house.store.live()
    assert version is not None
    assert version.content_hash == content_hash(files(house.root))


def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(house: House) -> None:
    last = house.store.last_switch()
    assert last is not None

    def switch(who: str) -> str:
        try:
            house.store.switch(1, who=who, why="同时", at=NOW, seen=last.id)
        except Overtaken as overtaken:
            return f"after {overtaken.by.who if overtaken.by else None}"
        return "won"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(switch, [f"人{n}" for n in range(8)]))
    assert told.count("won") == 1
    winner = f"人{told.index('won')}"
    assert set(told) == {"won", f"after {winner}"}


def test_of_two_commands_at_once_the_slower_is_told(house: House, tmp_path: Path) -> None:
    """The slower waits with everything ready, before its version is stored, for the faster."""
    house.touch()
    here, go_on = tmp_path / "here", tmp_path / "go_on"
    slow = f"""
import bot.studio.publish as publish, pathlib, time
add = publish.VersionStore.add
def held(*args, **kwargs):
    pathlib.Path({str(here)!r}).touch()
    while not pathlib.Path({str(go_on)!r}).exists():
        time.sleep(0.05)
    return add(*args, **kwargs)
publish.VersionStore.add = held
"""
    slower = house.start("publish", "--why", "慢的", before=slow)
    while not here.exists():
        assert slower.poll() is None, slower.communicate()[1]
        time.sleep(0.05)
    assert house.run("rollback", "2", "--why", "快的", "--who", "李警官")[0] == 0
    go_on.touch()
    _, said = slower.communicate(timeout=60)
    assert slower.returncode == 1
    assert "李警官" in said
    assert house.live() == 2


def test_a_version_without_its_misses_is_examined_anew(house: House) -> None:
    """Those that an older program published have none; the report would never get them."""
    live = house.store.get(house.live())
    assert live is not None
    kept = {name: value for name, value in live.figures.items() if name != "misses"}
    with sa.create_engine(house.url).begin() as connection:
        connection.execute(
            sa.text("UPDATE versions SET figures = :figures WHERE id = :id"),
            {"figures": json.dumps(kept), "id": live.id},
        )
    house.touch()
    status, said = house.run("publish", "--why", "有错题")
    assert status == 0, said
    now = house.store.live()
    assert now is not None
    assert now.figures["misses"]
    assert {name: now.figures[name] for name in kept} == kept


def test_a_bundle_is_the_same_content(content: Content) -> None:
    contents = files(ROOT)
    assert unpack_files(pack_files(contents)) == contents
    assert pack_files(contents) == pack_files(files(ROOT))
    assert differences(content, unpack(pack(content))) == []


def test_a_blob_that_was_changed_is_not_used(tmp_path: Path, content: Content) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'v.db'}")
    store = VersionStore(engine)
    bundle = Bundle("h", pack(content), b"files", b"learned", "l", b"model", "m")
    version = store.add(bundle, who="甲", why="试", at=NOW, figures={})
    with engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE blobs SET data = X'6576696c' WHERE hash = :h"), {"h": version.model}
        )
    with pytest.raises(ValueError, match="no sound blob"):
        store.blob(version.model)


def test_gate() -> None:
    before = {"accuracy": 96.0, "urgent_missed": ["旧的"]}
    after = {"accuracy": 96.0, "urgent_missed": ["旧的"]}
    assert reasons_against(before, after, []) == []
    assert reasons_against(None, after, []) != []
    (missed,) = reasons_against(before, {**after, "urgent_missed": ["旧的", "新的"]}, [])
    assert "新的" in missed
    assert "旧的" not in missed
    assert reasons_against(before, {**after, "accuracy": 95.0}, []) == []
    assert "94.9%" in reasons_against(before, {**after, "accuracy": 94.9}, [])[0]


def test_another_title_is_a_change_and_no_loss(content: Content) -> None:
    other = content.topics["scam_nfc"].copy(update={"title": "碰一碰"})
    changed = differences(
        content, Content(**{**vars(content), "topics": {**content.topics, "scam_nfc": other}})
    )
    assert [(one.what, one.is_loss) for one in changed if one.kind == "主题"] == [
        ("scam_nfc 碰一碰", False)
    ]


def test_a_topic_without_its_answer_is_a_loss(content: Content) -> None:
    left = {name: topic for name, topic in content.topics.items() if name != "scam_nfc"}
    changed = differences(content, Content(**{**vars(content), "topics": left}))
    assert [one.is_loss for one in changed if one.kind == "主题"] == [True]
    (reason,) = reasons_against(
        {"accuracy": 1, "urgent_missed": []}, {"accuracy": 1, "urgent_missed": []}, changed
    )
    assert "scam_nfc" in reason


def test_another_button_is_a_change(content: Content) -> None:
    topic = content.topics["scam_nfc"]
    fewer = topic.copy(update={"related": topic.related[1:]})
    changed = differences(
        content, Content(**{**vars(content), "topics": {**content.topics, "scam_nfc": fewer}})
    )
    (one,) = changed
    assert one.kind == "答案下面的按钮"
    assert one.before is not None
    assert one.after is not None
    assert one.before.endswith(one.after)


def test_only_what_was_approved_is_published(house: House) -> None:
    house.touch()
    before, approved = house.live(), content_hash(files(house.root))
    house.touch()
    status, said = house.run("publish", "--why", "看过的", "--expect", approved)
    assert (status, "又有人改了" in said, house.live()) == (1, True, before)
    # Somebody saves while it is examined.
    meanwhile = f"""
import pathlib, bot.studio.publish as publish
shown = publish._show
def show(*told):
    shown(*told)
    path = pathlib.Path({ANSWER!r})
    path.write_text(path.read_text('utf-8') + '# 又改了\\n', 'utf-8')
publish._show = show
"""
    approved = content_hash(files(house.root))
    arguments = ("publish", "--why", "看过的", "--expect", approved)
    status, said = house.run(*arguments, before=meanwhile)
    assert (status, "又有人改了" in said, house.live()) == (1, True, before)
    house.edit("# 又改了\n", "")
    assert house.run(*arguments)[0] == 0
    live = house.store.live()
    assert live is not None
    assert live.content_hash == approved
