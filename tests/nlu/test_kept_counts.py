"""What was counted before is not counted again, and never counted wrongly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.understanding import kept_counts
from bot.understanding.counting import Counted
from bot.understanding.kept_counts import counted_texts

GROUPS = [["刷单返利是真的吗", "点赞就给钱靠谱吗"], ["96110是什么电话"], ["验证码能告诉客服吗"]]


@pytest.fixture
def counted_now(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The groups that were counted, not read."""
    groups: list[list[str]] = []

    def one_after_another(work: Any, items: list[list[str]]) -> list[Counted]:
        groups.extend(items)
        return [work(item) for item in items]

    monkeypatch.setattr(kept_counts, "each", one_after_another)
    return groups


def same(one: Counted, other: Counted) -> bool:
    return (
        np.array_equal(one.keys, other.keys)
        and np.array_equal(one.blocks, other.blocks)
        and one.counts.shape == other.counts.shape
        and (one.counts != other.counts).nnz == 0
    )


def test_only_what_was_edited_is_counted_anew(tmp_path: Path, counted_now: list[list[str]]) -> None:
    counted_texts([], GROUPS, tmp_path)
    assert counted_now == GROUPS
    edited = [GROUPS[0], [*GROUPS[1], "96110打来能接吗"], GROUPS[2]]
    counted_now.clear()
    found = counted_texts([], edited, tmp_path)
    assert counted_now == [edited[1]]
    assert same(found, counted_texts([], edited, None))


def test_another_lexicon_counts_everything_anew(
    tmp_path: Path, counted_now: list[list[str]]
) -> None:
    plain = counted_texts([], GROUPS, tmp_path)
    counted_now.clear()
    found = counted_texts(["刷单返利"], GROUPS, tmp_path)
    assert counted_now == GROUPS
    assert not same(found, plain)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", None])
def test_a_damaged_file_is_counted_anew(
    tmp_path: Path, counted_now: list[list[str]], damage: bytes | None
) -> None:
    whole = counted_texts([], GROUPS, tmp_path)
    file = max(tmp_path.iterdir(), key=lambda p: p.stat().st_size)
    file.write_bytes(file.read_bytes()[:-60] if damage is None else damage)
    counted_now.clear()
    assert same(counted_texts([], GROUPS, tmp_path), whole)
    assert len(counted_now) == 1


def test_what_is_no_longer_asked_is_not_kept(tmp_path: Path) -> None:
    counted_texts([], GROUPS, tmp_path)
    counted_texts([], GROUPS[:1], tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_long_topic_is_kept_in_parts(
    tmp_path: Path, counted_now: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_counts, "_MOST", 2)
    many = [[f"第{number}个问题怎么办" for number in range(5)]]
    found = counted_texts([], many, tmp_path)
    assert [len(part) for part in counted_now] == [2, 2, 1]
    assert found.counts.shape[0] == 5
    assert same(found, counted_texts([], many, None))
