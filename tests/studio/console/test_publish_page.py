"""Publishing in the console: two pairs of eyes, exactly what was seen, and wrong roles."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.content.bundle import content_hash, files
from bot.store.console import AccountStore
from bot.store.jobs import Job
from bot.store.trail import TrailStore
from bot.store.versions import VersionStore
from bot.studio.console import accounts
from bot.studio.console.roles import PUBLISHER
from tests.e2e.conftest import wait_until
from tests.studio.console.conftest import (
    EDITORS_NAME,
    PASSWORD,
    PUBLISHERS_NAME,
    Console,
    Visitor,
)
from tests.studio.console.flow import (
    FILE,
    HOSTILE,
    harmless,
    publish_now,
    save,
    values_of,
)

# Instead of `python -m bot`: notes what it was called with, says something, ends as it is told.
FAKE = """
import json, pathlib, sys
pathlib.Path("called.json").write_text(json.dumps(sys.argv[1:]))
said = pathlib.Path("said.txt")
print(said.read_text() if said.exists() else "第 2 版已经发布")
sys.exit(1 if said.exists() else 0)
"""


@pytest.fixture
def team(opened: Callable[..., Console], project: Path, tmp_path: Path) -> Console:
    """Version 1 is live; jobs are the fake."""
    fake = tmp_path / "fake.py"
    fake.write_text(FAKE, "utf-8")
    made = opened(project, command=(sys.executable, str(fake)))
    publish_now(made)
    return made


def another(team: Console, name: str = "赵主任") -> Visitor:
    """A second publisher."""
    accounts.add(AccountStore(), name, PUBLISHER, PASSWORD)
    return team.signed_in(name)


def approve(team: Console, visitor: Visitor, **more: Any) -> Any:
    """Ticks everything that the page lets them tick."""
    seen = values_of(visitor.get("/publish"), "seen")
    return visitor.submit("/publish/approve", {"seen": seen, **more})


def publish(visitor: Visitor, **more: Any) -> Any:
    """Presses the button, with what the page had in it."""
    (expect,) = values_of(visitor.get("/publish"), "expect") or ["nothing"]
    return visitor.submit("/publish/now", {"expect": expect, "why": "加了问法", **more})


def called(team: Console) -> list[str]:
    path = team.root / "called.json"
    assert wait_until(path.exists, 60)
    assert wait_until(lambda: team.app.state.jobs.running() is None, 60)
    found: list[str] = json.loads(path.read_text())
    path.unlink()
    return found


def test_from_an_edit_to_a_publication(team: Console) -> None:
    assert "没有要发布的" in team.editor.get("/publish").text
    save(team)
    page = team.publisher.get("/publish")
    assert f"改的人：{EDITORS_NAME}" in page.text
    assert "<ins># 改</ins>" in page.text
    assert "发布给居民" not in page.text, "not before it is approved"
    assert approve(team, team.publisher).status_code == 303
    answer = publish(team.publisher)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/jobs/1?then=/publish/ended/1"
    expect = content_hash(files(team.root))
    assert called(team) == [
        "publish",
        "--why=加了问法",
        f"--who={PUBLISHERS_NAME}",
        f"--expect={expect}",
    ]
    (noted,) = team.noted("发起发布")
    assert (noted.who, noted.what) == (PUBLISHERS_NAME, "1 个文件")
    assert noted.detail["内容"] == expect
    assert noted.detail["批准"] == PUBLISHERS_NAME
    answer = team.publisher.get("/publish/ended/1")
    assert answer.headers["location"] == "/history"
    assert "第 2 版已经发布" in team.publisher.get("/history").text


def test_an_editor_sees_but_neither_approves_nor_publishes(team: Console) -> None:
    save(team)
    page = team.editor.get("/publish")
    assert page.status_code == 200
    assert values_of(page, "seen") == values_of(page, "expect") == []
    seen = values_of(team.publisher.get("/publish"), "seen")
    assert team.editor.submit("/publish/approve", {"seen": seen}).status_code == 403
    assert (
        team.editor.submit("/publish/approve", {"seen": seen, "override": "急"}).status_code == 403
    )
    approve(team, team.publisher)
    (expect,) = values_of(team.publisher.get("/publish"), "expect")
    told = {"expect": expect, "why": "改", "force": "硬发"}
    assert team.editor.submit("/publish/now", told).status_code == 403
    assert team.app.state.jobs.latest() == []
    assert [a.who for a in TrailStore().approvals()] == [PUBLISHERS_NAME]


@pytest.mark.parametrize("path", ["approve", "compare", "now"])
def test_neither_a_stranger_nor_a_foreign_form(team: Console, path: str) -> None:
    save(team)
    assert team.anybody.submit(f"/publish/{path}").status_code == 401
    assert team.publisher.post(f"/publish/{path}", data={"why": "改"}).status_code == 403
    assert team.anybody.get("/publish").status_code == 303
    assert team.app.state.jobs.latest() == []


def test_nobody_approves_what_they_edited(team: Console) -> None:
    save(team, PUBLISHERS_NAME)
    assert "您改的，请别人批准" in team.publisher.get("/publish").text
    answer = approve(team, team.publisher)
    assert answer.status_code == 422
    assert "要请别人批准" in answer.text
    assert publish(team.publisher).status_code == 422
    assert approve(team, another(team)).status_code == 303
    assert publish(team.publisher).status_code == 303
    assert called(team)[1] == "--why=加了问法"


def test_one_alone_with_a_reason_that_is_kept(team: Console) -> None:
    save(team, PUBLISHERS_NAME)
    assert approve(team, team.publisher, override="今天只有我").status_code == 303
    assert team.noted("批准")[0].detail == {"自己批准的原因": "今天只有我"}
    assert publish(team.publisher).status_code == 303
    assert called(team)[1] == "--why=加了问法（没有别人看过：今天只有我）"
    assert team.noted("发起发布")[0].detail["自己批准的原因"] == "今天只有我"


def test_an_edit_after_the_approval_needs_another(team: Console) -> None:
    save(team)
    approve(team, team.publisher)
    (expect,) = values_of(team.publisher.get("/publish"), "expect")
    save(team)
    answer = team.publisher.submit("/publish/now", {"expect": expect, "why": "改"})
    assert (answer.status_code, "又有人改了" in answer.text) == (422, True)
    assert publish(team.publisher).status_code == 422, "not approved again"
    assert team.app.state.jobs.latest() == []


def test_an_approval_of_what_is_there_no_more(team: Console) -> None:
    save(team)
    seen = values_of(team.publisher.get("/publish"), "seen")
    save(team)
    answer = team.publisher.submit("/publish/approve", {"seen": seen})
    assert (answer.status_code, "又有人改了" in answer.text) == (422, True)
    for seen in (["- ../../etc/passwd"], ["x"], [""], []):
        assert team.publisher.submit("/publish/approve", {"seen": seen}).status_code == 422
    assert TrailStore().approvals() == []


def test_a_reason_is_needed_and_forcing_is_noted(team: Console) -> None:
    save(team)
    approve(team, team.publisher)
    assert publish(team.publisher, why=" ").status_code == 422
    assert publish(team.publisher, force="国庆前必须上").status_code == 303
    assert called(team)[-1] == "--force=国庆前必须上"
    assert team.noted("发起发布")[0].detail["没通过也发布的原因"] == "国庆前必须上"


def test_what_begins_like_an_option_is_none(team: Console) -> None:
    save(team)
    approve(team, team.publisher)
    assert publish(team.publisher, why="--force=x", force="-h").status_code == 303
    assert [a for a in called(team) if a.startswith("--")] == [
        "--why=--force=x",
        f"--who={PUBLISHERS_NAME}",
        f"--expect={content_hash(files(team.root))}",
        "--force=-h",
    ]


def test_broken_content_is_not_published(team: Console) -> None:
    save(team, more="urgent: 也许\n")
    assert "处要改" in team.publisher.get("/publish").text
    approve(team, team.publisher)
    (expect,) = [content_hash(files(team.root))]
    answer = team.publisher.submit("/publish/now", {"expect": expect, "why": "改"})
    assert (answer.status_code, "要先改好" in answer.text) == (422, True)


def test_a_refusal_of_the_gate_is_shown(team: Console) -> None:
    save(team)
    approve(team, team.publisher)
    (team.root / "said.txt").write_text(f"没有发布：\n  紧急的问话没有认出来：“{HOSTILE}”")
    assert publish(team.publisher).status_code == 303
    called(team)
    page = team.publisher.get("/publish/ended/1")
    assert "没有成功" in page.text
    assert "紧急的问话没有认出来" in page.text
    assert harmless(page.text)


def test_one_job_at_a_time(team: Console) -> None:
    save(team)
    approve(team, team.publisher)
    store = team.app.state.jobs.store
    job = Job("compare", "比较", "老李", [], "2026-11-29 10:00:00", team.clock())
    assert store.begin(job) is not None
    answer = publish(team.publisher)
    assert (answer.status_code, "正在做“比较”（老李）" in answer.text) == (409, True)
    assert team.editor.submit("/publish/compare").headers["location"] == "/publish"


def test_the_first_version_is_approved_at_once(
    opened: Callable[..., Console], project: Path
) -> None:
    first = opened(project)
    page = first.publisher.get("/publish")
    assert "第一次发布" in page.text
    seen = values_of(page, "seen")
    assert len(seen) == len(files(project))
    assert first.publisher.submit("/publish/approve", {"seen": seen}).status_code == 303
    assert values_of(first.publisher.get("/publish"), "expect") == [content_hash(files(project))]


def test_a_difference_and_hostile_content(team: Console) -> None:
    save(team, more=f"# {HOSTILE}\n")
    for page in (
        team.publisher.get("/publish"),
        team.publisher.get(f"/publish/file?file={FILE}"),
    ):
        assert harmless(page.text)
        assert "&lt;script&gt;alert(1)" in page.text
    for file in ("../../etc/passwd", "data/tips.yml", "", HOSTILE):
        answer = team.publisher.get("/publish/file", params={"file": file})
        assert (answer.status_code, harmless(answer.text)) == (404, True)


def test_a_comparison_is_shown_as_text_and_told_when_it_is_old(team: Console) -> None:
    save(team)
    jobs = team.app.state.jobs
    job = jobs.start(PUBLISHERS_NAME, "compare", "比较", "compare")
    assert wait_until(lambda: jobs.running() is None, 60)
    result = {
        "made": "2026-11-29 10:00",
        "content_hash": content_hash(files(team.root)),
        "version": 1,
        "live": 1,
        "publishable": False,
        "nothing_new": False,
        "verdict": "现在发布，不会通过：",
        "reasons": [HOSTILE],
        "opening": HOSTILE,
        "sections": "<section><h2>能不能发布</h2></section>",
    }
    (jobs.folder(job.id) / "compare.json").write_text(json.dumps(result), "utf-8")
    page = team.editor.get("/publish")
    assert "通不过" in page.text
    assert harmless(page.text)
    told = team.editor.get("/publish/compare")
    assert "<h2>能不能发布</h2>" in told.text
    assert harmless(told.text)
    assert "后来文件又改了" not in told.text
    save(team)
    assert "后来文件又改了" in team.editor.get("/publish/compare").text
    assert "比过以后又改了" in team.editor.get("/publish").text
    (jobs.folder(job.id) / "compare.json").write_text("{", "utf-8")
    assert "还没有比较过" in team.editor.get("/publish/compare").text


def test_history_and_the_way_back(team: Console) -> None:
    save(team)
    publish_now(team, at="2020-01-02 09:00:00", why=HOSTILE, forced=HOSTILE)
    page = team.editor.get("/history")
    assert harmless(page.text)
    assert "考题" in page.text
    assert "退回第 1 版" not in page.text
    assert "退回第 1 版" in team.publisher.get("/history").text
    assert team.editor.submit("/history/1/back", {"why": "错了"}).status_code == 403
    assert team.anybody.submit("/history/1/back", {"why": "错了"}).status_code == 401
    assert team.publisher.submit("/history/1/back", {"why": "  "}).status_code == 422
    assert team.publisher.submit("/history/9/back", {"why": "错了"}).status_code == 404
    assert team.app.state.jobs.latest() == []
    assert team.publisher.submit("/history/1/back", {"why": "错了"}).status_code == 303
    assert called(team) == ["rollback", "1", "--why=错了", f"--who={PUBLISHERS_NAME}"]
    assert team.noted("发起退回")[0].what == "第 1 版"
    assert VersionStore().last_switch().version == 2  # type: ignore[union-attr]


def test_who_approved_stands_in_the_history(team: Console) -> None:
    save(team)
    approve(team, another(team))
    publish(team.publisher)
    called(team)
    publish_now(team, at="2020-01-02 09:00:00", why="真的发布")
    assert "<dt>批准</dt><dd>赵主任</dd>" in team.editor.get("/history").text


@pytest.mark.parametrize("number", ["99999999999", "99999999999999999999999"])
def test_a_number_that_no_database_has(team: Console, number: str) -> None:
    for path in (f"/publish/ended/{number}", f"/history/ended/{number}"):
        assert team.publisher.get(path).status_code == 404
    assert team.publisher.submit(f"/history/{number}/back", {"why": "错"}).status_code == 404
    assert team.publisher.submit(f"/inbox/undo/{number}").status_code == 404
