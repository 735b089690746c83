"""Two pairs of eyes: which files are pending, who wrote them, and whose approval counts."""

from __future__ import annotations

from dataclasses import dataclass

from bot.studio.pending import Kind, Pending, hash_of, not_approved, pending

FILE = "data/faq/scam/scam_loan.yml"
A, B, C = b"a", b"b", b"c"


@dataclass(frozen=True)
class Edit:
    who: str
    file: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Look:
    who: str
    file: str
    hash: str | None
    override: str | None = None


def edited(who: str, before: bytes | None, after: bytes | None, file: str = FILE) -> Edit:
    return Edit(who, file, hash_of(before), hash_of(after))


def seen(who: str, data: bytes | None, override: str | None = None, file: str = FILE) -> Look:
    return Look(who, file, hash_of(data), override)


def one(now: bytes | None, live: bytes | None, edits: list[Edit], looks: list[Look]) -> Pending:
    found = pending(*({FILE: d} if d is not None else {} for d in (now, live)), edits, looks)
    assert len(found) == 1
    return found[0]


def test_what_is_pending_and_how() -> None:
    now, live = {"a": A, "b": B, "new": C}, {"a": A, "b": A, "gone": C}
    found = pending(now, live, [], [])
    assert [(p.file, p.kind, p.hash) for p in found] == [
        ("b", Kind.EDITED, hash_of(B)),
        ("gone", Kind.REMOVED, None),
        ("new", Kind.NEW, hash_of(C)),
    ]
    assert not_approved(found) == found


def test_somebody_else_must_approve() -> None:
    edits = [edited("小李", A, B)]
    waits = one(B, A, edits, [])
    assert (waits.authors, waits.outside, waits.approved) == (("小李",), False, False)
    assert not waits.may_be_approved_by("小李")
    assert waits.may_be_approved_by("老王")
    assert one(B, A, edits, [seen("老王", B)]).approved
    assert not one(B, A, edits, [seen("小李", B)]).approved


def test_editing_again_lets_the_approval_lapse() -> None:
    edits = [edited("小李", A, B), edited("小李", B, C)]
    assert not one(C, A, edits, [seen("老王", B)]).approved
    assert one(C, A, edits, [seen("老王", B), seen("老王", C)]).approved


def test_an_approver_who_edits_is_an_author() -> None:
    edits = [edited("小李", A, B), edited("老王", B, C)]
    found = one(C, A, edits, [seen("老王", C), seen("老王", B)])
    assert (found.authors, found.approved) == (("小李", "老王"), False)
    back = [*edits, edited("小李", C, B)]
    assert not one(B, A, back, [seen("老王", B)]).approved, "approved before becoming an author"
    assert one(C, A, edits, [seen("小张", C)]).approved


def test_two_authors_cannot_approve_each_other() -> None:
    edits = [edited("老王", A, B), edited("老赵", B, C)]
    for who in ("老王", "老赵"):
        assert not one(C, A, edits, [seen(who, C)]).approved
    assert one(C, A, edits, [seen("小张", C)]).approved


def test_edited_elsewhere_nobody_knows_by_whom_any_publisher_approves() -> None:
    found = one(B, A, [], [])
    assert (found.authors, found.outside) == ((), True)
    assert found.may_be_approved_by("老王")
    assert one(B, A, [], [seen("老王", B)]).approved


def test_edited_in_the_console_and_elsewhere_the_known_author_still_may_not() -> None:
    for edits in ([edited("老王", A, B)], [edited("老王", B, C)]):
        found = one(C, A, edits, [seen("老王", C)])
        assert (found.authors, found.outside, found.approved) == (("老王",), True, False)


def test_alone_an_author_approves_with_a_reason_only() -> None:
    edits = [edited("老王", A, B)]
    assert not one(B, A, edits, [seen("老王", B, "  ")]).approved
    assert one(B, A, edits, [seen("老王", B, "今天只有我值班")]).approved
    again = [*edits, edited("老王", B, C)]
    assert not one(C, A, again, [seen("老王", B, "今天只有我值班")]).approved


def test_back_to_what_is_live_is_not_pending() -> None:
    edits = [edited("小李", A, B), edited("小李", B, A)]
    assert pending({FILE: A}, {FILE: A}, edits, [seen("老王", B)]) == []


def test_authors_count_since_what_is_live() -> None:
    edits = [edited("老王", A, B), edited("小李", B, C)]
    found = one(C, B, edits, [seen("老王", C)])
    assert (found.authors, found.outside, found.approved) == (("小李",), False, True)
    reverted = [edited("老王", A, B), edited("老王", B, A), edited("小李", A, C)]
    assert one(C, A, reverted, [seen("老王", C)]).approved


def test_after_going_back_to_an_earlier_version_its_later_authors_count_again() -> None:
    edits = [edited("老王", A, B)]  # B was published, then the version with A came back
    assert one(B, A, edits, []).authors == ("老王",)


def test_another_file_is_another_matter() -> None:
    edits = [edited("小李", A, B, "data/tips.yml")]
    assert one(B, A, edits, [seen("老王", B, file="data/tips.yml")]).approvals == ()


def test_a_removed_file_is_approved_like_any_other() -> None:
    edits = [edited("小李", A, None)]
    assert not one(None, A, edits, [seen("老王", A)]).approved
    assert one(None, A, edits, [seen("老王", None)]).approved
