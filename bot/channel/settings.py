"""What an operator has set, looked at before the server starts."""

from __future__ import annotations

from bot.channel.access import access
from bot.channel.doors import the_doors
from bot.channel.length import most_messages
from bot.channel.origins import allowed
from bot.channel.secrets import actions_secret
from bot.channel.sessions import the_sessions


def check() -> None:
    """Raises ValueError, which says in Chinese what is wrong, at the first that makes no sense."""
    for channel in ("rest", "socketio"):
        access(channel)
    actions_secret()
    allowed()
    most_messages()
    the_sessions()
    the_doors()
