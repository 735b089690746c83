"""python -m bot <command>: the commands are modules of bot.studio."""

from __future__ import annotations

import argparse
from importlib import import_module

from bot.studio.environment import quieten

# Each has `register(commands)`, which adds its parsers and says what they run.
COMMANDS = (
    "check",
    "ask",
    "exam",
    "new",
    "sheets",
    "schema",
    "compare",
    "publish",
    "history",
    "inbox",
    "backup",
    "report",
    "house",
    "console",
    "database",
    "train",
    "run",
    "serve_many",
)


def parser() -> argparse.ArgumentParser:
    """All commands; the help is for trainers."""
    top = argparse.ArgumentParser(prog="python -m bot", description="孝感反诈问答机器人")
    commands = top.add_subparsers(dest="command", required=True, metavar="命令")
    for name in COMMANDS:
        import_module(f"bot.studio.{name}").register(commands)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    quieten()
    args = parser().parse_args(arguments)
    return int(args.run(args))


if __name__ == "__main__":
    raise SystemExit(main())
