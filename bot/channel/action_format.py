"""What an action answers is checked with a validator that is made once.

Rasa makes one for every answer, and has the schema itself checked by JSON Schema's own each time:
60 of the 80 ms of processor time that a message with an action took. It offers no other way in than
its method; tests/channel/test_action_format.py says when this is no longer needed.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

RASAS_OWN = RemoteAction._validate_action_result


def check_quickly() -> None:
    """From now on, for all actions of this process."""
    RemoteAction._validate_action_result = _checked


def _checked(action: RemoteAction, result: dict[str, Any]) -> bool:
    """The same check. Raises jsonschema.ValidationError, as Rasa's does."""
    error = best_match(_validator().iter_errors(result))
    if error is not None:
        error.message += f" (the answer of {action.name()})"
        raise error
    return True


@lru_cache(maxsize=1)
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)
