"""Sessions for tests and benchmarks: signed by the secret that their servers are given.

A name becomes a conversation and the token for it without asking a server, the same on all servers.
"""

from __future__ import annotations

from bot.channel.secrets import VARIABLE
from bot.channel.sessions import PREFIX, Sessions

SECRET = "a secret that only tests have"
# One machine plays all residents: what a whole city may do, one address may do here.
ENVIRONMENT = {VARIABLE: SECRET, "ADDRESS_LIMIT": "1000000"}
_LENGTH = 22
_sessions = Sessions([SECRET.encode()], 24 * 3600)


def conversation(name: str) -> str:
    """The id under which the conversation of this name is stored; begins with PREFIX and name."""
    assert len(name) <= _LENGTH, name
    return PREFIX + name.ljust(_LENGTH, "_")


def token(name: str) -> str:
    """A session in the conversation of this name, issued now."""
    return _sessions.issue(conversation(name))
