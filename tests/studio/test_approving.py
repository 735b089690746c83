"""Approving and what publishing needs, on real stores."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store.trail import Approval, Change, TrailStore
from bot.store.versions import VersionStore
from bot.studio.approving import approve, plan
from bot.studio.pending import hash_of
from bot.studio.refused import Refused
from bot.studio.standing import Standing, standing
from tests.studio.published import publish

FILE, OTHER = "data/tips.yml", "data/faq/scam/scam_brushing.yml"
AT = "2026-11-29 10:00:00"


class Team:
    """A published project, edited in the console."""

    def __init__(self, root: Path, at: str) -> None:
        engine = sa.create_engine(at)
        self.root, self.trail, self.versions = root, TrailStore(engine), VersionStore(engine)

    def now(self) -> Standing:
        return standing(self.root, self.versions, self.trail)

    def save(self, who: str, file: str, text: str) -> None:
        path = self.root / file
        before = path.read_bytes()
        path.write_bytes(before + text.encode())
        after = hash_of(path.read_bytes())
        self.trail.changed(Change(AT, who, file, hash_of(before), after))

    def approve(self, who: str, *files: str, override: str = "") -> None:
        stand = self.now()
        seen = [(file, stand.named(file).hash) for file in files]  # type: ignore[union-attr]
        approve(stand, self.trail, who, AT, seen, override)


@pytest.fixture
def team(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Team:
    made = Team(project, f"sqlite:///{tmp_path_factory.mktemp('db') / 'team.db'}")
    publish(made.versions, project, at="2026-11-29 09:00:00")
    return made


def test_nothing_is_published_that_nobody_else_has_approved(team: Team) -> None:
    assert team.now().pending == []
    with pytest.raises(Refused, match="没有要发布的"):
        plan(team.now(), team.now().hash)
    team.save("小李", FILE, "# 一\n")
    team.save("老王", OTHER, "# 二\n")
    with pytest.raises(Refused, match="2 个文件没有别人看过"):
        plan(team.now(), team.now().hash)
    team.approve("老王", FILE)
    with pytest.raises(Refused, match=f"1 个文件.*\n{OTHER}"):
        plan(team.now(), team.now().hash)
    team.approve("老赵", OTHER)
    done = plan(team.now(), team.now().hash)
    assert done.expect == team.now().hash
    assert done.approvers == {FILE: ["老王"], OTHER: ["老赵"]}
    assert done.overrides == []


def test_one_alone_says_why(team: Team) -> None:
    team.save("老王", FILE, "# 一\n")
    for reason in ("", "   "):
        with pytest.raises(Refused, match="请别人批准"):
            team.approve("老王", FILE, override=reason)
    assert team.trail.approvals() == []
    team.approve("老王", FILE, override="今天只有我值班")
    assert plan(team.now(), team.now().hash).overrides == ["今天只有我值班"]
    team.approve("老赵", FILE)
    assert plan(team.now(), team.now().hash).overrides == [], "somebody else has looked after all"


def test_what_was_seen_is_what_is_approved(team: Team) -> None:
    team.save("小李", FILE, "# 一\n")
    seen = [(FILE, team.now().named(FILE).hash)]  # type: ignore[union-attr]
    team.save("小李", FILE, "# 二\n")
    with pytest.raises(Refused, match="又有人改了"):
        approve(team.now(), team.trail, "老王", AT, seen)
    for nothing in ([], [("data/../../etc/passwd", None)], [(OTHER, None)]):
        with pytest.raises(Refused):
            approve(team.now(), team.trail, "老王", AT, nothing)
    assert team.trail.approvals() == []


def test_what_was_approved_is_what_is_published(team: Team) -> None:
    team.save("小李", FILE, "# 一\n")
    team.approve("老王", FILE)
    shown = team.now().hash
    team.save("小李", OTHER, "# 二\n")
    with pytest.raises(Refused, match="又有人改了"):
        plan(team.now(), shown)
    with pytest.raises(Refused, match="1 处要先改好"):
        plan(team.now(), team.now().hash, ["data/tips.yml:1:1 号码过期"])


def test_an_approval_lapses_with_an_edit_and_with_a_publication(team: Team) -> None:
    team.save("小李", FILE, "# 一\n")
    team.approve("老王", FILE)
    team.save("小李", FILE, "# 二\n")
    assert [one.file for one in team.now().waiting] == [FILE]
    team.approve("老王", FILE)
    assert team.now().waiting == []
    publish(team.versions, team.root, at="2026-11-29 11:00:00")
    assert team.now().pending == []
    team.versions.switch(1, who="老王", why="退回", at=datetime.datetime(2026, 11, 29, 12), seen=2)
    assert [one.file for one in team.now().waiting] == [FILE], (
        "what was taken back is looked at anew"
    )
    assert team.now().pending[0].authors == ("小李",)


def test_back_to_what_is_live_needs_nobody(team: Team) -> None:
    before = (team.root / FILE).read_bytes()
    team.save("小李", FILE, "# 一\n")
    (team.root / FILE).write_bytes(before)
    assert team.now().pending == []


def test_an_approval_of_before_counts_for_no_later_version(team: Team) -> None:
    team.save("小李", FILE, "# 一\n")
    old = Approval("2026-11-28 08:00:00", "老王", FILE, team.now().named(FILE).hash)  # type: ignore[union-attr]
    team.trail.approved(old)
    assert [one.file for one in team.now().waiting] == [FILE]
