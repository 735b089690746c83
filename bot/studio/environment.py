"""The environment in which Rasa runs: quiet, private, on this machine only."""

from __future__ import annotations

import logging
import os

# What is set already stays: an operator's word outranks these.
DEFAULTS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SANIC_HOST": "127.0.0.1",  # the action server would listen on 0.0.0.0
    "SANIC_BACKLOG": "1024",  # connections that wait to be taken; 100 are few in a panic
    # uvloop takes one new connection each time round: under load others wait for seconds.
    "SANIC_USE_UVLOOP": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "LOG_LEVEL": "WARNING",
    "LOG_LEVEL_LIBRARIES": "ERROR",
    "LOG_LEVEL_RASA_SDK": "WARNING",
    "PYTHONUNBUFFERED": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
}


def quieted() -> dict[str, str]:
    """This process's environment with the defaults, for a child process."""
    return {**DEFAULTS, **os.environ}


def quieten() -> None:
    """Applies the defaults to this process; call it before Rasa is imported.

    The libraries' deprecation warnings are for their makers, not for a trainer's terminal.
    """
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
