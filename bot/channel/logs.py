"""The log: one line an event, for people (LOG_FORMAT=text) or for machines (json), nobody's words.

What a resident wrote must not be in it, nor what a client chose to send. So while a request is
handled, only our own loggers' sentences are kept; of others, where in the program they spoke, and
never more of the web server. Of an error its kind and the lines it came through are kept; its text
only if a database or the operating system wrote it. Control characters are spelt out, so that
nobody can forge a line.
"""

from __future__ import annotations

import datetime
import json
import logging
import os
import sys
import traceback
from contextvars import ContextVar
from types import TracebackType
from typing import Any

import structlog

from bot.channel.metrics import CountErrors

VARIABLE, TEXT, JSON = "LOG_FORMAT", "text", "json"
ACCESS = logging.getLogger("bot.access")
# The request that is handled; its id is in every line that is written meanwhile.
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)

_OURS = ("bot.", "actions.")
_OF_REQUESTS = ("sanic", "asyncio", "aiohttp")  # quote them, also before and after one is handled
_LINES = 12  # of the program, the innermost


def set_up(form: str | None = None) -> None:
    """Sends every logger of this process through one handler to standard output.

    Call it after Rasa has set up its own. Raises SystemExit if LOG_FORMAT is neither text nor json.
    """
    form = form or os.environ.get(VARIABLE) or TEXT
    if form not in (TEXT, JSON):
        raise SystemExit(f"{VARIABLE}={form} 不认识 → 写 {TEXT} 或 {JSON}")
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(AsJson() if form == JSON else AsText())
    handler.addFilter(CountErrors())
    logging.getLogger().handlers[:] = [handler]
    logging.lastResort = handler  # Rasa cuts the web server's loggers off
    ACCESS.setLevel(logging.INFO if form == JSON else logging.WARNING)
    keys_only = [structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs]
    structlog.configure(processors=keys_only, logger_factory=structlog.stdlib.LoggerFactory())


def told(record: logging.LogRecord) -> dict[str, Any]:
    """What may be told of a record."""
    at = datetime.datetime.fromtimestamp(record.created).astimezone()
    request = request_id.get()
    alone = request is None and not record.name.startswith(_OF_REQUESTS)
    line: dict[str, Any] = {
        "time": at.isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": plain(_message(record)) if alone or _is_ours(record) else "",
    }
    if not line["message"]:
        line["where"] = f"{record.module}:{record.lineno}"
    if request:
        line["request"] = request
    if record.exc_info and record.exc_info[1] is not None:
        line |= _error(record.exc_info[1], record.exc_info[2], alone)
    return line | getattr(record, "facts", {})


def _message(record: logging.LogRecord) -> str:
    """What was said; of an error that is part of it the kind alone, since it may quote anybody."""
    if isinstance(record.args, tuple) and record.args:
        kinds = (type(a).__name__ if isinstance(a, BaseException) else a for a in record.args)
        return str(record.msg) % tuple(kinds)
    return record.getMessage()


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.startswith(_OURS)


def _error(error: BaseException, at: TracebackType | None, alone: bool) -> dict[str, Any]:
    """`alone`: it is about no request, so that no resident's words can be in its text."""
    kinds: list[str] = []
    said, seen = "", error
    while seen is not None and len(kinds) < 5:
        kinds.append(type(seen).__name__)
        said = said or _said(seen, alone)
        seen = seen.__cause__ or seen.__context__  # type: ignore[assignment]
    frames = traceback.extract_tb(at)[-_LINES:]
    lines = [f"{_short(one.filename)}:{one.lineno} {one.name}" for one in frames]
    return {"error": " <- ".join(kinds), "said": plain(said), "lines": lines}


def _said(error: BaseException, alone: bool) -> str:
    """An error's own text, if it comes from a server or the operating system."""
    if isinstance(error, OSError):
        return error.strerror or ""
    if type(error).__name__ == "OperationalError":  # of the database: it has the statement, too
        return str(getattr(error, "orig", ""))
    return str(error) if alone else ""


def _short(path: str) -> str:
    return "/".join(path.split("/")[-3:])


def plain(text: str) -> str:
    """One line of it: what does not print is spelt out."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


class AsJson(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(told(record), ensure_ascii=False)


class AsText(logging.Formatter):
    """One line, and one more for each line of the program that an error came through."""

    def format(self, record: logging.LogRecord) -> str:
        line = told(record)
        parts = [line["time"][11:19], line["level"], line["logger"], line["message"]]
        parts += [f"({line['where']})"] if "where" in line else []
        why = [line["error"], line["said"]] if "error" in line else []
        parts += [f"[{': '.join(filter(None, why))}]"] if why else []
        parts += [f"request={line['request']}"] if "request" in line else []
        return "\n    ".join([" ".join(filter(None, parts)), *line.get("lines", ())])
