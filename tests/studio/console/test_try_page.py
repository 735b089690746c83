"""Trying: both assistants, several turns, why, learning, and nothing that reaches the records."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.content.load import ROOT, load
from bot.store.asked import AskedStore
from bot.store.feedback import FeedbackStore
from bot.store.versions import VersionStore
from bot.studio.console.talks import Talks
from bot.studio.sides import Sides
from bot.studio.train import learned_from
from bot.understanding.understanding import Understanding
from tests.studio.console.conftest import Console
from tests.studio.console.flow import FILE, HOSTILE, harmless, publish_now, save

LOST = "我被骗子骗走了三万块怎么办"
BRUSHING = "刷单要先垫钱能做吗"


@pytest.fixture
def learned(console: Console, understanding: Understanding) -> Console:
    """Version 1 is live; of what was learned from the real content it uses what it has itself."""
    with_program(console.root)
    name = learned_from(load(console.root)[0], console.root)
    publish_now(console, understanding=understanding.pack(), learned_from=name)
    return console


def with_program(root: Path) -> None:
    """What learning depends on, besides the content."""
    for name in ("config.yml", "bot/content/text.py"):
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes((ROOT / name).read_bytes())
    (root / "bot/understanding").mkdir()


def ask(console: Console, text: str, talk: str = "", **more: str) -> str:
    """Asks; the page, which names the conversation."""
    answer = console.editor.submit("/try", {"text": text, "talk": talk, **more})
    assert answer.status_code == 303
    return str(console.editor.get(answer.headers["location"]).text)


def talk_in(page: str) -> str:
    found = re.search(r'name="talk" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_both_sides_answer_and_differ_where_the_files_do(learned: Console) -> None:
    page = ask(learned, BRUSHING)
    assert "居民用的（第 1 版）" in page
    assert "改过的文件" in page
    assert page.count("是骗局，不要做") == 2
    assert "两边答得一样" in page
    path = learned.root / FILE
    path.write_text(path.read_text("utf-8").replace("是骗局，不要做", "别做，是诈骗"), "utf-8")
    page = ask(learned, BRUSHING)
    assert page.count("是骗局，不要做") == page.count("别做，是诈骗") == 1
    assert "两边答得不一样" in page
    assert "还没有学" not in page, "an answer needs no learning"


def test_a_conversation_goes_on(learned: Console) -> None:
    questions = "data/case/questions.yml"
    (learned.root / questions).write_bytes((ROOT / questions).read_bytes())
    first = ask(learned, LOST)
    assert first.count('class="ask-back"') == 1, "only the working files have the questions"
    assert 'value="没联系了"' in first, "an answer is a button"
    second = ask(learned, "没联系了", talk_in(first))
    assert first.count('<p class="asked">') == 1
    assert second.count('<p class="asked">') == 2
    assert second.count('class="ask-back"') == 2, "it goes on, and asks the next one"


def test_questions_that_changed_must_be_learned(learned: Console) -> None:
    save(learned, more="# 只是备注\n")
    assert "还没有学" not in learned.editor.get("/try").text
    path = learned.root / FILE
    path.write_text(path.read_text("utf-8").replace("刷单要先垫钱", "做单要先垫钱"), "utf-8")
    assert "还没有学" in learned.editor.get("/try").text
    answer = learned.editor.submit("/try/learn")
    assert answer.headers["location"].startswith("/jobs/1?then=/try")
    job = learned.app.state.jobs.get(1)
    assert list(job.command) == ["train", "--questions"]
    learned.app.state.jobs.store.stop(1, "测试")


def test_why(learned: Console) -> None:
    talk = talk_in(ask(learned, BRUSHING))
    for side in ("published", "working"):
        address = f"/try/why?talk={talk}&turn=0&side={side}"
        told = learned.editor.get(address, headers={"HX-Request": "true"}).text
        assert "支持前一个" in told
        assert BRUSHING in told, "the nearest question, also of the published files"
        assert "<html" not in told
        assert "<html" in learned.editor.get(address).text
    for wrong in ("turn=9&side=working", "turn=0&side=x", "turn=-1&side=working", "turn=0"):
        assert learned.editor.get(f"/try/why?talk={talk}&{wrong}").status_code == 404


def test_nothing_reaches_the_records(learned: Console) -> None:
    for text in (BRUSHING, "明天下雨吗", f"刚才{LOST}", "13871234567打来的，要转账吗"):
        ask(learned, text)
    assert list(AskedStore().all()) == list(FeedbackStore().all()) == []
    kept = "".join(
        path.read_bytes().decode("utf-8", "ignore")
        for path in learned.root.rglob("*")
        if path.is_file()
    )
    assert "13871234567" not in kept
    assert "明天下雨吗" not in kept
    assert "13871234567" not in str(learned.noted())


def test_hostile_words_are_text(learned: Console) -> None:
    page = ask(learned, HOSTILE)
    assert harmless(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    talk = talk_in(page)
    for side in ("published", "working"):
        assert harmless(learned.editor.get(f"/try/why?talk={talk}&turn=0&side={side}").text)
    for text in ("", " ", "？", "长" * 5000, "\x00", "😀" * 50):
        learned.editor.submit("/try", {"text": text, "talk": talk, "topic": HOSTILE})
    assert harmless(learned.editor.get(f"/try?talk={talk}").text)


def test_a_conversation_is_ones_own(learned: Console) -> None:
    talk = talk_in(ask(learned, BRUSHING))
    assert BRUSHING not in learned.publisher.get(f"/try?talk={talk}").text
    why = f"/try/why?talk={talk}&turn=0&side=working"
    assert learned.publisher.get(why).status_code == 404
    assert learned.anybody.get(f"/try?talk={talk}").status_code == 303
    for path in ("/try", "/try/learn"):
        assert learned.anybody.submit(path, {"text": "在吗"}).status_code == 401
        assert learned.editor.post(path, data={"text": "在吗"}).status_code == 403


def test_htmx_gets_the_conversation_alone(learned: Console) -> None:
    headers = {"HX-Request": "true", "X-CSRF-Token": learned.editor.csrf}
    told = learned.editor.post("/try", data={"text": BRUSHING}, headers=headers)
    assert told.status_code == 200
    assert told.text.startswith("<section")
    assert "<html" not in told.text


def test_before_anything_was_published_or_learned(console: Console) -> None:
    with_program(console.root)
    page = console.editor.get("/try").text
    assert "还没有学过问法" in page
    assert "学习问法" in page
    assert console.editor.submit("/try", {"text": "在吗"}).status_code == 303


def test_only_so_many_conversations_are_kept() -> None:
    talks = Talks()
    begun = [talks.begin("李编辑") for _ in range(130)]
    assert talks.get(begun[0].id, "李编辑") is None
    assert talks.get(begun[-1].id, "李编辑") is begun[-1]
    assert talks.get(begun[-1].id, "王警官") is None


def test_files_of_a_version_that_lead_elsewhere_are_not_written(tmp_path: Path) -> None:
    from bot.studio.sides import _as_published

    outside = tmp_path / "outside.yml"
    _as_published({str(outside): b"title: x", "../../outside.yml": b"title: x"})
    assert not outside.exists()
    assert Sides(tmp_path, VersionStore()).published() is None
