"""The numbers that a page shows even if nothing else works."""

from __future__ import annotations

import dataclasses

import pytest

from bot.content.card import FIRST, MORE, card
from bot.content.hotlines import BANKS
from bot.content.load import Content

Card = dict[str, list[dict]]


@pytest.fixture(scope="module")
def shown(content: Content) -> Card:
    return card(content)


def numbers(group: list[dict]) -> list[str]:
    return [one["number"] for one in group]


def with_line(content: Content, key: str, **changed: object) -> Content:
    line = content.hotlines[key].copy(update=changed)
    return dataclasses.replace(content, hotlines={**content.hotlines, key: line})


def test_110_is_first_and_96110_second(shown: Card) -> None:
    assert numbers(shown["first"]) == list(FIRST) == ["110", "96110"]


def test_a_life_in_danger_and_worries_have_numbers_too(shown: Card) -> None:
    assert numbers(shown["more"]) == list(MORE)
    assert {"120", "12356"} <= set(MORE)


def test_banks_are_all_banks_and_payment_services_that_may_be_shown(
    content: Content, shown: Card
) -> None:
    wanted = [k for k, h in content.hotlines.items() if h.group in BANKS and h.showable]
    assert numbers(shown["banks"]) == wanted
    assert {"95533", "95588", "95017", "95188"} <= set(wanted)


def test_no_number_stands_twice(shown: Card) -> None:
    every = [number for group in shown.values() for number in numbers(group)]
    assert len(every) == len(set(every))


def test_unverified_numbers_are_absent(content: Content, shown: Card) -> None:
    doubtful = {k for k, h in content.hotlines.items() if h.confidence == "低" or h.verify_first}
    assert doubtful, "otherwise this test says nothing"
    assert not doubtful & {number for group in shown.values() for number in numbers(group)}


@pytest.mark.parametrize("doubt", [{"confidence": "低"}, {"verify_first": True}])
@pytest.mark.parametrize(
    ("group", "key"), [("first", "96110"), ("more", "120"), ("banks", "95533")]
)
def test_a_number_that_becomes_doubtful_goes(
    content: Content, group: str, key: str, doubt: dict[str, object]
) -> None:
    assert key not in numbers(card(with_line(content, key, **doubt))[group])


def test_a_number_that_is_not_registered_is_left_out(content: Content) -> None:
    left = {key: line for key, line in content.hotlines.items() if key not in ("12110", "96110")}
    shown = card(dataclasses.replace(content, hotlines=left))
    assert numbers(shown["first"]) == ["110"]
    assert "12110" not in numbers(shown["more"])


def test_every_name_stands_in_traditional_characters_as_well(shown: Card) -> None:
    by_number = {one["number"]: one for group in shown.values() for one in group}
    bank = by_number["95533"]
    assert "建设银行" in bank["name"]
    assert "建設銀行" in bank["hant"]["name"]
    for one in by_number.values():
        assert set(one["hant"]) == {"name", "short"}
        assert all(one["hant"].values())
        assert "银" not in "".join(one["hant"].values()), "still simplified"


def test_short_names_fit_on_a_small_button(shown: Card) -> None:
    assert [one["short"] for one in shown["first"]] == ["报警电话", "反诈专线"]


def test_only_phones_can_be_dialled(content: Content, shown: Card) -> None:
    for group in shown.values():
        for one in group:
            line = content.hotlines[one["number"]]
            assert (one["dial"] is not None) == line.callable
    texts = with_line(content, "12110", kind="短信")
    assert [one["dial"] for one in card(texts)["more"] if one["number"] == "12110"] == [None]
