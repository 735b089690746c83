"""Versions on both databases: stored whole, switched by one, each blob once."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from bot.store.database import engine, url
from bot.store.versions import Bundle, Overtaken, Version, VersionStore

NOW = datetime.datetime(2026, 11, 28, 9, 0)


@pytest.fixture
def store(database: str) -> VersionStore:
    return VersionStore(engine(url()))


def add(store: VersionStore, text: str = "答") -> Version:
    model = b"model" * 1000
    bundle = Bundle("h" * 64, text.encode(), b"files", b"learned", "l", model, "m")
    return store.add(bundle, who="甲", why="试", at=NOW, figures={"accuracy": 96.5, "考": [1]})


def blobs(store: VersionStore) -> int:
    with store._engine.connect() as connection:
        return int(connection.execute(sa.text("SELECT count(*) FROM blobs")).scalar())


def test_what_was_stored_comes_back(store: VersionStore) -> None:
    version = add(store)
    assert store.get(version.id) == version
    assert store.blob(version.model) == b"model" * 1000
    assert store.live() is None
    assert store.get(99) is None
    with pytest.raises(ValueError, match="no sound blob"):
        store.blob("0" * 64)


def test_the_same_model_is_kept_once_though_many_store_it_at_once(store: VersionStore) -> None:
    with ThreadPoolExecutor(6) as pool:
        versions = list(pool.map(lambda number: add(store, str(number)), range(6)))
    assert len({version.id for version in versions}) == 6
    assert blobs(store) == 6 + 3


def test_switches(store: VersionStore) -> None:
    one, two = add(store, "1"), add(store, "2")
    first = store.switch(one.id, who="甲", why="一", at=NOW, seen=None)
    second = store.switch(two.id, who="乙", why="二", at=NOW, seen=first.id)
    assert store.live() == two
    assert store.switches() == [second, first]
    with pytest.raises(Overtaken) as told:
        store.switch(one.id, who="丙", why="三", at=NOW, seen=first.id)
    assert told.value.by == second
    assert store.live() == two


def test_of_many_at_once_one_wins(store: VersionStore) -> None:
    version = add(store)

    def switch(number: int) -> bool:
        try:
            store.switch(version.id, who=f"人{number}", why="同时", at=NOW, seen=None)
        except Overtaken:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(switch, range(8))) == 1
    assert len(store.switches()) == 1


def test_a_version_of_nothing_cannot_go_live(store: VersionStore) -> None:
    with pytest.raises(sa.exc.IntegrityError), store._engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO switches VALUES (1, 77, '2026-11-28 09:00:00', 'x', 'y')")
        )
