"""Our runner of Rasa's graph gives what Rasa's own gives."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.exceptions import GraphRunError
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.trackers import DialogueStateTracker

from bot.channel.runner import InOrder, run_in_order

TEXTS = ("刷单返利是真的吗", "你好", "十分钟前给骗子转了三万", "今天天气怎么样", "老年人怎么防骗")


@pytest.fixture(scope="module")
def agent(model: Path) -> Agent:
    return Agent.load(str(model))


def test_the_same_parse_and_the_same_prediction(agent: Agent) -> None:
    """If Rasa's runner ever keeps its nodes elsewhere, this says so."""
    theirs = agent.processor.graph_runner
    assert isinstance(theirs, DaskGraphRunner)
    ours, metadata = InOrder(theirs), agent.processor.model_metadata
    for text in TEXTS:
        tracker = DialogueStateTracker.from_events("x", [], agent.domain.slots)
        inputs = {PLACEHOLDER_MESSAGE: [UserMessage(text)], PLACEHOLDER_TRACKER: tracker}
        parsed = [
            runner.run(inputs, [metadata.nlu_target])[metadata.nlu_target][0].as_dict()
            for runner in (ours, theirs)
        ]
        assert parsed[0] == parsed[1]
        assert parsed[0]["intent"]["name"]
        predicted = [
            runner.run({PLACEHOLDER_TRACKER: tracker}, [metadata.core_target])
            for runner in (ours, theirs)
        ]
        one, other = (found[metadata.core_target] for found in predicted)
        assert (one.probabilities, one.policy_name) == (other.probabilities, other.policy_name)


def test_a_missing_input_is_said(agent: Agent) -> None:
    ours = InOrder(agent.processor.graph_runner)
    with pytest.raises(GraphRunError):
        ours.run({}, [agent.processor.model_metadata.core_target])


def test_an_agent_gets_it_once_for_each_model(model: Path) -> None:
    agent = Agent.load(str(model))
    run_in_order(agent)
    first = agent.processor.graph_runner
    assert isinstance(first, InOrder)
    run_in_order(agent)
    assert agent.processor.graph_runner is first
    agent.load_model(str(model))
    run_in_order(agent)
    assert isinstance(agent.processor.graph_runner, InOrder)
    assert agent.processor.graph_runner is not first


def test_without_a_model_there_is_nothing_to_run() -> None:
    run_in_order(Agent())
