"""What stands in the log: one line an event, never what a resident or a client wrote."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from bot.channel import logs
from bot.channel.logs import AsJson, AsText, request_id

SECRET = "我叫张三，转了三万，电话13812345678"


class Log:
    """A root logger as a server has it, written into memory."""

    def __init__(self, formatter: logging.Formatter) -> None:
        self.out = io.StringIO()
        self.handler = logging.StreamHandler(self.out)
        self.handler.setFormatter(formatter)

    def lines(self) -> list[str]:
        return self.out.getvalue().splitlines()

    def json(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines()]


@pytest.fixture(params=[AsJson, AsText])
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    made = Log(request.param())
    root.handlers[:] = [made.handler]
    root.setLevel(logging.DEBUG)
    yield made
    root.handlers[:] = before
    root.setLevel(level)


@pytest.fixture
def handling() -> Iterator[str]:
    """A request is being handled."""
    token = request_id.set("a" * 32)
    yield "a" * 32
    request_id.reset(token)


def test_others_do_not_quote_while_a_request_is_handled(log: Log, handling: str) -> None:
    logging.getLogger("rasa.core.processor").warning("message '%s' was not understood", SECRET)
    logging.getLogger("rasa.core.agent").error(f"no answer to {SECRET}")
    assert len(log.lines()) == 2
    assert SECRET not in log.out.getvalue()
    assert all(handling in line and "test_logs:" in line for line in log.lines())


def test_an_error_is_told_without_its_text(log: Log, handling: str) -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise RuntimeError(f"{SECRET}\nroot: forged") from error
    except RuntimeError:
        logging.getLogger("bot.channel.turn").exception("A message could not be handled")
    said = log.out.getvalue()
    assert SECRET not in said
    assert "forged" not in said
    assert "RuntimeError <- KeyError" in said
    assert "A message could not be handled" in said
    assert "test_an_error_is_told_without_its_text" in said, "where it was raised"


def test_an_error_within_a_sentence_is_told_by_its_kind(log: Log, handling: str) -> None:
    logging.getLogger("bot.channel.turn").error("Not stored: %s", ValueError(SECRET))
    assert "Not stored: ValueError" in log.out.getvalue()
    assert SECRET not in log.out.getvalue()


def test_a_databases_own_words_are_told_and_not_the_statement(log: Log, handling: str) -> None:
    broken = sa.exc.OperationalError(f"INSERT {SECRET}", {"text": SECRET}, Exception("no route"))
    logging.getLogger("bot.store").error("Not stored", exc_info=broken)
    assert "no route" in log.out.getvalue()
    assert SECRET not in log.out.getvalue()


def test_the_web_server_is_never_quoted(log: Log) -> None:
    """It writes before a request has an id, and with the address that the client made up."""
    for name in ("sanic.error", "sanic.root", "asyncio"):
        logging.getLogger(name).error(f"invalid url /?q={SECRET}", exc_info=ValueError(SECRET))
    assert len(log.lines()) == 3
    assert SECRET not in log.out.getvalue()


def test_at_rest_everybody_may_speak(log: Log) -> None:
    logging.getLogger("rasa.core.agent").error("Could not load model due to %s", "no such file")
    assert "Could not load model due to no such file" in log.out.getvalue()


def test_structured_events_keep_their_name_only(log: Log) -> None:
    before = structlog.get_config()
    handlers = logging.getLogger().handlers[:]
    try:
        logs.set_up("json")
        logging.getLogger().handlers[:] = handlers
        structlog.get_logger("rasa.core").warning("processor.message.parse", text=SECRET)
    finally:
        structlog.configure(**before)
    assert "processor.message.parse" in log.out.getvalue()
    assert SECRET not in log.out.getvalue()


@pytest.mark.parametrize("trick", ["\n", "\r", "\x1b[2J", "\u2028", "\u202e", "\x00", "\x85"])
def test_nobody_forges_a_line(log: Log, trick: str) -> None:
    logging.getLogger("bot.x").warning("before%safter", trick)
    (line,) = log.lines()
    assert trick not in line
    assert "before" in line
    assert "after" in line


def test_an_unknown_format_is_said_at_once() -> None:
    with pytest.raises(SystemExit, match="xml 不认识"):
        logs.set_up("xml")
