"""The secrets: what sessions are signed with, and what the action server asks for.

SESSION_SECRETS=new,old: the first signs, all of them verify. To change it without losing a
conversation put the new one in front, and take the old one away a day later. All servers of a city
must have the same; without it this machine makes one and keeps it.
"""

from __future__ import annotations

import logging
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.store.database import folder

logger = logging.getLogger(__name__)

VARIABLE, FILE = "SESSION_SECRETS", "session_secret"
ACTIONS_VARIABLE, HEADER = "ACTIONS_SECRET", "X-Actions-Secret"
SHORTEST = 16  # characters


def session_secrets(environment: Mapping[str, str] = os.environ) -> tuple[bytes, ...]:
    """The secrets, the one that signs first. Raises ValueError if one is too short."""
    given = [one.strip() for one in environment.get(VARIABLE, "").split(",")]
    found = [one for one in given if one]
    if any(len(one) < SHORTEST for one in found):
        raise ValueError(
            f"{VARIABLE}: 有一个密钥太短 → 每个至少 {SHORTEST} 个字符，"
            "如 openssl rand -hex 32 的结果，几个之间用逗号隔开"
        )
    return tuple(one.encode() for one in found) or (_kept(folder() / FILE),)


def actions_secret(environment: Mapping[str, str] = os.environ) -> str | None:
    """What Rasa's server shows the action server. Raises ValueError if it is too short."""
    found = environment.get(ACTIONS_VARIABLE, "").strip()
    if found and (len(found) < SHORTEST or not found.isascii()):
        raise ValueError(
            f"{ACTIONS_VARIABLE}: 至少 {SHORTEST} 个字母或数字 → 如 openssl rand -hex 32 的结果"
        )
    return found or None


def _kept(path: Path) -> bytes:
    """The secret of this machine; where none can be kept, one that lasts as long as the server."""
    try:
        if not path.exists():
            _make(path)
        found = path.read_bytes().strip()
    except OSError as error:
        logger.warning("The secret of sessions cannot be kept: %s", error)
        found = b""
    if len(found) >= SHORTEST:
        return found
    logger.warning("Sessions end with this server, unless %s is set", VARIABLE)
    return secrets.token_hex(32).encode()


def _make(path: Path) -> None:
    """Written whole under another name first; of several servers one wins, all read its file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f"{FILE}.")  # mode 600
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_hex(32).encode())
            out.flush()
            os.fsync(out.fileno())
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(partial)
