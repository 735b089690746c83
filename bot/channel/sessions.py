"""Whose conversation a message belongs to: a token that only a server of ours can have made.

A token is `<conversation>.<issued>.<signature>`. It comes with every reply; whoever holds it is in
that conversation, and nobody gets in by naming an id. It ends with the conversation. A message
without a sound token is answered all the same, in a new conversation.

`opening` is a client's own secret for a conversation that has no token yet, so that a first message
that is sent again, or from two tabs, does not open two.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.channel.secrets import session_secrets
from bot.store.ending import hours_to_keep

# Not a character that other channels let into their ids: their clients cannot name one of ours.
PREFIX = "chat/"
_TOKEN = re.compile(r"([\w-]{22})\.([0-9a-f]{8,9})\.([\w-]{43})", re.ASCII)
_SECRET = re.compile(r"[0-9a-f]{32}")  # of a client: 128 bits, or it does not count
_RENEWALS = 24  # in the life of a token


@dataclass(frozen=True)
class Session:
    """A conversation (Rasa's sender id), the token for it, and whether it begins now."""

    conversation: str
    token: str
    is_new: bool


class Sessions:
    """Issues and reads tokens. The first secret signs, all verify; `seconds` is a token's life."""

    def __init__(
        self, keys: Sequence[bytes], seconds: float, now: Callable[[], float] = time.time
    ) -> None:
        self._keys, self._seconds, self._now = tuple(keys), seconds, now

    def find(self, token: str | None, *, expired: bool = False) -> Session | None:
        """The session of a token of ours that has not expired (or has, if that does not matter)."""
        parts = _TOKEN.fullmatch(token or "")
        if token is None or parts is None or not self._is_ours(parts):
            return None
        age = self._now() - int(parts[2], 16)
        renewed = self._seconds / _RENEWALS
        if age > self._seconds + renewed and not expired:
            return None
        if age < renewed:
            return Session(PREFIX + parts[1], token, False)
        return self._issued(parts[1], is_new=False)

    def named(self, token: str | None, opening: str | None) -> Session | None:
        """The session that a client may speak of, if there can be one."""
        found = self.find(token)
        return found or (self.open(opening=opening) if _is_secret(opening) else None)

    def open(
        self, *, opening: str | None = None, token: str | None = None, message: str | None = None
    ) -> Session:
        """A new session: the same one for the same secret of a client's, so that what is sent
        again is known again. `message` is the message's id, `token` what came in place of a token.
        """
        if _is_secret(opening):
            return self._issued(self._derived("opening", str(opening)), is_new=True)
        if _is_secret(message):
            return self._issued(self._derived("message", str(message), token or ""), is_new=True)
        return self._issued(_text(secrets.token_bytes(16)), is_new=True)

    def after(self, conversation: str) -> Session:
        """The conversation that follows one which has become too long."""
        return self._issued(self._derived("after", conversation), is_new=True)

    def issue(self, conversation: str) -> str:
        """A token for this conversation, made now."""
        return self._issued(conversation.removeprefix(PREFIX), is_new=False).token

    def _issued(self, name: str, *, is_new: bool) -> Session:
        issued = f"{int(self._now()):08x}"
        token = f"{name}.{issued}.{_signed(self._keys[0], 'session', name, issued)}"
        return Session(PREFIX + name, token, is_new)

    def _is_ours(self, parts: re.Match[str]) -> bool:
        made = [_signed(key, "session", parts[1], parts[2]) for key in self._keys]
        return any([hmac.compare_digest(parts[3], one) for one in made])

    def _derived(self, *parts: str) -> str:
        return _signed(self._keys[0], *parts)[:22]


@lru_cache(maxsize=1)
def the_sessions() -> Sessions:
    """Those of this server. Raises ValueError if the environment makes no sense."""
    return Sessions(session_secrets(), hours_to_keep() * 3600)


def _is_secret(given: str | None) -> bool:
    return bool(given and _SECRET.fullmatch(given))


def _signed(key: bytes, *parts: str) -> str:
    said = "|".join(parts).encode("utf-8", "surrogatepass")
    return _text(hmac.new(key, said, hashlib.sha256).digest())


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
