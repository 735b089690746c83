"""What the console is told from outside: where the files are, by which names it may be called."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.load import ROOT

HTTPS_VARIABLE, HOSTS_VARIABLE = "CONSOLE_HTTPS", "CONSOLE_HOSTS"
_HERE = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Settings:
    """`https`: it is reached through TLS. `hosts`: names that a browser may call it by. `clock`
    gives seconds since 1970; `command` begins every job."""

    root: Path = ROOT
    https: bool = False
    hosts: tuple[str, ...] = _HERE
    clock: Callable[[], float] = time.time
    command: tuple[str, ...] = (sys.executable, "-m", "bot")


def from_environment(host: str = "", environment: Mapping[str, str] = os.environ) -> Settings:
    """What an operator has set; `host` is the address that is listened on."""
    named = [one.strip().lower() for one in environment.get(HOSTS_VARIABLE, "").split(",")]
    hosts = dict.fromkeys([*filter(None, named), *_HERE, *([host] if host else [])])
    return Settings(https=environment.get(HTTPS_VARIABLE) == "1", hosts=tuple(hosts))
