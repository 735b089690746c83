"""Tokens: made by us, bound to one conversation, gone with it; everything else opens a new one."""

from __future__ import annotations

import base64
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channel.sessions import PREFIX, Session, Sessions

OLD, NEW, FOREIGN = b"an old secret of ours", b"a new secret of ours", b"somebody else's secret"
DAY = 24 * 3600
SECRET = "0123456789abcdef" * 2


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions([NEW, OLD], DAY, clock)


def test_a_token_leads_back_to_its_conversation(sessions: Sessions) -> None:
    opened = sessions.open()
    assert opened.is_new
    assert sessions.find(opened.token) == Session(opened.conversation, opened.token, False)


def test_no_two_conversations_are_alike(sessions: Sessions) -> None:
    opened = [sessions.open() for _ in range(1000)]
    assert len({one.conversation for one in opened}) == 1000
    assert len({one.token for one in opened}) == 1000


def test_other_channels_cannot_name_a_conversation(sessions: Sessions) -> None:
    from bot.channel.intake import Refused, sender_of

    opened = sessions.open()
    assert opened.conversation.startswith(PREFIX)
    with pytest.raises(Refused):
        sender_of({"sender": opened.conversation}, "sender")


def test_every_changed_character_is_noticed(sessions: Sessions) -> None:
    token = sessions.open().token
    for at, other in itertools.product(range(len(token)), "Az0_"):
        changed = token[:at] + other + token[at + 1 :]
        found = sessions.find(changed)
        # The last character of a signature carries four bits, the rest must be zero.
        assert changed == token or found is None, at


def test_the_bits_that_base64_leaves_over_make_no_second_token(sessions: Sessions) -> None:
    token = sessions.open().token
    same = [
        token[:-1] + last
        for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        if _bytes(token[-43:-1] + last) == _bytes(token[-43:])
    ]
    assert len(same) == 4, "as many spellings of one signature"
    assert [one for one in same if sessions.find(one)] == [token]


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=")


@given(st.text())
def test_nothing_made_up_is_a_token(text: str) -> None:
    assert Sessions([NEW], DAY).find(text) is None


@pytest.mark.parametrize("odd", [None, "", ".", "..", "\ud800", "a" * 1_000_000, "x.6b49d200.y"])
def test_odd_tokens_are_none(sessions: Sessions, odd: str | None) -> None:
    assert sessions.find(odd) is None


def test_parts_of_two_tokens_make_none(sessions: Sessions, clock: Clock) -> None:
    one = sessions.open().token.split(".")
    clock.now += 60
    two = sessions.open().token.split(".")
    for parts in itertools.product(*zip(one, two, strict=True)):
        mixed = ".".join(parts)
        assert (sessions.find(mixed) is not None) == (list(parts) in (one, two))


def test_a_foreign_secret_signs_nothing(sessions: Sessions) -> None:
    assert sessions.find(Sessions([FOREIGN], DAY).open().token) is None


def test_secrets_are_exchanged_without_losing_a_conversation(clock: Clock) -> None:
    before = Sessions([OLD], DAY, clock).open()
    both = Sessions([NEW, OLD], DAY, clock)
    found = both.find(before.token)
    assert found is not None
    assert found.conversation == before.conversation
    clock.now += 2 * 3600
    renewed = both.find(before.token)
    assert renewed is not None
    after = Sessions([NEW], DAY, clock)
    assert after.find(before.token) is None
    assert after.find(renewed.token) is not None, "the first secret has signed the new token"


def test_a_token_ends_with_the_conversation(sessions: Sessions, clock: Clock) -> None:
    token = sessions.open().token
    clock.now += DAY
    assert sessions.find(token) is not None, "a day after the last message it is still kept"
    clock.now += DAY / 24 + 1
    assert sessions.find(token) is None
    ended = sessions.find(token, expired=True)
    assert ended is not None, "to be deleted by whom it belongs to"


def test_who_goes_on_gets_a_new_token_in_time(sessions: Sessions, clock: Clock) -> None:
    opened = sessions.open()
    token, tokens = opened.token, set()
    for _ in range(100):
        clock.now += DAY / 4
        found = sessions.find(token)
        assert found is not None
        assert (found.conversation, found.is_new) == (opened.conversation, False)
        tokens.add(token := found.token)
    assert len(tokens) == 100
    assert sessions.find(opened.token) is None


def test_within_the_hour_the_token_stays_the_same(sessions: Sessions, clock: Clock) -> None:
    token = sessions.open().token
    clock.now += DAY / 24 - 1
    found = sessions.find(token)
    assert found is not None
    assert found.token == token


def test_a_clients_secret_opens_one_conversation(sessions: Sessions, clock: Clock) -> None:
    first = sessions.open(opening=SECRET, message="1" * 32)
    clock.now += 5
    second = sessions.open(opening=SECRET, token="whatever", message="2" * 32)
    assert first.conversation == second.conversation
    assert SECRET not in first.token
    assert sessions.named(None, SECRET) == second
    other = Sessions([FOREIGN], DAY).open(opening=SECRET)
    assert other.conversation != first.conversation, "not to be worked out without our secret"


@pytest.mark.parametrize(
    "weak", ["", "1", "victim", SECRET[:-1], SECRET + "0", SECRET.upper(), "g" * 32, SECRET + "\n"]
)
def test_what_can_be_guessed_opens_nothing_twice(sessions: Sessions, weak: str) -> None:
    one, two = (sessions.open(opening=weak, message=weak, token=weak) for _ in range(2))
    assert one.conversation != two.conversation
    assert sessions.named(weak, weak) is None


def test_naming_a_session_joins_nobody(sessions: Sessions) -> None:
    """A strong name that is no token of ours leads to no conversation either."""
    victim = sessions.open(opening=SECRET)
    for name in (SECRET, victim.conversation, victim.conversation.removeprefix(PREFIX)):
        for message in (None, "message-0001", "3" * 32):
            assert sessions.find(name) is None
            opened = sessions.open(token=name, message=message)
            assert opened.conversation != victim.conversation


def test_a_message_sent_again_with_an_expired_token_is_the_same(
    sessions: Sessions, clock: Clock
) -> None:
    ended = sessions.open().token
    clock.now += 2 * DAY
    one, two = (sessions.open(token=ended, message="4" * 32) for _ in range(2))
    assert one.conversation == two.conversation
    assert sessions.open(token=ended, message="5" * 32).conversation != one.conversation
    assert sessions.open(token=ended + "x", message="4" * 32).conversation != one.conversation


def test_what_follows_a_conversation_is_one(sessions: Sessions) -> None:
    first = sessions.open()
    after = sessions.after(first.conversation)
    assert after == sessions.after(first.conversation)
    assert after.is_new
    further = sessions.after(after.conversation)
    assert len({first.conversation, after.conversation, further.conversation}) == 3
