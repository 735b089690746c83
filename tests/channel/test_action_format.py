"""The check of an action's answer: as strict as Rasa's own, and made ready once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from sanic import Blueprint

from bot.channel.action_format import RASAS_OWN, check_quickly
from bot.channel.resilience import guard

SLOT = {"event": "slot", "name": "case", "value": {"flow": "triage"}, "timestamp": None}
GOOD: list[Any] = [
    {"events": [], "responses": []},
    {"events": [SLOT], "responses": [{"text": "110", "custom": {"a": [1]}}]},
    {},
]
BAD: list[Any] = [
    {"events": [{"name": "case"}], "responses": []},
    {"events": {}, "responses": []},
    {"events": [], "responses": ["110"]},
    {"events": [{**SLOT, "name": 7}]},
    [],
    None,
]


@pytest.fixture
def action() -> Iterator[RemoteAction]:
    check_quickly()
    yield RemoteAction("action_hotlines", None)
    RemoteAction._validate_action_result = RASAS_OWN


def checks_of_the_schema(check: Callable[[], bool], monkeypatch: pytest.MonkeyPatch) -> int:
    """How often the schema itself is checked meanwhile."""
    kind, counted = validator_for(RemoteAction.action_response_format_spec()), []
    real = kind.check_schema
    monkeypatch.setattr(kind, "check_schema", lambda *a, **k: (counted.append(1), real(*a, **k)))
    for _ in range(3):
        assert check()
    return len(counted)


@pytest.mark.parametrize("answer", GOOD)
def test_what_is_right_passes(action: RemoteAction, answer: Any) -> None:
    assert action._validate_action_result(answer)
    assert RASAS_OWN(action, answer)


@pytest.mark.parametrize("answer", BAD)
def test_what_rasa_refuses_is_refused(action: RemoteAction, answer: Any) -> None:
    with pytest.raises(ValidationError):
        RASAS_OWN(action, answer)
    with pytest.raises(ValidationError, match="action_hotlines"):
        action._validate_action_result(answer)


def test_the_schema_is_checked_at_most_once(
    action: RemoteAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks_of_the_schema(lambda: action._validate_action_result(GOOD[1]), monkeypatch) <= 1


def test_rasa_still_checks_it_each_time(
    action: RemoteAction, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When this fails, Rasa has mended it: bot/channel/action_format.py can go."""
    assert checks_of_the_schema(lambda: RASAS_OWN(action, GOOD[1]), monkeypatch) == 3


async def test_every_server_has_it(action: RemoteAction) -> None:
    RemoteAction._validate_action_result = RASAS_OWN
    blueprint = Blueprint("guarded")
    guard(blueprint)
    (listener,) = blueprint._future_listeners
    await listener.listener(SimpleNamespace(ctx=SimpleNamespace(agent=Agent())), None)
    assert RemoteAction._validate_action_result is not RASAS_OWN
